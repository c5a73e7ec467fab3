package dev.varve.trino;

import io.trino.filesystem.Location;
import io.trino.filesystem.local.LocalFileSystem;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedResult;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Members of rows are read alone, and are what they are in rows that are read whole, also where members came, went and changed. */
public class TestMemberProjection
{
    /** Kinds of tables by the options that make them. */
    private static final Map<String, Map<String, String>> KINDS = Map.of(
            "append", Map.of("bucket", "-1"),
            "deduplicate", Map.of("bucket", "1", "write-only", "true"),
            "first_row", Map.of("bucket", "1", "merge-engine", "first-row"),
            "partial_update", Map.of("bucket", "1", "merge-engine", "partial-update", "write-only", "true"));
    private static final DataType DEEP = DataTypes.ROW(
            new DataField(11, "x", DataTypes.INT()),
            new DataField(12, "y", DataTypes.STRING()));

    private Path directory;
    private DistributedQueryRunner runner;

    @BeforeClass
    public void start()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-members");
        try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(directory.toUri())))) {
            catalog.createDatabase("nested", false);
            for (Object[] table : tables()) {
                createTable(catalog, Identifier.create("nested", table[0] + "_" + table[1]), (String) table[0], (String) table[1]);
            }
        }
        runner = VarveQueryRunner.create(directory, "nested", 0, Map.of());
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        if (runner != null) {
            runner.close();
            runner = null;
        }
        new LocalFileSystem(Path.of("/")).deleteDirectory(Location.of("file://" + directory));
    }

    private static void createTable(Catalog catalog, Identifier identifier, String kind, String format)
            throws Exception
    {
        Schema.Builder schema = Schema.newBuilder()
                .column("id", DataTypes.INT().notNull())
                .column("r", DataTypes.ROW(
                        new DataField(8, "A", DataTypes.INT()),
                        new DataField(9, "b", DataTypes.STRING()),
                        new DataField(10, "deep", DEEP)))
                .option("file.format", format)
                .options(KINDS.get(kind));
        if (!kind.equals("append")) {
            schema.primaryKey("id");
        }
        catalog.createTable(identifier, schema.build(), false);
        for (int i = 0; i < 5; i++) {
            int id = i;
            write(catalog, identifier, id, row(id, text("b" + id), row(id * 10, text("y" + id))));
        }
        write(catalog, identifier, 5, null);
        write(catalog, identifier, 6, row(null, null, null));
        write(catalog, identifier, 7, row(7, null, row(null, text("only y"))));
        catalog.alterTable(
                identifier,
                List.of(
                        SchemaChange.addColumn(new String[] {"r", "added"}, DataTypes.BIGINT(), null, null),
                        SchemaChange.renameColumn(new String[] {"r", "deep", "y"}, "z"),
                        SchemaChange.updateColumnType(new String[] {"r", "deep", "x"}, DataTypes.BIGINT(), false),
                        SchemaChange.dropColumn(new String[] {"r", "b"})),
                false);
        write(catalog, identifier, 2, row(22, row(220L, text("z2")), 2L));
        write(catalog, identifier, 3, row(null, null, null));
        write(catalog, identifier, 4, null);
        write(catalog, identifier, 8, row(8, row(80L, null), 8L));
    }

    private static GenericRow row(Object... values)
    {
        return GenericRow.of(values);
    }

    private static BinaryString text(String value)
    {
        return BinaryString.fromString(value);
    }

    private static void write(Catalog catalog, Identifier identifier, int id, GenericRow row)
            throws Exception
    {
        Table table = catalog.getTable(identifier);
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            write.withIOManager(new org.apache.paimon.disk.IOManagerImpl(System.getProperty("java.io.tmpdir")));
            write.write(GenericRow.of(id, row));
            commit.commit(write.prepareCommit());
        }
    }

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {"append", "parquet"},
                {"append", "orc"},
                {"append", "avro"},
                {"deduplicate", "parquet"},
                {"deduplicate", "orc"},
                {"first_row", "parquet"},
                {"partial_update", "parquet"},
        };
    }

    @Test(dataProvider = "tables")
    public void testMembersAreThoseOfWholeRows(String kind, String format)
    {
        String table = kind + "_" + format;
        // what is taken out of an array is no member of a column
        String whole = "(SELECT id, element_at(ARRAY[r], 1) r FROM " + table + ")";
        Stream.of(
                "SELECT id, r.a FROM %s",
                "SELECT id, r.added FROM %s",
                "SELECT id, r.deep FROM %s",
                "SELECT id, r.deep.x, r.deep.z FROM %s",
                "SELECT id, r.deep.z, r.deep FROM %s",
                "SELECT id, r, r.a, r.deep.x FROM %s",
                "SELECT r.a + r.deep.x FROM %s",
                "SELECT id, r.a FROM %s WHERE r IS NOT NULL",
                "SELECT id, r.added FROM %s WHERE r IS NULL",
                "SELECT id FROM %s WHERE r.deep.x >= 20",
                "SELECT id, r.deep.z FROM %s WHERE r.a IS NULL",
                "SELECT count(r.a), count(r.added), count(r.deep), sum(r.deep.x), count(*) FROM %s",
                "SELECT a.id, b.r.deep.x FROM %1$s a JOIN %1$s b ON a.r.a = b.r.a")
                .forEach(sql -> assertThat(rows(sql.formatted(table))).as(sql).containsExactlyInAnyOrderElementsOf(rows(sql.formatted(whole))));
    }

    @Test(dataProvider = "tables")
    public void testOnlyMembersAreRead(String kind, String format)
    {
        String plan = (String) runner.execute("EXPLAIN SELECT r.a, r.deep.x + 1 FROM %s_%s".formatted(kind, format)).getOnlyValue();
        if (kind.equals("partial_update")) {
            assertThat(plan).contains("columns=[r]");
        }
        else {
            assertThat(plan).containsPattern("columns=\\[(r.A, r.deep.x|r.deep.x, r.A)]");
        }
    }

    private List<List<Object>> rows(String sql)
    {
        MaterializedResult result = runner.execute(sql);
        return result.getMaterializedRows().stream().map(row -> row.getFields()).toList();
    }
}
