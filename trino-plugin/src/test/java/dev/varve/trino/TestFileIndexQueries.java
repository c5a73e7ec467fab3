package dev.varve.trino;

import dev.varve.Table;
import dev.varve.TemporaryDirectory;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.IntColumn;
import dev.varve.datafile.DataFileFormats;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.IntType;
import dev.varve.write.TableWriter;
import dev.varve.write.WritableCatalog;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import io.trino.testing.DistributedQueryRunner;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static dev.varve.trino.AnalyzedPlan.metric;
import static org.assertj.core.api.Assertions.assertThat;

/** Indexes of files that Varve writes, as queries use them. Files hold even numbers, so that no statistics tell that an odd one is missing. */
public class TestFileIndexQueries
{
    private static final String USER = "test";
    private static final int ROWS = 500;

    private TemporaryDirectory temporary;
    private Path warehouse;
    private DistributedQueryRunner runner;

    @BeforeClass
    public void start()
            throws Exception
    {
        temporary = TemporaryDirectory.create();
        warehouse = temporary.directory();
        WritableCatalog.open(new LocalStorage(), StoragePath.of(warehouse.toString()), DataFileFormats.NONE).createDatabase("i");
        runner = VarveQueryRunner.create(warehouse, "i", 0, Map.of());
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        if (runner != null) {
            runner.close();
            runner = null;
        }
        if (temporary != null) {
            temporary.close();
            temporary = null;
        }
    }

    @DataProvider
    public Object[][] indexes()
    {
        return Stream.of("bloom-filter", "bitmap", "bsi", "range-bitmap")
                .flatMap(type -> Stream.of(true, false).map(embedded -> new Object[] {type, embedded}))
                .toArray(Object[][]::new);
    }

    @Test(dataProvider = "indexes")
    public void testFilesAreSkipped(String type, boolean embedded)
            throws IOException
    {
        String table = write(type, embedded);
        String plan = plan("SELECT n FROM " + table + " WHERE n = 501");
        assertThat(metric(plan, embedded ? "filesSkippedByIndex" : "filesSkippedByIndexFile")).isEqualTo(1);
        assertThat(metric(plan, "rowsRead")).isZero();
        assertThat(values("SELECT n FROM " + table + " WHERE n = 500")).containsExactly(500);
        assertThat(values("SELECT n FROM " + table + " WHERE n IN (2, 3, 4)")).containsExactlyInAnyOrder(2, 4);
    }

    /** An index that cannot be used costs time, not rows. */
    @Test(dataProvider = "indexes")
    public void testIndexesThatCannotBeUsed(String type, boolean damaged)
            throws IOException
    {
        String table = write(type, false);
        Path index;
        try (Stream<Path> files = Files.walk(warehouse)) {
            index = files.filter(file -> file.toString().contains("/" + table + "/") && file.toString().endsWith(".index")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(index);
        if (damaged) {
            Files.write(index, new byte[] {1, 2, 3});
        }
        else {
            String unknown = type.substring(0, type.length() - 1) + "~";
            Files.write(index, new String(bytes, StandardCharsets.ISO_8859_1).replace(type, unknown).getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(values("SELECT n FROM " + table + " WHERE n = 500")).containsExactly(500);
        String plan = plan("SELECT n FROM " + table + " WHERE n = 501");
        assertThat(metric(plan, "indexesIgnored")).isEqualTo(damaged ? 1 : 0);
        assertThat(metric(plan, "filesSkippedByIndexFile")).isZero();
    }

    private String write(String type, boolean embedded)
            throws IOException
    {
        String name = type.replace('-', '_') + "_" + System.nanoTime();
        LocalStorage storage = new LocalStorage();
        WritableCatalog catalog = WritableCatalog.open(storage, StoragePath.of(warehouse.toString()), DataFileFormats.NONE);
        catalog.createTable("i", name, new NewTable(
                List.of(new NewColumn("n", new IntType(true), Optional.empty(), Optional.empty())),
                List.of(),
                List.of(),
                Map.of("file.format", "avro", "file-index." + type + ".columns", "n", "file-index.in-manifest-threshold", embedded ? "1 mb" : "1 b"),
                Optional.empty()));
        Table table = Table.open(storage, DataFileFormats.NONE, StoragePath.of(warehouse + "/i.db/" + name), "i", name, "main");
        try (TableWriter writer = TableWriter.open(table, storage, WriterSettings.of(USER))) {
            writer.write(new ColumnsBatch(ROWS, List.of(new IntColumn(ROWS, null, IntStream.range(0, ROWS).map(i -> 2 * i).toArray()))));
            TableCommit.open(table, storage, USER).commit(1, writer.prepareCommit(true, 1));
        }
        return name;
    }

    private String plan(String sql)
    {
        return runner.execute("EXPLAIN ANALYZE VERBOSE " + sql).getOnlyValue().toString();
    }

    private List<Object> values(String sql)
    {
        return runner.execute(sql).getMaterializedRows().stream().map(row -> row.getField(0)).toList();
    }
}
