package dev.varve.scan;

import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.row.BucketFunction;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/**
 * A table with the columns pt, k and v that was written and compacted at random. The rows of each file are known, so what a
 * plan would return can be compared with what the table holds.
 */
final class RandomTable
{
    static final DataType INT = new IntType(true);
    private static final int KEYS = 30;
    private static final int MAX_LEVEL = 5;

    enum Kind
    {
        APPEND,
        DEDUPLICATE,
        AGGREGATION,
        FIRST_ROW,
        DELETION_VECTORS;

        boolean hidesLevel0()
        {
            return this == FIRST_ROW || this == DELETION_VECTORS;
        }
    }

    record Row(Long pt, long k, long v, long sequence, boolean delete)
    {
        Object value(int column)
        {
            return column == 0 ? pt : Long.valueOf(column == 1 ? k : v);
        }

        List<Object> values()
        {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                values.add(value(i));
            }
            return values;
        }

        /** A row is what a query sees: without its sequence number. */
        @Override
        public String toString()
        {
            return pt + "," + k + "," + v;
        }
    }

    private record Bucket(Long pt, int number, int total) {}

    private final Random random;
    private final Kind kind;
    private final TableSchema schema;
    private final Map<String, List<Row>> rowsOfFiles = new HashMap<>();
    private final Map<Bucket, List<ManifestEntry>> live = new LinkedHashMap<>();
    private final List<ManifestEntry> log = new ArrayList<>();
    private long sequence;

    RandomTable(Random random, Kind kind)
    {
        this.random = random;
        this.kind = kind;
        Map<String, String> options = new HashMap<>();
        options.put("bucket", kind == Kind.APPEND ? "-1" : "1");
        options.put("source.split.target-size", "100 b");
        options.put("source.split.open-file-cost", "1 b");
        switch (kind) {
            case AGGREGATION -> options.put("merge-engine", "aggregation");
            case FIRST_ROW -> options.put("merge-engine", "first-row");
            case DELETION_VECTORS -> options.put("deletion-vectors.enabled", "true");
            default -> {}
        }
        boolean partitioned = random.nextInt(4) > 0;
        RowType columns = RowType.of(List.of(new Field(0, "pt", INT), new Field(1, "k", INT), new Field(2, "v", INT)));
        schema = new TableSchema(
                3,
                0,
                columns,
                2,
                partitioned ? List.of("pt") : List.of(),
                kind == Kind.APPEND ? List.of() : partitioned ? List.of("pt", "k") : List.of("k"),
                options,
                Optional.empty(),
                0);
    }

    /** Writes it; to be called once. */
    MemoryTable write()
            throws IOException
    {
        for (int i = random.nextInt(25); i >= 0; i--) {
            step();
        }
        MemoryTable table = new MemoryTable(schema);
        for (int from = 0; from < log.size(); ) {
            int to = Math.min(log.size(), from + 1 + random.nextInt(5));
            table.addManifest(log.subList(from, to));
            from = to;
        }
        return table;
    }

    boolean isPartitioned()
    {
        return !schema.partitionKeys().isEmpty();
    }

    /** The rows that a query sees. */
    List<Row> rows()
    {
        List<Row> rows = new ArrayList<>();
        live.values().forEach(files -> rows.addAll(merge(files.stream()
                .filter(entry -> !kind.hidesLevel0() || entry.file().level() > 0)
                .flatMap(entry -> rowsOfFiles.get(entry.file().name()).stream())
                .toList())));
        return rows;
    }

    /** The rows that reading the split returns. */
    List<Row> read(Split split)
    {
        List<Row> rows = split.files().stream().flatMap(file -> rowsOfFiles.get(file.name()).stream()).toList();
        if (split.rawConvertible()) {
            if (rows.stream().anyMatch(Row::delete)) {
                throw new AssertionError("Deletes in a split that is not merged: " + split);
            }
            return rows;
        }
        return merge(rows);
    }

    private List<Row> merge(List<Row> rows)
    {
        if (kind == Kind.APPEND) {
            return rows;
        }
        Map<Long, Row> byKey = new TreeMap<>();
        rows.stream().sorted(Comparator.comparingLong(Row::sequence)).forEach(row -> byKey.merge(
                row.k(),
                row,
                (older, newer) -> kind == Kind.AGGREGATION ? new Row(newer.pt(), newer.k(), older.v() + newer.v(), newer.sequence(), false) : newer));
        return byKey.values().stream().filter(row -> !row.delete()).toList();
    }

    private void step()
    {
        Long pt = isPartitioned() && random.nextInt(8) == 0 ? null : Long.valueOf(random.nextInt(4));
        int total = 1 + (pt == null || !isPartitioned() ? 0 : pt.intValue());
        Bucket bucket = kind == Kind.APPEND ? new Bucket(isPartitioned() ? pt : null, 0, -1) : new Bucket(isPartitioned() ? pt : null, random.nextInt(total), total);
        List<ManifestEntry> files = live.computeIfAbsent(bucket, key -> new ArrayList<>());
        if (kind != Kind.APPEND && !files.isEmpty() && random.nextInt(3) == 0) {
            compact(bucket, files);
            return;
        }
        List<Row> rows = newRows(bucket, pt, files);
        if (!rows.isEmpty()) {
            add(bucket, files, kind.hidesLevel0() && random.nextInt(3) > 0 ? 1 + random.nextInt(MAX_LEVEL) : 0, rows);
        }
    }

    private List<Row> newRows(Bucket bucket, Long pt, List<ManifestEntry> files)
    {
        List<Row> rows = new ArrayList<>();
        int from = random.nextInt(KEYS);
        for (long k = from; k < from + 8; k++) {
            long key = k;
            boolean here = kind == Kind.APPEND || BucketFunction.DEFAULT.bucket(List.of(INT), List.of(k), bucket.total()) == bucket.number();
            boolean used = files.stream().flatMap(file -> rowsOfFiles.get(file.file().name()).stream()).anyMatch(row -> row.k() == key);
            if (here && random.nextBoolean() && !(used && kind.hidesLevel0())) {
                boolean delete = kind == Kind.DEDUPLICATE && random.nextInt(6) == 0;
                rows.add(new Row(isPartitioned() ? pt : Long.valueOf(random.nextInt(4)), k, random.nextInt(KEYS), sequence++, delete));
            }
        }
        return rows;
    }

    /** All files become files of the highest level, or those of the lower levels one of the level below; or a file moves up. */
    private void compact(Bucket bucket, List<ManifestEntry> files)
    {
        if (kind.hidesLevel0()) {
            return;
        }
        boolean full = random.nextBoolean();
        List<ManifestEntry> inputs = files.stream().filter(entry -> full || entry.file().level() < MAX_LEVEL).toList();
        if (inputs.isEmpty()) {
            return;
        }
        List<Row> merged = new ArrayList<>();
        List<Row> all = inputs.stream().flatMap(entry -> rowsOfFiles.get(entry.file().name()).stream()).toList();
        Map<Long, List<Row>> byKey = new TreeMap<>();
        all.forEach(row -> byKey.computeIfAbsent(row.k(), key -> new ArrayList<>()).add(row));
        for (List<Row> ofKey : byKey.values()) {
            List<Row> result = merge(ofKey);
            if (result.isEmpty() && !full) {
                // A delete must stay as long as there may be older rows.
                result = List.of(ofKey.stream().max(Comparator.comparingLong(Row::sequence)).orElseThrow());
            }
            merged.addAll(result);
        }
        for (ManifestEntry input : inputs) {
            files.remove(input);
            log.add(new ManifestEntry(FileKind.DELETE, input.partition(), input.bucket(), input.totalBuckets(), input.file()));
        }
        int cut = random.nextInt(merged.size() + 1);
        for (List<Row> part : List.of(merged.subList(0, cut), merged.subList(cut, merged.size()))) {
            if (!part.isEmpty()) {
                add(bucket, files, full ? MAX_LEVEL : MAX_LEVEL - 1, part);
            }
        }
    }

    private void add(Bucket bucket, List<ManifestEntry> files, int level, List<Row> rows)
    {
        String name = "f" + rowsOfFiles.size() + ".parquet";
        rowsOfFiles.put(name, List.copyOf(rows));
        List<DataType> keyTypes = kind == Kind.APPEND ? List.of() : List.of(INT);
        List<List<Object>> keys = rows.stream().map(row -> kind == Kind.APPEND ? List.<Object>of() : List.<Object>of(row.k())).toList();
        SimpleStatistics keyStatistics = MemoryTable.statistics(keyTypes, keys);
        boolean withValues = random.nextInt(4) > 0;
        List<DataType> valueTypes = withValues ? List.of(INT, INT, INT) : List.of();
        DataFile file = new DataFile(
                name,
                20 + random.nextInt(60),
                rows.size(),
                keyStatistics.min(),
                keyStatistics.max(),
                keyStatistics,
                MemoryTable.statistics(valueTypes, withValues ? rows.stream().map(Row::values).toList() : List.of()),
                rows.stream().mapToLong(Row::sequence).min().orElseThrow(),
                rows.stream().mapToLong(Row::sequence).max().orElseThrow(),
                0,
                level,
                List.of(),
                OptionalLong.empty(),
                random.nextInt(10) == 0 ? OptionalLong.empty() : OptionalLong.of(rows.stream().filter(Row::delete).count()),
                Optional.empty(),
                Optional.empty(),
                withValues ? Optional.empty() : Optional.of(List.of()),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
        BinaryRow partition = isPartitioned() ? BinaryRowWriter.write(List.of(INT), Collections.singletonList(bucket.pt())) : BinaryRow.EMPTY;
        ManifestEntry entry = new ManifestEntry(FileKind.ADD, partition, bucket.number(), bucket.total(), file);
        files.add(entry);
        log.add(entry);
    }
}
