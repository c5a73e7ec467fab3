package dev.varve.product.metastore;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.CatalogSync;
import dev.varve.hms.CatalogSync.Difference;
import dev.varve.hms.HiveColumn;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.HivePartition;
import dev.varve.hms.HiveTable;
import dev.varve.hms.MetastoreClient;
import dev.varve.hms.MetastoreSync;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.maintain.AutomaticMaintenance;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.Tags;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** What the metastore is told of commits and tags, and what comparing it with the tables finds and repairs. */
public class TestMetastoreSync
{
    private MetastoreUnderTest metastore;
    private MetastoreClient client;
    private HiveMetastoreCatalog catalog;

    @BeforeClass
    public void start()
            throws Exception
    {
        metastore = MetastoreUnderTest.shared();
        client = metastore.client();
        catalog = MetastoreUnderTest.catalog(client, CatalogSettings.DEFAULT);
        catalog.createDatabase("synced");
    }

    @AfterClass(alwaysRun = true)
    public void close()
    {
        if (client != null) {
            client.close();
        }
    }

    @Test
    public void commitsTellOfPartitionsAndTheirStatistics()
            throws Exception
    {
        catalog.createTable("synced", "days", Tables.partitioned(Map.of("metastore.partitioned-table", "true", "bucket", "-1")));
        HiveTable registered = client.table("synced", "days").orElseThrow();
        assertThat(registered.partitionKeys()).extracting(HiveColumn::name).containsExactly("dt");
        assertThat(registered.columns()).extracting(HiveColumn::name).containsExactly("id", "name");

        Table table = catalog.table("synced", "days");
        assertThat(Tables.write(catalog, table, "2024-01-01", "2024-01-01", "2024/01 02").listenerFailures()).isEmpty();
        assertThat(Tables.write(catalog, table, "2024-01-01").listenerFailures()).isEmpty();
        List<HivePartition> partitions = client.partitions("synced", "days");
        assertThat(partitions).extracting(partition -> partition.values().get(0)).containsExactlyInAnyOrder("2024-01-01", "2024/01 02");
        HivePartition first = partitions.stream().filter(partition -> partition.values().get(0).equals("2024-01-01")).findFirst().orElseThrow();
        assertThat(first.location()).endsWith("/synced.db/days/dt=2024-01-01");
        assertThat(first.parameters()).containsEntry("numRows", "3").containsEntry("numFiles", "2");
        HivePartition escaped = partitions.stream().filter(partition -> partition.values().get(0).equals("2024/01 02")).findFirst().orElseThrow();
        assertThat(escaped.location()).endsWith("/dt=2024%2F01 02");
        assertThat(escaped.parameters()).containsEntry("numRows", "1");
        catalog.dropTable("synced", "days");
    }

    @Test
    public void tagsArePartitions()
            throws Exception
    {
        catalog.createTable("synced", "tagged", Tables.keyed(Map.of("bucket", "1", "metastore.tag-to-partition", "day")));
        Table table = catalog.table("synced", "tagged");
        Tables.write(catalog, table, "a");
        MetastoreSync sync = (MetastoreSync) catalog.commitListeners().get(0);
        Tags tags = Tags.of(table, new LocalStorage());
        tags.create("2024-05-05", VersionSelector.LATEST, Optional.empty());
        sync.tagsChanged(table);
        List<HivePartition> partitions = client.partitions("synced", "tagged");
        assertThat(partitions).extracting(HivePartition::values).containsExactly(List.of("2024-05-05"));
        assertThat(partitions.get(0).location()).endsWith("/synced.db/tagged/day=2024-05-05");
        tags.delete("2024-05-05", Progress.SILENT);
        Tables.write(catalog, table, "b");
        assertThat(client.partitions("synced", "tagged")).isEmpty();
        assertThatThrownBy(() -> catalog.createTable("synced", "both", Tables.partitioned(Map.of("metastore.tag-to-partition", "day"))))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("without partition keys");
        catalog.dropTable("synced", "tagged");
    }

