package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.LongColumn;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table {@code k BIGINT, p BIGINT, v BIGINT}, partitioned by {@code p}, with a random history that Paimon writes, and the rows that each of its
 * states had when it was new.
 */
final class TableHistory
        implements Closeable
{
    private static final int PARTITIONS = 3;
    private static final int KEYS = 30;

    private final Path directory;
    private final boolean keyed;
    private final Random random;
    private final Map<String, List<String>> rows;

    private TableHistory(Path directory, boolean keyed, Random random, Map<String, List<String>> rows)
    {
        this.directory = directory;
        this.keyed = keyed;
        this.random = random;
        this.rows = rows;
    }

    static TableHistory keyed(Random random, Map<String, String> options)
            throws Exception
    {
        return create(true, random, options);
    }

    static TableHistory append(Random random, Map<String, String> options)
            throws Exception
    {
        return create(false, random, options);
    }

    private static TableHistory create(boolean keyed, Random random, Map<String, String> options)
            throws Exception
    {
        Path directory = Files.createTempDirectory("varve-history");
        Schema.Builder schema = Schema.newBuilder()
                .column("k", DataTypes.BIGINT().notNull())
                .column("p", DataTypes.BIGINT().notNull())
                .column("v", DataTypes.BIGINT())
                .partitionKeys("p")
                .options(options);
        if (keyed) {
            schema.primaryKey("p", "k");
        }
        new SchemaManager(LocalFileIO.create(), new org.apache.paimon.fs.Path(directory.toUri())).createTable(schema.build());
        return new TableHistory(directory, keyed, random, new HashMap<>());
    }

    /** A copy of the table in a directory of its own, with the same history. */
    TableHistory copy()
            throws IOException
    {
        Path target = Files.createTempDirectory("varve-history");
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)) {
                    Path copy = target.resolve(directory.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                    Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
                }
            }
        }
        return new TableHistory(target, keyed, random, new HashMap<>(rows));
    }

    FileStoreTable paimon()
    {
        return FileStoreTableFactory.create(LocalFileIO.create(), new org.apache.paimon.fs.Path(directory.toUri()));
    }

    Table varve()
    {
        return varve(new LocalStorage());
    }

    Table varve(WritableStorage storage)
    {
        return Table.open(storage, StoragePath.of(directory.toString()), "db", "t");
    }

    Path directory()
    {
        return directory;
    }

    /** Commits something so often; all states are kept in mind. */
    void commit(int times)
            throws Exception
    {
        commit(times, "main");
    }

    void commit(int times, String branch)
            throws Exception
    {
        for (int i = 0; i < times; i++) {
            commitOnce(branch);
            remember();
        }
    }

    private void commitOnce(String branch)
            throws Exception
    {
        FileStoreTable table = branch.equals("main") ? paimon() : paimon().switchToBranch(branch);
        boolean dynamic = table.bucketMode() == BucketMode.HASH_DYNAMIC;
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        int partition = random.nextInt(PARTITIONS);
        if (random.nextInt(6) == 0) {
            builder.withOverwrite(Map.of("p", Integer.toString(partition)));
        }
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit();
                IOManager disk = IOManager.create(System.getProperty("java.io.tmpdir"))) {
            write.withIOManager(disk);
            boolean compact = keyed && random.nextInt(3) == 0;
            for (int i = 0; i < 12; i++) {
                RowKind kind = keyed && random.nextInt(5) == 0 ? RowKind.DELETE : RowKind.INSERT;
                GenericRow row = GenericRow.ofKind(kind, (long) random.nextInt(KEYS), (long) partition, random.nextLong(100));
                int bucket = (int) (row.getLong(0) % 2);
                if (dynamic) {
                    write.write(row, bucket);
                }
                else {
                    write.write(row);
                }
                if (compact) {
                    write.compact(write.getPartition(row), dynamic ? bucket : write.getBucket(row), true);
                }
            }
            commit.commit(write.prepareCommit());
        }
    }

    /** The rows of states that are not known yet are those that Paimon reads now. */
    void remember()
            throws Exception
    {
        for (String state : stateNames()) {
            if (!rows.containsKey(state)) {
                rows.put(state, readByPaimon(state));
            }
        }
    }

    /** What a state had when it was new; {@code branch/snapshot/id} or {@code branch/tag/name}. */
    List<String> expected(String state)
    {
        return rows.get(state);
    }

    /** States of these names are new ones from now on. */
    void forget(Predicate<String> states)
    {
        rows.keySet().removeIf(states);
    }

    /** Snapshots of main after that one will be new ones. */
    void forgetAfter(long id)
    {
        forget(state -> state.startsWith("main/snapshot/") && Long.parseLong(state.substring("main/snapshot/".length())) > id);
    }

    /** All snapshots and tags of all branches, as Varve sees them. */
    Set<String> stateNames()
            throws IOException
    {
        Set<String> names = new TreeSet<>();
        Table main = varve();
        List<String> branches = new ArrayList<>(main.branches().names());
        branches.removeIf(branch -> !Files.exists(directory.resolve("branch/branch-" + branch + "/schema/schema-0")));
        branches.add("main");
        for (String branch : branches) {
            Table table = main.branch(branch);
            for (long id : table.snapshots().ids()) {
                names.add(branch + "/snapshot/" + id);
            }
            for (String tag : table.tags().names()) {
                names.add(branch + "/tag/" + tag);
            }
        }
        return names;
    }

    List<String> readByPaimon(String state)
            throws Exception
    {
        String[] parts = state.split("/");
        boolean main = parts[0].equals("main");
        FileStoreTable table = main ? paimon() : paimon().switchToBranch(parts[0]);
        if (main && parts[1].equals("tag")) {
            table = table.copy(Map.of("scan.tag-name", parts[2]));
        }
        else {
            // Paimon looks for the tags of a branch in main.
            long id = parts[1].equals("tag") ? varve().branch(parts[0]).tags().tag(parts[2]).snapshot().id() : Long.parseLong(parts[2]);
            if (varve().branch(parts[0]).snapshots().find(id).isEmpty()) {
                return readByVarve(state);
            }
            table = table.copy(Map.of("scan.snapshot-id", Long.toString(id)));
        }
        ReadBuilder builder = table.newReadBuilder();
        List<String> result = new ArrayList<>();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> result.add(row.getLong(0) + "|" + row.getLong(1) + "|" + row.getLong(2)));
        }
        result.sort(String::compareTo);
        return result;
    }

    List<String> readByVarve(String state)
            throws IOException
    {
        String[] parts = state.split("/");
        TableVersion version = varve().branch(parts[0])
                .version(parts[1].equals("tag") ? new VersionSelector.TagName(parts[2]) : new VersionSelector.SnapshotId(Long.parseLong(parts[2])));
        return read(version);
    }

    static List<String> read(TableVersion version)
            throws IOException
    {
        TableReader reader = TableReader.of(version, DefaultFormats.all(), List.of(0, 1, 2), Optional.empty(), new ReadMetrics());
        List<String> result = new ArrayList<>();
        try (SplitSource splits = version.plan(ScanRequest.ALL)) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                try (BatchSource source = reader.open(split.get())) {
                    for (Optional<? extends Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                        addRows(batch.get(), result);
                    }
                }
            }
        }
        result.sort(String::compareTo);
        return result;
    }

    private static void addRows(Batch batch, List<String> result)
            throws IOException
    {
        Column[] columns = new Column[3];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = batch.selection().apply(batch.column(i)).flatten();
        }
        for (int row = 0; row < batch.selection().count(); row++) {
            result.add(value(columns[0], row) + "|" + value(columns[1], row) + "|" + value(columns[2], row));
        }
    }

    private static long value(Column column, int row)
    {
        return ((LongColumn) column).values()[row];
    }

    /** All files, relative to the directory of the table, less the hints. */
    Set<String> files()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .filter(file -> !file.endsWith("EARLIEST") && !file.endsWith("LATEST") && !file.endsWith(".crc"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The content of the hint files, by path. */
    Map<String, String> hints()
            throws IOException
    {
        Map<String, String> hints = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.endsWith("EARLIEST") || path.endsWith("LATEST")).toList()) {
                hints.put(directory.relativize(file).toString(), Files.readString(file));
            }
        }
        return hints;
    }

    @Override
    public void close()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                }
                catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
