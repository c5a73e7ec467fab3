package dev.varve.product.metastore;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.MetastoreClient;
import dev.varve.hms.thrift.MetastoreAddress;
import dev.varve.hms.thrift.ThriftMetastoreClient;
import dev.varve.product.metastore.FaultyProxy.Fault;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.schema.SchemaChange;
import org.testng.annotations.AfterClass;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A metastore that goes away in the middle of operations, and one that is slow: nothing is lost, and nothing half-registered. */
public class TestMetastoreFailures
{
    private static final Map<String, String> OPTIONS = Map.of("bucket", "1");

    private MetastoreUnderTest metastore;
    private FaultyProxy proxy;
    /** Speaks to the metastore through the proxy. */
    private MetastoreClient client;
    private HiveMetastoreCatalog catalog;
    private HiveMetastoreCatalog direct;

    @BeforeClass
    public void start()
            throws Exception
    {
        metastore = MetastoreUnderTest.shared();
        proxy = FaultyProxy.start(metastore.port());
        client = MetastoreUnderTest.client(proxy.uri());
        catalog = MetastoreUnderTest.catalog(client, CatalogSettings.DEFAULT);
        direct = metastore.catalog();
        direct.createDatabase("faulty");
    }

    @AfterMethod(alwaysRun = true)
    public void heal()
    {
        proxy.heal();
        proxy.delay(0);
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws Exception
    {
        client.close();
        proxy.close();
    }

    @Test
    public void aTableWhoseRegistrationWasNotHeardOfIsCompletedByCreatingItAgain()
            throws Exception
    {
        proxy.breakAt(Fault.BEFORE, "create_table");
        assertThatThrownBy(() -> catalog.createTable("faulty", "unheard", Tables.keyed(OPTIONS)))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("not known whether table 'faulty.unheard' was registered")
                .hasMessageContaining("create it again");
        assertThat(proxy.broken()).isEqualTo(1);
        proxy.heal();
        assertThat(direct.tables("faulty")).doesNotContain("unheard");
        assertThatThrownBy(() -> catalog.createTable("faulty", "unheard", Tables.partitioned(Map.of())))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("the Hive Metastore does not know it, but in ");
        catalog.createTable("faulty", "unheard", Tables.keyed(OPTIONS));
        catalog.dropTable("faulty", "unheard");
    }

    @Test
    public void aTableWhoseRegistrationWasNotConfirmedIsThere()
    {
        proxy.breakAt(Fault.AFTER, "create_table");
        catalog.createTable("faulty", "unconfirmed", Tables.keyed(OPTIONS));
        assertThat(proxy.broken()).isEqualTo(1);
        proxy.heal();
        assertThat(direct.table("faulty", "unconfirmed").latestSchema().id()).isZero();
        proxy.breakAt(Fault.AFTER, "drop_table_with_environment_context");
        catalog.dropTable("faulty", "unconfirmed");
        assertThat(metastore.warehouse().resolve("faulty.db/unconfirmed")).doesNotExist();
    }

    @Test
    public void anAlterationThatTheMetastoreDidNotHearOfIsInForceAndToldByTheNextCommit()
            throws Exception
    {
        direct.createTable("faulty", "altered", Tables.keyed(OPTIONS));
        proxy.breakAt(Fault.BEFORE, "alter_table_with_environment_context");
        SchemaChange change = new SchemaChange.AddColumn(List.of("added"), Tables.INT, Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> catalog.alterTable("faulty", "altered", List.of(change)))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("its schema 1 is in force, but the Hive Metastore was not told");
        proxy.heal();
        Table table = catalog.table("faulty", "altered");
        assertThat(table.latestSchema().fields().names()).contains("added");
        assertThat(client.table("faulty", "altered").orElseThrow().columns()).hasSize(3);
        assertThat(Tables.write(catalog, table, "a").listenerFailures()).isEmpty();
        assertThat(client.table("faulty", "altered").orElseThrow().columns()).hasSize(4);
        direct.dropTable("faulty", "altered");
    }

    @Test
    public void aCommitDoesNotFailWithTheMetastore()
            throws Exception
    {
        direct.createTable("faulty", "days", Tables.partitioned(Map.of("metastore.partitioned-table", "true", "bucket", "-1")));
        Table table = direct.table("faulty", "days");
        for (String method : List.of("get_table_req", "add_partitions_req", "alter_partitions_with_environment_context")) {
            proxy.breakAt(Fault.BEFORE, method);
            CommitResult result = Tables.write(catalog, table, "p");
            assertThat(proxy.broken()).as(method).isPositive();
            assertThat(result.snapshots()).hasSize(1);
            assertThat(result.listenerFailures()).as(method).hasSize(1);
        }
        proxy.heal();
        assertThat(Tables.write(catalog, table, "p").listenerFailures()).isEmpty();
        assertThat(client.partitions("faulty", "days").get(0).parameters()).containsEntry("numRows", "4");
        direct.dropTable("faulty", "days");
    }

    @Test
    public void aRenamingThatWasNotConfirmedLeavesTheTableReadableUnderOneName()
            throws Exception
    {
        direct.createTable("faulty", "before", Tables.keyed(OPTIONS));
        Tables.write(direct, direct.table("faulty", "before"), "a");
        proxy.breakAt(Fault.AFTER, "alter_table_with_environment_context");
        assertThatThrownBy(() -> catalog.renameTable("faulty", "before", "faulty", "after")).isInstanceOf(VarveException.class);
        proxy.heal();
        assertThat(direct.tables("faulty", name -> name.equals("before") || name.equals("after"))).containsExactly("after");
        assertThat(direct.table("faulty", "after").snapshots().latest()).isPresent();
        direct.dropTable("faulty", "after");
    }

    @Test
    public void aSlowMetastoreIsWaitedForAndOneThatTakesTooLongIsNamed()
            throws Exception
    {
        proxy.delay(300);
        assertThat(catalog.databases()).contains("faulty");
        proxy.delay(3_000);
        MetastoreAddress impatient = MetastoreAddress.parse(proxy.uri()).withCallTimeout(Duration.ofMillis(500)).withPatience(Duration.ofMillis(100));
        try (MetastoreClient other = ThriftMetastoreClient.of(impatient)) {
            assertThatThrownBy(() -> MetastoreUnderTest.catalog(other, CatalogSettings.DEFAULT).databases())
                    .isInstanceOf(VarveException.class)
                    .hasMessageContaining(proxy.uri())
                    .hasMessageContaining("cannot be reached");
        }
    }

    @Test
    public void ofSeveralMetastoresOneNeedsToAnswer()
    {
        try (MetastoreClient either = MetastoreUnderTest.client("thrift://127.0.0.1:1," + metastore.uri())) {
            assertThat(MetastoreUnderTest.catalog(either, CatalogSettings.DEFAULT).databases()).contains("faulty");
        }
    }

    @Test(dependsOnMethods = {
            "aTableWhoseRegistrationWasNotHeardOfIsCompletedByCreatingItAgain", "aTableWhoseRegistrationWasNotConfirmedIsThere", "aCommitDoesNotFailWithTheMetastore",
            "anAlterationThatTheMetastoreDidNotHearOfIsInForceAndToldByTheNextCommit", "aRenamingThatWasNotConfirmedLeavesTheTableReadableUnderOneName",
            "aSlowMetastoreIsWaitedForAndOneThatTakesTooLongIsNamed", "ofSeveralMetastoresOneNeedsToAnswer"})
    public void whatAMetastoreKnewItKnowsAfterItWasKilled()
            throws Exception
    {
        direct.createTable("faulty", "kept", Tables.keyed(OPTIONS));
        Table table = direct.table("faulty", "kept");
        metastore.kill();
        assertThatThrownBy(() -> direct.createTable("faulty", "lost", Tables.keyed(OPTIONS)))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("cannot be reached");
        assertThat(metastore.warehouse().resolve("faulty.db/lost")).doesNotExist();
        assertThat(Tables.write(direct, table, "a").snapshots()).hasSize(1);
        metastore.restart();
        assertThat(direct.tables("faulty")).containsExactly("kept");
        assertThat(direct.table("faulty", "kept").snapshots().latest()).isPresent();
        direct.dropDatabase("faulty", true);
    }
}