    @Test
    public void theTagOfTodayIsAPartitionBeforeItIsThere()
            throws Exception
    {
        catalog.createTable("synced", "previewed", Tables.keyed(Map.of(
                "bucket", "1", "metastore.tag-to-partition", "day", "metastore.tag-to-partition.preview", "process-time", "sink.process-time-zone", "UTC")));
        Table table = catalog.table("synced", "previewed");
        assertThat(Tables.write(catalog, table, "a").listenerFailures()).isEmpty();
        String today = LocalDate.ofInstant(Instant.ofEpochMilli(table.snapshots().latest().orElseThrow().timeMillis()), ZoneOffset.UTC).toString();
        assertThat(client.partitions("synced", "previewed")).extracting(HivePartition::values).containsExactly(List.of(today));
        assertThat(sync("synced", true)).noneMatch(difference -> difference.subject().equals("synced.previewed"));

        // That of a day which is over is superfluous when a later tag is there, and so is that of a tag that was deleted.
        HiveTable registered = client.table("synced", "previewed").orElseThrow();
        String location = registered.location().orElseThrow();
        client.addPartitions(registered, List.of(
                new HivePartition(List.of("2020-01-01"), location + "/day=2020-01-01", Map.of()), new HivePartition(List.of("release"), location + "/day=release", Map.of())));
        Tags.of(table, new LocalStorage()).create("2020-01-02", new VersionSelector.Latest(), Optional.empty());
        catalog.refresh(table);
        assertThat(client.partitions("synced", "previewed")).extracting(HivePartition::values).containsExactlyInAnyOrder(List.of("2020-01-02"), List.of(today));
        catalog.dropTable("synced", "previewed");
    }

    @Test
    public void partitionsThatExpireWithACommitAreForgotten()
            throws Exception
    {
        catalog.createTable("synced", "expiring", Tables.partitioned(Map.of(
                "metastore.partitioned-table", "true", "partition.expiration-time", "7 d", "partition.expiration-check-interval", "0 s",
                "partition.timestamp-formatter", "yyyy-MM-dd")));
        Table table = catalog.table("synced", "expiring");
        String today = LocalDate.now().toString();
        assertThat(Tables.write(catalog, table, "2020-01-01", today).listenerFailures()).isEmpty();
        HiveTable registered = client.table("synced", "expiring").orElseThrow();
        // As a job of Flink marks it.
        client.addPartitions(registered, List.of(new HivePartition(List.of(today + ".done"), registered.location().orElseThrow() + "/dt=" + today + ".done", Map.of())));
        AutomaticMaintenance.of(new LocalStorage(), Optional.empty(), Runnable::run)
                .telling(catalog.commitListeners())
                .committed(table, table.snapshots().latest().orElseThrow(), List.of());
        assertThat(table.snapshots().latest().orElseThrow().id()).isEqualTo(2);
        assertThat(client.partitions("synced", "expiring")).extracting(partition -> partition.values().get(0)).containsExactlyInAnyOrder(today, today + ".done");
        catalog.refresh(table);
        assertThat(client.partitions("synced", "expiring")).hasSize(2);
        assertThat(client.partitions("synced", "expiring").stream().filter(partition -> partition.values().equals(List.of(today))).findFirst().orElseThrow().parameters())
                .containsEntry("numRows", "1")
                .containsEntry("totalBuckets", "-1");
        catalog.dropTable("synced", "expiring");
    }

    @Test
    public void aCommitThatTheMetastoreIsNotToldOfIsVisibleAndTheNextOneMakesItGood()
            throws Exception
    {
        catalog.createTable("synced", "untold", Tables.partitioned(Map.of("metastore.partitioned-table", "true", "bucket", "-1")));
        Table table = catalog.table("synced", "untold");
        try (MetastoreClient gone = MetastoreUnderTest.client("thrift://127.0.0.1:1")) {
            CommitResult result = Tables.write(MetastoreUnderTest.catalog(gone, CatalogSettings.DEFAULT), table, "p");
            assertThat(result.snapshots()).hasSize(1);
            assertThat(result.listenerFailures()).singleElement().satisfies(failure ->
                    assertThat(failure).hasMessageContaining("was not told of snapshot 1").hasMessageContaining("varve sync"));
        }
        assertThat(client.partitions("synced", "untold")).isEmpty();
        Tables.write(catalog, table, "p");
        assertThat(client.partitions("synced", "untold").get(0).parameters()).containsEntry("numRows", "2");
        catalog.dropTable("synced", "untold");
    }

