package dev.varve.write;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.row.RowKind;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.TwinTable.KindRow;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.compact.CompactionJob;
import dev.varve.write.maintain.Finding;
import dev.varve.write.maintain.OrphanFiles;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.TableCheck;
import dev.varve.write.maintain.Tags;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.SkipException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Jobs on a disk that is full after so many bytes, wherever in the job that is: they say which file had no room, and leave neither a part of their
 * rows nor a file. With more room they succeed.
 */
public class TestFullDisk
{
    private static final int ROOMS = 9;

    private final LocalStorage local = new LocalStorage();
    private Path directory;
    private int copies;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-full-disk");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        local.deleteDirectory(StoragePath.of(directory.toString()));
    }

    private interface Job
    {
        /** Returns why the rows are there, but not compacted. */
        Optional<VarveException> run(TwinTable table, FullDiskStorage storage)
                throws IOException;
    }

    @DataProvider
    public Object[][] jobs()
    {
        Map<String, String> compacting = Map.of("bucket", "1", "num-sorted-run.compaction-trigger", "2");
        return new Object[][] {
                {"write", true, compacting, (Job) TestFullDisk::write},
                {"write with a changelog", true, Map.of("bucket", "1", "changelog-producer", "lookup", "deletion-vectors.enabled", "true"), (Job) TestFullDisk::write},
                {"append", false, Map.of("bucket", "-1"), (Job) TestFullDisk::write},
                {"compact", true, Map.of("bucket", "1", "write-only", "true"), (Job) TestFullDisk::compact},
                {"tag", false, Map.of("bucket", "-1"), (Job) TestFullDisk::tag},
        };
    }

    @Test(dataProvider = "jobs")
    public void leavesNothingHalf(String name, boolean keyed, Map<String, String> options, Job job)
            throws Exception
    {
        TwinTable template = TwinTable.create(directory.resolve("template"), schema(keyed, options));
        for (int i = 1; i <= 2; i++) {
            write(template, local, i);
        }
        List<String> before = template.readWithVarve();
        TwinTable model = copy();
        FullDiskStorage large = new FullDiskStorage(Long.MAX_VALUE);
        job.run(model, large);
        List<String> after = model.readWithVarve();
        write(model, local, 4);
        List<String> last = model.readWithVarve();
        int failures = 0;
        for (int i = 0; i < ROOMS; i++) {
            long room = large.most() * i / ROOMS;
            TwinTable table = copy();
            FullDiskStorage storage = new FullDiskStorage(room);
            String what = name + ", room for " + room + " of " + large.most() + " bytes";
            boolean failed = false;
            Optional<VarveException> notCompacted = Optional.empty();
            try {
                notCompacted = job.run(table, storage);
                notCompacted.ifPresent(e -> assertTold(e, table, what));
                // Rows that are not compacted may not be visible.
                assertThat(table.readWithVarve()).as(what).isIn(after, notCompacted.isPresent() ? before : after);
            }
            catch (IOException | VarveException e) {
                failed = true;
                assertTold(e, table, what);
                assertThat(table.readWithVarve()).as(what).isEqualTo(before);
            }
            if (notCompacted.isPresent()) {
                // A job could still commit it.
                OrphanFiles.of(table.open(), local).remove(Instant.now(), orphan -> {}, Progress.SILENT);
            }
            assertSound(table.open(), what);

            storage.enlarge(1 << 20);
            if (failed) {
                failures++;
                assertThat(job.run(table, storage)).isEmpty();
                assertThat(table.readWithVarve()).as("%s, tried again", what).isEqualTo(after);
            }
            assertThat(write(table, storage, 4)).isEmpty();
            assertThat(table.readWithVarve()).as("%s, then one more", what).isEqualTo(last);
            assertSound(table.open(), what + ", then one more");
            local.deleteDirectory(table.open().location());
        }
        assertThat(failures).as(name).isGreaterThan(ROOMS / 4);
    }

    private static void assertTold(Exception failure, TwinTable table, String what)
    {
        assertThat(failure).as(what).hasMessageContaining(table.open().location().toString()).hasMessageContaining(FullDiskStorage.FULL);
    }

    /** What was written is not lost: the same messages can be committed when there is room. */
    @Test
    public void aCommitCanBeRepeated()
            throws Exception
    {
        TwinTable table = TwinTable.create(directory.resolve("t"), schema(true, Map.of("bucket", "1", "num-sorted-run.compaction-trigger", "2")));
        FullDiskStorage storage = new FullDiskStorage(1 << 20);
        TableCommit commit = TableCommit.open(table.open(storage), storage, "job");
        try (TableWriter writer = TableWriter.open(table.open(storage), storage, WriterSettings.of("job"))) {
            for (long i = 1; i <= 4; i++) {
                table.write(writer, rows(i));
                List<CommitMessage> messages = writer.prepareCommit(true, i);
                storage.enlarge(-storage.room());
                CommitRequest request = CommitRequest.of(i, messages);
                assertThatThrownBy(() -> commit.commit(request)).isInstanceOf(VarveException.class).hasMessageContaining(FullDiskStorage.FULL);
                storage.enlarge(1 << 20);
                commit.commit(request);
            }
        }
        assertThat(table.open().snapshots().latest().orElseThrow().totalRecordCount()).isPositive();
        assertThat(table.readWithVarve()).hasSize(103);
        assertSound(table.open(), "commits that were repeated");
    }

    /** The rows that wait are on another disk. */
    @Test
    public void theDiskForWaitingRowsIsFull()
            throws Exception
    {
        Path full = Path.of("/dev/full");
        if (!Files.isWritable(full)) {
            throw new SkipException("There is no device that is always full");
        }
        TwinTable table = TwinTable.create(directory.resolve("t"), schema(true, Map.of("bucket", "1", "write-buffer-size", "64 kb")));
        Path spill = Files.createDirectory(directory.resolve("spill"));
        try (TableWriter writer = table.writer(WriterSettings.of("job").spillingTo(spill))) {
            assertThatThrownBy(() -> {
                for (long i = 0; i < 1_000; i++) {
                    table.write(writer, rows(1000 * i));
                    fillNextFile(spill, full);
                }
            }).isInstanceOf(IOException.class).hasMessageContaining(spill.toString()).hasMessageContaining(FullDiskStorage.FULL);
            assertThatThrownBy(() -> writer.prepareCommit(true, 1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("cannot be committed");
        }
        try (Stream<Path> left = Files.list(spill)) {
            assertThat(left).isEmpty();
        }
        assertThat(table.open().snapshots().latest()).isEmpty();
        assertSound(table.open(), "after a full disk of waiting rows");
    }

    @Test
    public void thereIsNoPlaceForWaitingRows()
            throws Exception
    {
        TwinTable table = TwinTable.create(directory.resolve("t"), schema(true, Map.of("bucket", "1", "write-buffer-size", "64 kb")));
        Path spill = directory.resolve("nowhere");
        try (TableWriter writer = table.writer(WriterSettings.of("job").spillingTo(spill))) {
            assertThatThrownBy(() -> {
                for (long i = 0; i < 1_000; i++) {
                    table.write(writer, rows(1000 * i));
                }
            }).isInstanceOf(IOException.class).hasMessageStartingWith("Rows that do not fit into memory cannot be written to the local directory " + spill);
        }
        assertSound(table.open(), "without a place for waiting rows");
    }

    /** Lets the file that comes after those that are there be one that nothing can be written to. */
    private static void fillNextFile(Path spill, Path full)
            throws IOException
    {
        try (Stream<Path> directories = Files.list(spill)) {
            for (Path files : directories.toList()) {
                int next = 0;
                while (Files.exists(files.resolve(Integer.toString(next)))) {
                    next++;
                }
                if (next > 0 && !Files.isSymbolicLink(files.resolve(Integer.toString(next - 1)))) {
                    Files.createSymbolicLink(files.resolve(Integer.toString(next)), full);
                }
            }
        }
    }

    private static Schema schema(boolean keyed, Map<String, String> options)
    {
        Map<String, String> all = new HashMap<>(options);
        all.put("commit.max-retries", "1");
        all.put("commit.min-retry-wait", "1 ms");
        all.put("manifest.merge-min-count", "2");
        Schema.Builder builder = Schema.newBuilder().column("k", DataTypes.BIGINT()).column("v", DataTypes.BIGINT()).options(all);
        return keyed ? builder.primaryKey("k").build() : builder.build();
    }

    private static List<KindRow> rows(long i)
    {
        return LongStream.range(i, i + 100).mapToObj(key -> new KindRow(RowKind.INSERT, List.of(key, 1000 * i + key))).toList();
    }

    private static Optional<VarveException> write(TwinTable table, FullDiskStorage storage)
            throws IOException
    {
        return write(table, storage, 3);
    }

    private static Optional<VarveException> write(TwinTable table, WritableStorage storage, long i)
            throws IOException
    {
        TableCommit commit = TableCommit.open(table.open(storage), storage, "job");
        try (TableWriter writer = TableWriter.open(table.open(storage), storage, WriterSettings.of("job"))) {
            table.write(writer, rows(i));
            List<CommitMessage> messages = writer.prepareCommit(true, i);
            try {
                return commit.commit(CommitRequest.of(i, messages)).compactionFailure();
            }
            catch (VarveException e) {
                commit.discard(messages);
                throw e;
            }
        }
    }

    private static Optional<VarveException> compact(TwinTable table, FullDiskStorage storage)
            throws IOException
    {
        TableCommit commit = TableCommit.open(table.open(storage), storage, "compaction");
        List<CommitMessage> messages = CompactionJob.of(table.open(storage), storage, DefaultFormats.all()).fully().run();
        try {
            commit.commit(CommitRequest.batch(messages));
            return Optional.empty();
        }
        catch (VarveException e) {
            commit.discard(messages);
            throw e;
        }
    }

    private static Optional<VarveException> tag(TwinTable table, FullDiskStorage storage)
    {
        Tags.of(table.open(storage), storage).create("a", VersionSelector.LATEST, Optional.empty());
        return Optional.empty();
    }

    private void assertSound(Table table, String what)
    {
        List<String> problems = new ArrayList<>();
        TableCheck.of(table, local, DefaultFormats.all()).check(
                false,
                finding -> {
                    if (finding.severity() != Finding.Severity.NOTE) {
                        problems.add(finding.toString());
                    }
                },
                Progress.SILENT);
        OrphanFiles.of(table, local).find(Instant.now(), orphan -> problems.add(orphan.path() + " is left"), Progress.SILENT);
        assertThat(problems).as(what).isEmpty();
    }

    private TwinTable copy()
            throws IOException
    {
        Path template = directory.resolve("template");
        Path copy = directory.resolve("copy" + copies++);
        try (Stream<Path> files = Files.walk(template)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(template.relativize(file).toString()));
            }
        }
        return TwinTable.open(copy);
    }
}
