package dev.varve.product.peers;

import dev.varve.FileSystemCatalog;
import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.product.hive.HiveClient;
import dev.varve.product.hive.HiveUnderTest;
import dev.varve.product.kernel.KernelReader;
import dev.varve.product.paimon.PaimonReader;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.row.RowKind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.VarCharType;
import dev.varve.write.RowAppender;
import dev.varve.write.TableWriter;
import dev.varve.write.WritableCatalog;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.maintain.Finding;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.TableCheck;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import io.airlift.slice.Slices;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Varve, Paimon, Flink, Spark and Hive commit to the same tables in turn. After each commit all of them read the rows of the model. {@code -Dvarve.seed=} repeats
 * a run, {@code -Dvarve.peers.rounds=} makes it longer.
 */
@Test(groups = "peers", singleThreaded = true)
public class TestTurns
{
    private static final int ROUNDS = Integer.getInteger("varve.peers.rounds", 10);
    private static final String DATABASE = "turns";
    private static final List<DataType> TYPES = List.of(new IntType(false), new VarCharType(VarCharType.UNBOUNDED, true));

    private final LocalStorage storage = new LocalStorage();
    private Path warehouse;
    private Catalog paimon;
    private Peer flink;
    private Peer spark;
    private HiveClient hive;

    private enum Engine
    {
        VARVE,
        PAIMON,
        FLINK,
        SPARK,
        HIVE,
    }

