package dev.varve.scan;

import dev.varve.evolution.FileMapping;
import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntry;
import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.StatisticsEvaluation;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is left out of files that hold different columns of the same rows. Rows can be judged only by the statistics of all of their files
 * together: what the newest file with a column says of it counts, older values are not those of the rows any more.
 */
final class RowGroupPruning
{
    private final TableSchema schema;
    private final SchemaLog schemas;
    private final Optional<Predicate> predicate;
    private final List<Field> columns;

    private RowGroupPruning(TableSchema schema, SchemaLog schemas, Optional<Predicate> predicate, List<Field> columns)
    {
        this.schema = schema;
        this.schemas = schemas;
        this.predicate = predicate;
        this.columns = List.copyOf(columns);
    }

    static RowGroupPruning of(ScanTarget target, ScanRequest request)
    {
        List<Field> fields = target.schema().fields().fields();
        Set<Integer> wanted = new HashSet<>(request.columns().orElseGet(() -> IntStream.range(0, fields.size()).boxed().collect(Collectors.toSet())));
        request.predicate().ifPresent(predicate -> Columns.of(predicate).stream().forEach(wanted::add));
        return new RowGroupPruning(target.schema(), target.schemas(), request.predicate(), wanted.stream().sorted().map(fields::get).toList());
    }

    /** What the file says of those columns of the predicate that it holds, by their index in the schema of the table. */
    Map<Integer, ColumnRange> ranges(ManifestEntry entry)
            throws IOException
    {
        if (predicate.isEmpty()) {
            return Map.of();
        }
        DataFile file = entry.file();
        TableSchema fileSchema = schema(file.schemaId());
        ColumnStatistics statistics = ColumnStatistics.ofValues(file, fileSchema);
        Map<Integer, ColumnRange> ranges = new HashMap<>();
        Columns.of(predicate.get()).stream().forEach(column -> {
            Field field = schema.fields().field(column);
            int partitionColumn = schema.partitionKeys().indexOf(field.name());
            if (partitionColumn >= 0) {
                ranges.put(column, ColumnRange.constant(entry.partition().value(partitionColumn, field.type()), file.rowCount()));
            }
            else if (FileMapping.holds(fileSchema.fields(), file.writeColumns(), field)) {
                ranges.put(column, range(fileSchema, statistics, field));
            }
        });
        return ranges;
    }

    private static ColumnRange range(TableSchema fileSchema, ColumnStatistics statistics, Field field)
    {
        OptionalInt index = fileSchema.fields().indexOfId(field.id());
        if (index.isEmpty()) {
            return ColumnRange.UNKNOWN;
        }
        Field stored = fileSchema.fields().field(index.getAsInt());
        if (!stored.type().equalsIgnoringNullable(field.type())) {
            return ColumnRange.UNKNOWN;
        }
        return new ColumnRange(Optional.ofNullable(statistics.min(stored)), Optional.ofNullable(statistics.max(stored)), statistics.nullCount(stored));
    }

    /** @param ranges of all files of the group, as {@link #ranges} tells them */
    boolean mayMatch(RowIdGroup group, IdentityHashMap<SplitFile, Map<Integer, ColumnRange>> ranges)
    {
        return predicate.isEmpty() || StatisticsEvaluation.mayMatch(predicate.get(), column -> range(group, ranges, column), OptionalLong.of(group.rowCount()));
    }

    private static ColumnRange range(RowIdGroup group, IdentityHashMap<SplitFile, Map<Integer, ColumnRange>> ranges, int column)
    {
        List<SplitFile> holding = group.rows().stream().filter(file -> ranges.get(file).containsKey(column)).toList();
        if (holding.isEmpty()) {
            boolean isNull = group.blobs().isEmpty() && group.vectors().isEmpty();
            return isNull ? ColumnRange.allNull(group.rowCount()) : ColumnRange.UNKNOWN;
        }
        boolean sameAge = holding.size() > 1 && holding.get(0).maxSequenceNumber() == holding.get(1).maxSequenceNumber();
        return sameAge ? ColumnRange.UNKNOWN : ranges.get(holding.get(0)).get(column);
    }

    /**
     * The files of a group that a read of the wanted columns needs. The newest one is always among them: it tells how many rows there are,
     * and when they were last changed.
     */
    List<SplitFile> needed(RowIdGroup group)
            throws IOException
    {
        Set<SplitFile> needed = new HashSet<>();
        needed.add(group.rows().get(0));
        for (Field column : columns) {
            if (!schema.partitionKeys().contains(column.name())) {
                needed.addAll(group.providers(column, this::schema));
            }
        }
        List<SplitFile> files = new ArrayList<>();
        for (SplitFile file : group.files()) {
            if (needed.contains(file) || file.deletionFile().isPresent()) {
                files.add(file);
            }
        }
        return files;
    }

    private TableSchema schema(long id)
            throws IOException
    {
        return id == schema.id() ? schema : schemas.schema(id);
    }
}
