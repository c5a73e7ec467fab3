package dev.varve.write;

import dev.varve.error.VarveException;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.row.RowKind;
import dev.varve.schema.Bucketing;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.PartitionSpec;
import dev.varve.write.commit.TableCommit;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of tables when writers come and go. */
public class TestWrittenTables
{
    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws Exception
    {
        directory = Files.createTempDirectory("varve-written-tables");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws Exception
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void keysThatMoveBetweenPartitionsStayUnique()
            throws Exception
    {
        TwinTable table = table(List.of("k"), Map.of("dynamic-bucket.target-row-num", "20"));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, String> model = new HashMap<>();
        for (int commit = 0; commit < 5; commit++) {
            List<KindRow> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                long key = random.nextInt(150);
                String partition = "p" + random.nextInt(4);
                boolean delete = random.nextInt(5) == 0;
                rows.add(row(delete ? RowKind.DELETE : RowKind.INSERT, key, partition, "v" + i));
                if (delete) {
                    model.remove(key);
                }
                else {
                    model.put(key, List.of(key, partition, "v" + i).toString());
                }
            }
            try (TableWriter writer = table.writer(settings())) {
                table.write(writer, rows);
                commit(table, writer, commit);
            }
        }
        assertThat(table.readWithPaimon()).as("seed %s", seed).containsExactlyElementsOf(model.values().stream().sorted().toList());
    }

    @Test
    public void rowsOfStreamingJobsWaitForTheirBucket()
            throws Exception
    {
        TwinTable table = table(List.of("k", "p"), Map.of("bucket", "-2"));
        try (TableWriter writer = table.writer(settings().streamed())) {
            table.write(writer, List.of(row(RowKind.INSERT, 2, "a", "x"), row(RowKind.INSERT, 1, "a", "y"), row(RowKind.DELETE, 2, "a", "x")));
            CommitMessage message = commit(table, writer, 1).get(0);
            assertThat(message.bucket()).isEqualTo(Bucketing.POSTPONE);
            assertThat(message.totalBuckets()).isEqualTo(Bucketing.POSTPONE);
            DataFile file = message.append().newFiles().get(0);
            assertThat(file.name()).matches("data--u-varve-s-\\d+-w-.*-0\\.avro");
            assertThat(file.minSequenceNumber()).isEqualTo(-1);
            assertThat(file.maxSequenceNumber()).isEqualTo(-1);
            assertThat(file.valueStatisticsColumns()).contains(List.of());
            assertThat(Files.exists(directory.resolve("t0/p=a/bucket-postpone/" + file.name()))).isTrue();
        }
        assertThat(table.readWithPaimon()).isEmpty();
        assertThat(table.changesWithPaimon()).containsExactly(List.of("+I[1, a, y]", "+I[2, a, x]", "-D[2, a, x]"));
    }

    @Test
    public void overwrittenBucketsAreVisibleWhateverHidesLevel0()
            throws Exception
    {
        for (Map<String, String> options : List.of(
                Map.of("deletion-vectors.enabled", "true"),
                Map.of("merge-engine", "first-row"),
                Map.of("changelog-producer", "lookup"),
                Map.of("changelog-producer", "input"))) {
            Map<String, String> all = new HashMap<>(options);
            all.put("bucket", "1");
            all.put("write-buffer-size", "64 kb");
            all.put("write-buffer-spillable", "false");
            TwinTable table = table(List.of("k", "p"), all);
            try (TableWriter writer = table.writer(settings())) {
                table.write(writer, numbered(0, 10, "old"));
                commit(table, writer, 1);
            }
            List<KindRow> rows = numbered(0, 2000, "new");
            try (TableWriter writer = table.writer(settings().overwriting())) {
                table.write(writer, rows);
                table.write(writer, numbered(1990, 2010, "new"));
                TableCommit commit = TableCommit.open(table.open(), storage, "varve");
                List<Snapshot> snapshots = commit.overwrite(CommitRequest.of(2, writer.prepareCommit(false, 2)), PartitionSpec.ALL).snapshots();
                assertThat(snapshots).as("%s", options).extracting(snapshot -> snapshot.commit().kind()).containsExactly(CommitKind.OVERWRITE);
            }
            assertThat(table.readWithPaimon()).as("%s", options).hasSize(2010).allMatch(row -> row.contains("new"));
            assertThat(table.readWithVarve()).as("%s", options).isEqualTo(table.readWithPaimon());
            assertThat(dataFiles(table)).as("%s: files that nothing names", options).isEqualTo(namedFiles(table));
        }
    }

