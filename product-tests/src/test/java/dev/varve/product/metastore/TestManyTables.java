package dev.varve.product.metastore;

import dev.varve.hms.CatalogSettings;
import dev.varve.hms.HiveColumn;
import dev.varve.hms.HiveFormat;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.HiveTable;
import dev.varve.hms.MetastoreClient;
import dev.varve.product.metastore.FaultyProxy.Fault;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What listing a database of many tables asks of the metastore: few calls, and little of each table. {@code -Dvarve.metastore.tables=5000} makes it as many as
 * the project promises, and tells how long it took.
 */
@Test(singleThreaded = true)
public class TestManyTables
{
    private static final int TABLES = Integer.getInteger("varve.metastore.tables", 20);
    private static final int BATCH = 300;
    private static final String DATABASE = "many";
    private static final HiveFormat TEXT = new HiveFormat(
            "org.apache.hadoop.mapred.TextInputFormat",
            "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");

    private MetastoreUnderTest metastore;
    private MetastoreClient direct;
    private FaultyProxy proxy;

    @BeforeClass
    public void createTables()
            throws Exception
    {
        metastore = MetastoreUnderTest.shared();
        direct = metastore.client();
        proxy = FaultyProxy.start(metastore.port());
        MetastoreUnderTest.catalog(direct, CatalogSettings.DEFAULT).createDatabase(DATABASE);
        long start = System.nanoTime();
        for (int i = 0; i < TABLES; i++) {
            direct.createTable(table("t" + i, HiveTable.EXTERNAL, HiveFormat.PAIMON, Map.of("EXTERNAL", "TRUE", "table_type", "PAIMON", "comment", "x".repeat(200))));
        }
        direct.createTable(table("foreign", HiveTable.EXTERNAL, TEXT, Map.of("EXTERNAL", "TRUE")));
        direct.createTable(table("other_classes", HiveTable.EXTERNAL, TEXT, Map.of("EXTERNAL", "TRUE", "table_type", "paimon")));
        direct.createTable(table("view", "VIRTUAL_VIEW", TEXT, Map.of()));
        tell("created", start);
    }

    private HiveTable table(String name, String type, HiveFormat format, Map<String, String> parameters)
    {
        String location = metastore.warehouse().resolve(DATABASE + ".db/" + name).toUri().toString();
        return new HiveTable(
                DATABASE, name, type, Optional.empty(), List.of(new HiveColumn("c", "string", Optional.empty())), List.of(), format,
                type.equals(HiveTable.EXTERNAL) ? Optional.of(location) : Optional.empty(), parameters);
    }

    private static void tell(String what, long start)
    {
        System.out.printf("%,d tables %s in %,d ms%n", TABLES, what, Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    @AfterClass(alwaysRun = true)
    public void dropTables()
            throws Exception
    {
        for (String table : direct.tables(DATABASE)) {
            direct.dropTable(DATABASE, table, false);
        }
        direct.dropDatabase(DATABASE);
        direct.close();
        proxy.close();
    }

    @Test
    public void aTableIsSmallInTheAnswersAndNeedsNoCallOfItsOwn()
    {
        HiveMetastoreCatalog catalog = MetastoreUnderTest.catalog(MetastoreUnderTest.client(proxy.uri()), CatalogSettings.DEFAULT);
        proxy.count();
        long start = System.nanoTime();
        assertThat(catalog.tables(DATABASE)).hasSize(TABLES + 1).contains("other_classes").doesNotContain("foreign", "view");
        tell("listed", start);
        // One for the names, one for each batch of formats, and, if these came alone, one for whole tables of other formats, which may be of this one by their parameters.
        boolean formatsAlone = metastore.release() == MetastoreUnderTest.Release.HIVE_4;
        assertThat(proxy.calls()).hasSize(1 + (TABLES + 3 + BATCH - 1) / BATCH + (formatsAlone ? 1 : 0)).startsWith("get_all_tables").doesNotContain("get_table_req");
        if (formatsAlone) {
            assertThat(proxy.answeredBytes()).isLessThan(5_000 + 300L * TABLES);
        }
        proxy.count();
        assertThat(catalog.tables(DATABASE, "t7"::equals)).containsExactly("t7");
        assertThat(proxy.calls()).hasSize(2);
    }

    /** As Hive's own does without one of its libraries. */
    @Test
    public void aMetastoreThatFailsAtFormatsAloneIsAskedForWholeTables()
    {
        HiveMetastoreCatalog catalog = MetastoreUnderTest.catalog(MetastoreUnderTest.client(proxy.uri()), CatalogSettings.DEFAULT);
        proxy.onKill(proxy::heal);
        proxy.breakAt(Fault.KILL, "get_table_objects_by_name_req");
        assertThat(catalog.tables(DATABASE)).hasSize(TABLES + 1).contains("other_classes").doesNotContain("foreign", "view");
        assertThat(proxy.broken()).isEqualTo(1);
    }
}
