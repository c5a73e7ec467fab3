package dev.varve;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.row.Literal;
import dev.varve.snapshot.VersionSelector;
import dev.varve.snapshot.VersionSelector.AtTime;
import dev.varve.snapshot.VersionSelector.AtWatermark;
import dev.varve.snapshot.VersionSelector.SnapshotId;
import dev.varve.snapshot.VersionSelector.TagName;
import dev.varve.snapshot.VersionSelector.VersionText;
import dev.varve.type.Field;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Opens tables that real Paimon wrote and checks what it says of them. */
public class TestTable
{
    @DataProvider
    public Object[][] tables()
    {
        return SampleTables.NAMES.stream().map(name -> new Object[] {name}).toArray(Object[][]::new);
    }

    /** Rows that Paimon returns for each snapshot from the first on. */
    @DataProvider
    public Object[][] rowsBySnapshot()
    {
        return new Object[][] {
                {"numeric_tag", List.of(30L, 60L, 90L)},
                {"partitioned_deletion_vectors", List.of(150L, 111L, 191L, 155L)},
                {"wide_deletion_vectors", List.of(150L, 230L, 185L, 245L, 218L, 218L, 258L, 188L)},
                {"v0_8_deletion_vectors", List.of(0L, 43L, 43L, 56L, 56L, 56L, 71L, 71L, 74L, 74L)},
                {"v0_8_tags_branches", List.of(30L, 50L, 65L, 75L)},
                {"v0_9_orc_manifests", List.of(55L, 60L)},
        };
    }

    @Test(dataProvider = "rowsBySnapshot")
    public void countsTheRowsOfEverySnapshot(String name, List<Long> expected)
            throws IOException
    {
        Table table = SampleTables.open(name);
        List<Long> rows = new ArrayList<>();
        for (long id : table.snapshots().ids()) {
            rows.add(LiveFiles.visibleRows(table.version(new SnapshotId(id))));
        }
        assertThat(rows).isEqualTo(expected);
    }

    @Test(dataProvider = "tables")
    public void liveFilesHaveTheRowsThatTheSnapshotStates(String name)
            throws IOException
    {
        Table table = SampleTables.open(name);
        for (long id : table.snapshots().ids()) {
            TableVersion version = table.version(new SnapshotId(id));
            long rows = LiveFiles.of(version).stream().mapToLong(entry -> entry.file().rowCount()).sum();
            assertThat(rows).as("snapshot %s", id).isEqualTo(version.snapshot().orElseThrow().totalRecordCount());
        }
    }

    @Test(dataProvider = "tables")
    public void minimaAreNotAboveMaxima(String name)
            throws IOException
    {
        TableVersion version = SampleTables.open(name).latest();
        int known = 0;
        for (ManifestEntry entry : LiveFiles.of(version)) {
            ColumnStatistics statistics = ColumnStatistics.ofValues(entry.file(), version.table().schema(entry.file().schemaId()));
            for (Field column : version.schema().fields().fields()) {
                Object min = statistics.min(column);
                Object max = statistics.max(column);
                if (min != null && max != null) {
                    assertThat(Literal.compare(min, max)).as("%s %s", entry.file().name(), column.name()).isLessThanOrEqualTo(0);
                    known++;
                }
            }
        }
        assertThat(known).isPositive();
    }

    @Test
    public void filesOfOldReleasesLackNewFields()
            throws IOException
    {
        DataFile file = LiveFiles.of(SampleTables.open("v0_8_deletion_vectors").latest()).get(0).file();
        assertThat(file.deleteRowCount()).isPresent();
        assertThat(file.source()).isEmpty();
        assertThat(file.valueStatisticsColumns()).isEmpty();
        assertThat(file.externalPath()).isEmpty();
        assertThat(file.firstRowId()).isEmpty();
        assertThat(file.writeColumns()).isEmpty();
        assertThat(file.minKey().arity()).isEqualTo(1);
    }

    @Test
    public void readsPartitionsAndTheirStatistics()
            throws IOException
    {
        TableVersion version = SampleTables.open("partitioned_deletion_vectors").latest();
        Field partition = version.schema().partitionFields().get(0);
        List<ManifestEntry> files = LiveFiles.of(version);
        assertThat(files).extracting(entry -> entry.partition().value(0, partition.type())).containsOnly(utf8Slice("x"), utf8Slice("y"));
        assertThat(files).extracting(ManifestEntry::totalBuckets).containsOnly(2);
        assertThat(files).extracting(entry -> entry.file().source()).allSatisfy(source -> assertThat(source).contains(FileSource.APPEND));
        assertThat(version.bucketPaths().bucket(files.get(0).partition(), 1).text()).matches(".*/partitioned_deletion_vectors/pt=[xy]/bucket-1");

        ManifestFile manifest = version.table().manifests().manifests(version.snapshot().orElseThrow()).get(0);
        ColumnStatistics statistics = ColumnStatistics.ofPartitions(manifest, version.schema());
        assertThat(statistics.min(partition)).isEqualTo(utf8Slice("x"));
        assertThat(statistics.max(partition)).isEqualTo(utf8Slice("y"));
        assertThat(statistics.nullCount(partition)).hasValue(0);
        assertThat(manifest.buckets()).contains(new ManifestFile.Range(0, 1));
    }