    /** How many data files the snapshots of the table name. */
    private static long namedFiles(TwinTable table)
            throws Exception
    {
        ManifestReader reader = table.open().manifests();
        Set<String> names = new HashSet<>();
        for (long id : table.open().snapshots().ids()) {
            Snapshot snapshot = table.open().snapshots().snapshot(id);
            List<ManifestFile> manifests = new ArrayList<>(reader.manifests(snapshot));
            if (snapshot.changelogManifestList().isPresent()) {
                manifests.addAll(reader.manifests(snapshot.changelogManifestList().get()));
            }
            for (ManifestFile manifest : manifests) {
                try (ManifestEntries entries = reader.entries(manifest)) {
                    for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                        names.add(entry.get().file().name());
                    }
                }
            }
        }
        return names.size();
    }

    private static long dataFiles(TwinTable table)
            throws Exception
    {
        try (Stream<Path> paths = Files.walk(Path.of(table.paimon().location().toUri().getPath()))) {
            return paths.filter(path -> path.getParent().getFileName().toString().startsWith("bucket-")).count();
        }
    }

    @Test
    public void anotherNumberOfBucketsIsRefused()
            throws Exception
    {
        TwinTable table = table(List.of("k", "p"), Map.of("bucket", "2"));
        try (TableWriter writer = table.writer(settings())) {
            table.write(writer, numbered(0, 10, "v"));
            commit(table, writer, 1);
        }
        new SchemaManager(table.paimon().fileIO(), table.paimon().location()).commitChanges(SchemaChange.setOption("bucket", "3"));
        try (TableWriter writer = table.writer(settings())) {
            assertThatThrownBy(() -> table.write(writer, numbered(0, 10, "v")))
                    .isInstanceOf(VarveException.class).hasMessageContaining("bucket=3").hasMessageContaining("written with 2 buckets");
            // Another partition has no buckets yet.
            table.write(writer, List.of(row(RowKind.INSERT, 1, "other", "v")));
            assertThat(commit(table, writer, 2).get(0).totalBuckets()).isEqualTo(3);
        }
    }

    @Test
    public void writersOfIdleBucketsAreReleasedOnceTheirRowsAreVisible()
            throws Exception
    {
        TwinTable table = table(List.of("k", "p"), Map.of("bucket", "1", "num-sorted-run.compaction-trigger", "100"));
        try (TableWriter writer = table.writer(settings())) {
            table.write(writer, List.of(row(RowKind.INSERT, 1, "a", "v"), row(RowKind.INSERT, 1, "b", "v")));
            assertThat(writer.openBuckets()).isEqualTo(2);
            List<CommitMessage> first = writer.prepareCommit(false, 1);
            table.write(writer, List.of(row(RowKind.INSERT, 2, "a", "v")));
            List<CommitMessage> second = writer.prepareCommit(false, 2);
            assertThat(writer.openBuckets()).as("the first commit is not visible").isEqualTo(2);
            TableCommit commit = TableCommit.open(table.open(), storage, "varve");
            commit.commit(1, first);
            commit.commit(2, second);
            table.write(writer, List.of(row(RowKind.INSERT, 3, "a", "v")));
            commit.commit(3, writer.prepareCommit(false, 3));
            assertThat(writer.openBuckets()).isEqualTo(1);
            table.write(writer, List.of(row(RowKind.INSERT, 1, "b", "newer")));
            commit.commit(4, writer.prepareCommit(false, 4));
            assertThat(table.readWithPaimon()).containsExactly("[1, a, v]", "[1, b, newer]", "[2, a, v]", "[3, a, v]");
        }
    }

    private static List<KindRow> numbered(int from, int to, String value)
    {
        List<KindRow> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(row(RowKind.INSERT, i, "a", value));
        }
        return rows;
    }

    private static KindRow row(RowKind kind, long key, String partition, String value)
    {
        return new KindRow(kind, List.of(key, partition, value));
    }

    private WriterSettings settings()
    {
        return WriterSettings.of("varve").spillingTo(directory);
    }

    private List<CommitMessage> commit(TwinTable table, TableWriter writer, long identifier)
            throws Exception
    {
        List<CommitMessage> messages = writer.prepareCommit(true, identifier);
        TableCommit.open(table.open(), storage, "varve").commit(identifier, messages);
        return messages;
    }

    private TwinTable table(List<String> primaryKey, Map<String, String> options)
            throws Exception
    {
        int number = 0;
        while (Files.exists(directory.resolve("t" + number))) {
            number++;
        }
        return TwinTable.create(directory.resolve("t" + number), Schema.newBuilder()
                .column("k", DataTypes.INT())
                .column("p", DataTypes.STRING())
                .column("v", DataTypes.STRING())
                .primaryKey(primaryKey)
                .partitionKeys("p")
                .options(options)
                .build());
    }
}