    @Test
    public void syncRepairsWhatIsMissingAndReportsWhatIsTooMuch()
            throws Exception
    {
        catalog.createDatabase("repair");
        catalog.createTable("repair", "t", Tables.partitioned(Map.of("metastore.partitioned-table", "true", "bucket", "-1")));
        Table table = catalog.table("repair", "t");
        Tables.write(catalog, table, "x", "y");
        HiveTable registered = client.table("repair", "t").orElseThrow();
        client.dropPartitions(registered, List.of(List.of("x")));
        client.addPartitions(registered, List.of(new HivePartition(List.of("zombie"), registered.location().orElseThrow() + "/dt=zombie", Map.of())));
        client.alterTable("repair", "t", registered.withColumns(List.of(registered.columns().get(0))));

        assertThat(sync("repair", true)).hasSizeGreaterThan(2);
        assertThat(client.partitions("repair", "t")).extracting(HivePartition::values).doesNotContain(List.of("x"));
        assertThat(sync("repair", false)).extracting(Difference::text)
                .anyMatch(text -> text.startsWith("columns are (id int COMMENT 'the key') instead of"))
                .contains("partition [x] was not registered", "partition [zombie] is registered, but has no files");
        assertThat(sync("repair", false)).extracting(Difference::repairable).containsExactly(false);
        List<Difference> superfluous = new ArrayList<>();
        CatalogSync.of(catalog, true, superfluous::add).forgettingPartitions().run("repair", "t");
        assertThat(client.partitions("repair", "t")).hasSize(3);
        CatalogSync.of(catalog, false, superfluous::add).forgettingPartitions().run("repair", "t");
        assertThat(superfluous).extracting(Difference::repairable).containsExactly(true, true);
        assertThat(client.partitions("repair", "t")).hasSize(2);
        assertThat(client.table("repair", "t").orElseThrow().columns()).hasSize(2);

        client.dropTable("repair", "t", false);
        assertThatThrownBy(() -> catalog.createTable("repair", "t", Tables.partitioned(Map.of())))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("./varve sync repair.t");
        assertThatThrownBy(() -> catalog.dropDatabase("repair", false)).isInstanceOf(VarveException.class).hasMessageContaining("[t]");
        assertThat(sync("repair", false)).extracting(Difference::text).anyMatch(text -> text.endsWith("was not registered"));
        assertThat(catalog.tables("repair")).containsExactly("t");
        assertThat(client.partitions("repair", "t")).hasSize(2);
        catalog.dropDatabase("repair", true);
    }

    /** A damaged table is told, and the others are repaired nevertheless. */
    @Test
    public void syncIsNotStoppedByADamagedTable()
            throws Exception
    {
        catalog.createDatabase("damaged");
        for (String name : List.of("a", "b", "c")) {
            catalog.createTable("damaged", name, Tables.partitioned(Map.of("metastore.partitioned-table", "true")));
            Tables.write(catalog, catalog.table("damaged", name), "p");
            client.dropPartitions(client.table("damaged", name).orElseThrow(), List.of(List.of("p")));
        }
        Path damaged = metastore.warehouse().resolve("damaged.db");
        Files.writeString(damaged.resolve("b/schema/schema-0"), "{");
        Files.writeString(Files.createDirectories(damaged.resolve("d/schema")).resolve("schema-0"), "no table");
        Files.createDirectories(damaged.resolve("empty"));
        Files.writeString(damaged.resolve("file"), "");
        assertThat(sync("damaged", false)).extracting(Difference::subject, Difference::repairable).containsExactlyInAnyOrder(
                tuple("damaged.a", true), tuple("damaged.b", false), tuple("damaged.c", true), tuple("damaged.d", false));
        assertThat(client.partitions("damaged", "c")).hasSize(1);
        assertThat(client.table("damaged", "b")).isPresent();
        catalog.dropDatabase("damaged", true);
    }

    private List<Difference> sync(String database, boolean dryRun)
    {
        List<Difference> differences = new ArrayList<>();
        CatalogSync.of(catalog, dryRun, differences::add).run(Optional.of(database));
        return differences;
    }
}