    @Test
    public void entriesWithoutStatisticsAreTheSameOtherwise()
            throws IOException
    {
        Table table = SampleTables.open("wide_deletion_vectors");
        for (ManifestFile manifest : table.manifests().manifests(table.latest().snapshot().orElseThrow())) {
            try (var full = table.manifests().entries(manifest); var lean = table.manifests().entriesWithoutStatistics(manifest)) {
                for (var entry = full.next(); entry.isPresent(); entry = full.next()) {
                    assertThat(lean.next().orElseThrow().identity()).isEqualTo(entry.get().identity());
                }
                assertThat(lean.next()).isEmpty();
            }
        }
    }

    @Test
    public void findsVersions()
            throws IOException
    {
        Table table = SampleTables.open("v0_8_tags_branches");
        assertThat(snapshotId(table, VersionSelector.LATEST)).isEqualTo(4);
        assertThat(snapshotId(table, new SnapshotId(2))).isEqualTo(2);
        assertThat(snapshotId(table, new TagName("t1"))).isEqualTo(1);
        assertThat(snapshotId(table, new VersionText("t2"))).isEqualTo(2);
        assertThat(snapshotId(table, new VersionText("3"))).isEqualTo(3);
        long second = table.snapshots().snapshot(2).timeMillis();
        assertThat(snapshotId(table, new AtTime(second))).isEqualTo(2);
        assertThat(snapshotId(table, new AtTime(second - 1))).isEqualTo(1);
        assertThat(snapshotId(table, new AtTime(Long.MAX_VALUE))).isEqualTo(4);
        assertThat(table.tags().names()).containsExactly("t1", "t2");
        assertThat(table.tags().tag("t2").retained().orElseThrow().toDays()).isEqualTo(36_500);
        assertThat(table.tags().tag("t2").created().orElseThrow()).hasToString("2026-11-22T14:35:35.068270615");
    }

    @Test
    public void tagWhoseNameIsANumberWinsOverTheSnapshot()
    {
        Table table = SampleTables.open("numeric_tag");
        assertThat(snapshotId(table, new VersionText("20240102"))).isEqualTo(2);
        assertThat(snapshotId(table, new VersionText("3"))).isEqualTo(3);
    }

    @Test
    public void findsWatermarks()
    {
        Table table = SampleTables.open("watermarks");
        assertThat(snapshotId(table, new AtWatermark(0))).isEqualTo(1);
        assertThat(snapshotId(table, new AtWatermark(1700000000000L))).isEqualTo(1);
        assertThat(snapshotId(table, new AtWatermark(1700000000001L))).isEqualTo(2);
        assertThat(snapshotId(table, new VersionText("watermark-1700000180000"))).isEqualTo(4);
        assertFails(Kind.NOT_FOUND, () -> table.version(new AtWatermark(1700000180001L)), "watermark");
    }

    @Test
    public void branchesHaveTheirOwnSnapshotsAndShareManifests()
            throws IOException
    {
        Table table = SampleTables.open("v0_8_tags_branches");
        assertThat(table.branches().names()).containsExactly("b1", "b2");
        assertThat(LiveFiles.visibleRows(table.branch("b1").latest())).isEqualTo(42);
        assertThat(LiveFiles.visibleRows(table.branch("b2").latest())).isEqualTo(50);
        assertThat(table.branch("main").latest().snapshot()).isEqualTo(table.latest().snapshot());
        assertFails(Kind.NOT_FOUND, () -> table.branch("b3"), "b3");
        assertFails(Kind.INVALID_REQUEST, () -> table.branch("../../other"), "branch");
    }

    @Test
    public void tellsExpiredFromMissing()
    {
        Table table = SampleTables.open("expired");
        assertFails(Kind.EXPIRED, () -> table.version(new SnapshotId(3)), "Snapshot 3 has expired: the table has snapshots 9 to 10");
        assertFails(Kind.NOT_FOUND, () -> table.version(new SnapshotId(11)), "Snapshot 11 does not exist");
        assertFails(Kind.NOT_FOUND, () -> table.version(new SnapshotId(-1)), "Snapshot -1 does not exist");
        assertFails(Kind.EXPIRED, () -> table.version(new AtTime(0)), "1970-01-01");
        assertFails(Kind.NOT_FOUND, () -> table.version(new TagName("t")), "Tag 't' does not exist");
        assertFails(Kind.NOT_FOUND, () -> table.version(new TagName("../snapshot/LATEST")), "does not exist");
        assertFails(Kind.NOT_FOUND, () -> table.version(new VersionText("yesterday")), "yesterday");
        assertFails(Kind.NOT_FOUND, () -> table.version(new VersionText("99999999999999999999")), "no version");
    }

    private static long snapshotId(Table table, VersionSelector selector)
    {
        return table.version(selector).snapshot().orElseThrow().id();
    }

    static void assertFails(Kind kind, Runnable action, String message)
    {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(VarveException.class, e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            assertThat(e).hasMessageContaining(message);
        });
    }
}
