package dev.varve.write.compact;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.index.DeletionVector;
import dev.varve.index.DeletionVectorFile;
import dev.varve.index.IndexFile;
import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.FaultyStorage;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.Increment;
import dev.varve.write.commit.TableCommit;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestCompactionJob
{
    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-compaction-job");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void compactsATableWhoseWritersDoNot()
            throws Exception
    {
        PaimonBucket table = table(Map.of("bucket", "1", "write-only", "true", "changelog-producer", "lookup"), true);
        for (int commit = 0; commit < 4; commit++) {
            table.write(rows(commit, 100));
        }
        List<String> rows = table.rows();
        assertThat(compact(table, true)).isEqualTo(1);
        assertThat(table.rows()).isEqualTo(rows);
        assertThat(table.rowsByLevel()).isEqualTo(Map.of(5, (long) rows.size()));
        assertThat(table.changelog(0)).hasSize(rows.size());
        assertThat(compact(table, true)).describedAs("nothing is left to do").isZero();
    }

    @Test
    public void smallFilesOfABucketKeepTheirOrder()
            throws Exception
    {
        PaimonBucket table = table(Map.of("bucket", "1", "bucket-key", "k"), false);
        for (int commit = 0; commit < 7; commit++) {
            table.write(rows(commit, 20));
        }
        List<String> rows = table.rows();
        assertThat(compact(table, false)).isEqualTo(1);
        assertThat(table.rows()).isEqualTo(rows);
        assertThat(table.files().stream().map(file -> file.minSequenceNumber() + ".." + file.maxSequenceNumber()).toList())
                .describedAs("five files are enough to put together, two are not")
                .containsExactlyInAnyOrder("0..99", "100..119", "120..139");
        assertThat(compact(table, true)).isEqualTo(1);
        assertThat(table.rows()).isEqualTo(rows);
        assertThat(table.files()).hasSize(1);
    }

    @Test
    public void rowsUnderDeletionVectorsGo()
            throws Exception
    {
        PaimonBucket table = table(Map.of("bucket", "-1", "deletion-vectors.enabled", "true"), false);
        for (int commit = 0; commit < 3; commit++) {
            table.write(rows(commit, 50));
        }
        List<DataFile> files = table.files();
        DeletionVector vector = DeletionVector.of(new long[] {0, 7, 49});
        IndexFile index = DeletionVectorFile.write(
                storage,
                StoragePath.of(directory.toString()).child("t/index/index-1"),
                Map.of(files.get(0).name(), vector, files.get(1).name(), vector),
                false);
        Increment increment = new Increment(List.of(), List.of(), List.of(), List.of(index), List.of());
        commit(table, List.of(new CommitMessage(BinaryRow.EMPTY, 0, -1, increment, Increment.EMPTY)));
        List<String> rows = table.rows();
        assertThat(rows).hasSize(144);

        assertThat(compact(table, false)).describedAs("files with deleted rows do not wait for others").isEqualTo(1);
        assertThat(table.rows()).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(table.files().stream().mapToLong(DataFile::rowCount).sum()).isEqualTo(144);
        assertThat(table.vectors()).isEmpty();
    }

    @Test
    public void bucketsAreCompactedAtOnce()
            throws Exception
    {
        PaimonBucket table = table(Map.of("bucket", "4", "write-only", "true"), true);
        for (int commit = 0; commit < 4; commit++) {
            table.write(rows(commit, 200));
        }
        List<String> rows = table.rows();
        List<CommitMessage> messages = CompactionJob.of(table.varve(), storage, DefaultFormats.all()).fully().withThreads(3).run();
        assertThat(messages.stream().map(CommitMessage::bucket)).containsExactlyInAnyOrder(0, 1, 2, 3);
        commit(table, messages);
        assertThat(table.rows()).isEqualTo(rows);
    }

    @Test
    public void whenOneBucketFailsNothingIsLeft()
            throws Exception
    {
        PaimonBucket table = table(Map.of("bucket", "4", "write-only", "true"), true);
        for (int commit = 0; commit < 3; commit++) {
            table.write(rows(commit, 200));
        }
        List<Path> before = files();
        for (int threads = 1; threads < 4; threads += 2) {
            FaultyStorage faulty = FaultyStorage.of(storage);
            faulty.arm(3, FaultyStorage.Fault.FAILS, operation -> operation.startsWith("create "));
            CompactionJob job = CompactionJob.of(table.varve(), faulty, DefaultFormats.all()).fully().withThreads(threads);
            assertThatThrownBy(job::run).isInstanceOf(IOException.class);
            assertThat(faulty.faultyName()).startsWith("create ");
            assertThat(files()).isEqualTo(before);
        }
    }

    private List<Path> files()
            throws IOException
    {
        try (Stream<Path> paths = Files.walk(directory.resolve("t"))) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    public void fewSmallFilesWait()
            throws Exception
    {
        PaimonBucket table = table(Map.of("bucket", "-1"), false);
        table.write(rows(1, 10));
        table.write(rows(2, 10));
        List<String> rows = table.rows();
        assertThat(compact(table, false)).isZero();
        assertThat(compact(table, true)).isEqualTo(1);
        assertThat(table.files()).hasSize(1);
        assertThat(table.rows()).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    public void rowsKeepTheirIds()
            throws Exception
    {
        PaimonBucket table = table(Map.of("bucket", "-1", "row-tracking.enabled", "true"), false);
        for (int commit = 0; commit < 3; commit++) {
            table.write(rows(commit, 10));
        }
        List<String> rows = table.trackedRows();
        assertThat(rows).hasSize(30);
        assertThat(compact(table, true)).isEqualTo(1);
        assertThat(table.files()).hasSize(1);
        assertThat(table.trackedRows()).containsExactlyInAnyOrderElementsOf(rows);

        table.write(rows(4, 10));
        rows = table.trackedRows();
        assertThat(compact(table, true)).describedAs("rows that have an id in their file, and others").isEqualTo(1);
        assertThat(table.trackedRows()).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    public void columnsThatLieInSeveralFilesAreLeftAlone()
            throws Exception
    {
        PaimonBucket table = table(Map.of("bucket", "-1", "row-tracking.enabled", "true", "data-evolution.enabled", "true"), false);
        table.write(rows(1, 10));
        assertThatThrownBy(() -> compact(table, true)).isInstanceOf(VarveException.class).hasMessageContaining("data-evolution.enabled");
    }

    /** The number of buckets that were compacted. */
    private int compact(PaimonBucket table, boolean full)
            throws IOException
    {
        CompactionJob job = CompactionJob.of(table.varve(), storage, DefaultFormats.all());
        List<CommitMessage> messages = (full ? job.fully() : job).run();
        commit(table, messages);
        return messages.size();
    }

    private void commit(PaimonBucket bucket, List<CommitMessage> messages)
    {
        Table table = bucket.varve();
        TableCommit.open(table, storage, "job").commit(CommitRequest.batch(messages));
    }

    private PaimonBucket table(Map<String, String> options, boolean key)
            throws Exception
    {
        Schema.Builder schema = Schema.newBuilder()
                .column("k", DataTypes.INT().notNull())
                .column("v", DataTypes.STRING())
                .options(new HashMap<>(options));
        if (key) {
            schema.primaryKey("k");
        }
        return PaimonBucket.create(directory.resolve("t"), schema.build());
    }

    private static List<GenericRow> rows(long seed, int count)
    {
        Random random = new Random(seed);
        List<GenericRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(GenericRow.of(random.nextInt(1000), BinaryString.fromString("value " + random.nextInt(100))));
        }
        return rows;
    }
}