    @BeforeClass(alwaysRun = true)
    public void start()
            throws Exception
    {
        Path parent = Path.of("target", "turns").toAbsolutePath();
        Files.createDirectories(parent);
        warehouse = Files.createTempDirectory(parent, "warehouse-");
        paimon = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())));
        paimon.createDatabase(DATABASE, true);
        flink = Peer.start("flink", "dev.varve.product.peer.flink.FlinkPeer", List.of(warehouse.toUri().toString()));
        spark = Peer.start("spark", "dev.varve.product.peer.spark.SparkPeer", List.of(warehouse.toUri().toString()));
        hive = HiveUnderTest.client();
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        if (flink != null) {
            flink.close();
        }
        if (spark != null) {
            spark.close();
        }
        if (hive != null) {
            hive.close();
        }
        if (paimon != null) {
            paimon.close();
        }
        if (warehouse != null) {
            storage.deleteDirectory(StoragePath.of(warehouse.toString()));
        }
    }

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {"keyed", true, Map.of("bucket", "2", "num-sorted-run.compaction-trigger", "3")},
                {"orc", true, Map.of("bucket", "1", "file.format", "orc")},
                {"changelog", true, Map.of("bucket", "2", "changelog-producer", "lookup")},
                {"appended", false, Map.of()},
        };
    }

    @Test(dataProvider = "tables")
    public void eachWritesWhatAllRead(String name, boolean keyed, Map<String, String> options)
            throws Exception
    {
        long seed = Long.getLong("varve.seed", System.nanoTime() & 0xFFFF_FFFFL);
        System.out.printf("turns: table %s, -Dvarve.seed=%s%n", name, seed);
        Random random = new Random(seed);
        List<NewColumn> columns = List.of(
                new NewColumn("k", TYPES.get(0), Optional.empty(), Optional.empty()), new NewColumn("v", TYPES.get(1), Optional.empty(), Optional.empty()));
        WritableCatalog.open(storage, StoragePath.of(warehouse.toString()), DefaultFormats.all())
                .createTable(DATABASE, name, new NewTable(columns, List.of(), keyed ? List.of("k") : List.of(), options, Optional.empty()));
        hive.register(warehouse, DATABASE, name);
        TreeMap<Integer, List<String>> model = new TreeMap<>();
        TreeMap<Integer, String> replica = new TreeMap<>();
        long changesRead = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Engine engine = Engine.values()[round % Engine.values().length];
            String described = "table %s, seed %s, round %s, written by %s".formatted(name, seed, round, engine);
            TreeMap<Integer, String> rows = rows(random, round, keyed);
            write(engine, name, rows);
            rows.forEach((key, value) -> {
                if (keyed) {
                    model.remove(key);
                }
                model.computeIfAbsent(key, any -> new ArrayList<>()).add(value);
            });
            if (keyed && round > 0) {
                List<Integer> deleted = model.keySet().stream().filter(key -> random.nextInt(6) == 0).toList();
                delete(engine, name, deleted);
                deleted.forEach(model::remove);
            }
            assertRead(name, model, described);
            assertPlausible(name, keyed, model, described);
            if (options.containsKey("changelog-producer")) {
                changesRead = follow(name, changesRead, replica, described);
                assertThat(replica).as(described + ", the changes that Flink reads").isEqualTo(flat(model));
            }
        }
        List<String> problems = new ArrayList<>();
        TableCheck.of(table(name), storage, DefaultFormats.all()).check(
                false,
                finding -> {
                    if (finding.severity() == Finding.Severity.ERROR) {
                        problems.add(finding.toString());
                    }
                },
                Progress.SILENT);
        assertThat(problems).as(name).isEmpty();
    }

    private static TreeMap<Integer, String> flat(TreeMap<Integer, List<String>> model)
    {
        TreeMap<Integer, String> rows = new TreeMap<>();
        model.forEach((key, values) -> rows.put(key, values.get(0)));
        return rows;
    }

    private static TreeMap<Integer, String> rows(Random random, int round, boolean keyed)
    {
        TreeMap<Integer, String> rows = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            rows.put(random.nextInt(keyed ? 60 : 10_000), "round " + round + " row " + i);
        }
        return rows;
    }

    private Table table(String name)
    {
        return FileSystemCatalog.open(storage, StoragePath.of(warehouse.toString()), DefaultFormats.all()).table(DATABASE, name);
    }

    private void write(Engine engine, String name, Map<Integer, String> rows)
            throws Exception
    {
        switch (engine) {
            case VARVE -> writeWithVarve(name, RowKind.INSERT, rows);
            case PAIMON -> writeWithPaimon(name, org.apache.paimon.types.RowKind.INSERT, rows);
            case FLINK -> flink.run(insert(name, rows));
            case SPARK -> spark.run(insert(name, rows));
            case HIVE -> hive.query(Map.of(), insert(name, rows));
        }
    }

    private static String insert(String name, Map<Integer, String> rows)
    {
        return rows.entrySet().stream()
                .map(row -> "(" + row.getKey() + ", '" + row.getValue() + "')")
                .collect(Collectors.joining(", ", "INSERT INTO " + DATABASE + "." + name + " VALUES ", ""));
    }

    private void delete(Engine engine, String name, List<Integer> keys)
            throws Exception
    {
        if (keys.isEmpty()) {
            return;
        }
        Map<Integer, String> rows = keys.stream().collect(Collectors.toMap(key -> key, key -> "deleted"));
        String sql = keys.stream().map(Object::toString).collect(Collectors.joining(", ", "DELETE FROM " + DATABASE + "." + name + " WHERE k IN (", ")"));
        switch (engine) {
            // Hive deletes nothing.
            case VARVE, HIVE -> writeWithVarve(name, RowKind.DELETE, rows);
            case PAIMON -> writeWithPaimon(name, org.apache.paimon.types.RowKind.DELETE, rows);
            case FLINK -> flink.run(sql);
            case SPARK -> spark.run(sql);
        }
    }

    private void writeWithVarve(String name, RowKind kind, Map<Integer, String> rows)
            throws IOException
    {
        Table table = table(name);
        try (TableWriter writer = TableWriter.open(table, storage, WriterSettings.of("varve"))) {
            RowAppender appender = writer.appender();
            for (Map.Entry<Integer, String> row : rows.entrySet()) {
                appender.set(0, (long) row.getKey()).set(1, Slices.utf8Slice(row.getValue())).append(kind);
            }
            TableCommit.open(table, storage, "varve").commit(CommitRequest.batch(writer.prepareCommit(true, CommitRequest.BATCH)));
        }
    }

    private void writeWithPaimon(String name, org.apache.paimon.types.RowKind kind, Map<Integer, String> rows)
            throws Exception
    {
        BatchWriteBuilder builder = paimon.getTable(Identifier.create(DATABASE, name)).newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit();
                IOManager spill = IOManager.create(warehouse.resolve("spill").toString())) {
            write.withIOManager(spill);
            for (Map.Entry<Integer, String> row : rows.entrySet()) {
                write.write(GenericRow.ofKind(kind, row.getKey(), BinaryString.fromString(row.getValue())));
            }
            commit.commit(write.prepareCommit());
        }
    }

    private void assertRead(String name, Map<Integer, List<String>> model, String described)
            throws Exception
    {
        RowSet expected = RowSet.ofLines(model.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(value -> "[" + entry.getKey() + ",\"" + value + "\"]"))
                .toList());
        String select = "SELECT k, v FROM " + DATABASE + "." + name;
        ReadRequest request = new ReadRequest(DATABASE, name, Optional.empty(), new ReadVersion.Latest(), List.of("k", "v"), Optional.empty());
        try (KernelReader kernel = KernelReader.open(warehouse); PaimonReader reader = PaimonReader.open(warehouse)) {
            assertThat(RowSet.of(TYPES, kernel.read(request)).differenceTo(expected)).as(described + ", read by Varve").isEmpty();
            assertThat(RowSet.of(TYPES, reader.read(request)).differenceTo(expected)).as(described + ", read by Paimon").isEmpty();
        }
        assertThat(flink.run(select).differenceTo(expected)).as(described + ", read by Flink").isEmpty();
        assertThat(spark.run(select).differenceTo(expected)).as(described + ", read by Spark").isEmpty();
        assertThat(RowSet.of(TYPES, hive.query(Map.of(), select, TYPES)).differenceTo(expected)).as(described + ", read by Hive").isEmpty();
    }

    /** What Flink says of the files: each has rows and bytes, and together they have at least the rows of the table; those of an append table have just these. */
    private void assertPlausible(String name, boolean keyed, Map<Integer, List<String>> model, String described)
            throws IOException
    {
        long rows = 0;
        for (List<String> file : values(flink.run("SELECT record_count, file_size_in_bytes, `level` FROM " + DATABASE + ".`" + name + "$files`"))) {
            assertThat(Long.parseLong(file.get(0))).as(described).isPositive();
            assertThat(Long.parseLong(file.get(1))).as(described).isPositive();
            assertThat(Integer.parseInt(file.get(2))).as(described).isBetween(0, 5);
            rows += Long.parseLong(file.get(0));
        }
        long expected = model.values().stream().mapToLong(List::size).sum();
        if (keyed) {
            assertThat(rows).as(described).isGreaterThanOrEqualTo(expected);
        }
        else {
            assertThat(rows).as(described).isEqualTo(expected);
        }
    }

    /** Applies the changes of new snapshots to a replica, as Flink reads them. Rows that go away must be those that the replica has. */
    private long follow(String name, long from, Map<Integer, String> replica, String described)
            throws IOException
    {
        long latest = table(name).snapshots().latest().orElseThrow().id();
        for (long snapshot = from + 1; snapshot <= latest; snapshot++) {
            RowSet changes = flink.run("SELECT rowkind, k, v FROM " + DATABASE + ".`" + name + "$audit_log` /*+ OPTIONS('incremental-between'='" +
                    (snapshot - 1) + "," + snapshot + "', 'incremental-between-scan-mode'='changelog') */");
            List<List<String>> rows = values(changes);
            for (List<String> row : rows) {
                if (row.get(0).startsWith("\"-")) {
                    assertThat(replica.remove(Integer.valueOf(row.get(1)))).as(described + ", snapshot " + snapshot + ", " + row).isEqualTo(unquoted(row.get(2)));
                }
            }
            for (List<String> row : rows) {
                if (row.get(0).startsWith("\"+")) {
                    assertThat(replica.put(Integer.valueOf(row.get(1)), unquoted(row.get(2)))).as(described + ", snapshot " + snapshot + ", " + row).isNull();
                }
            }
        }
        return latest;
    }

    /** The values of rows whose texts have no commas. */
    private static List<List<String>> values(RowSet rows)
    {
        return rows.lines().stream().map(line -> List.of(line.substring(1, line.length() - 1).split(","))).toList();
    }

    private static String unquoted(String text)
    {
        return text.substring(1, text.length() - 1);
    }
}
