package dev.varve.write.commit;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.snapshot.Analysis;
import dev.varve.snapshot.AnalysisLog;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.FaultyStorage;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import io.airlift.slice.Slices;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.options.ExpireConfig;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.stats.Statistics;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import static dev.varve.write.commit.PaimonCommitTable.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Paimon writes files, Varve commits them, Paimon reads them. */
public class TestTableCommit
{
    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-commit");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @DataProvider
    public Object[][] keyedTables()
    {
        return new Object[][] {
                {Map.of("bucket", "2")},
                {Map.of("bucket", "-1")},
                {Map.of("bucket", "2", "deletion-vectors.enabled", "true")},
                {Map.of("bucket", "1", "changelog-producer", "lookup")},
                {Map.of("bucket", "1", "changelog-producer", "full-compaction")},
                {Map.of("bucket", "2", "changelog-producer", "input", "manifest.compression", "snappy")},
        };
    }

    @Test(dataProvider = "keyedTables")
    public void upsertsAndCompactionsAreCommittedInTurns(Map<String, String> options)
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.keyed(directory.resolve("t"), false, options);
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        Map<Long, String> expected = new TreeMap<>();
        for (int round = 0; round < 6; round++) {
            List<GenericRow> rows = new ArrayList<>();
            for (long k = round; k < round + 10; k++) {
                rows.add(row(k, "p", "v" + round));
                expected.put(k, "p/v" + round);
            }
            boolean compact = round % 2 == 1;
            if (round % 3 == 2) {
                table.commit(rows, compact);
            }
            else {
                CommitResult result = commit.commit(round, compact ? table.writeAndCompact(rows) : table.write(rows));
                assertThat(result.compactionFailure()).isEmpty();
                assertThat(result.snapshots()).isNotEmpty();
            }
            if (compact || !options.containsKey("deletion-vectors.enabled")) {
                assertThat(table.read()).as("round %s", round).isEqualTo(expected);
            }
        }
        assertRecordCountsAddUp(table.open());
    }

    private static void assertRecordCountsAddUp(Table table)
            throws IOException
    {
        long total = 0;
        for (long id : table.snapshots().ids()) {
            Snapshot snapshot = table.snapshots().snapshot(id);
            total += snapshot.deltaRecordCount();
            assertThat(snapshot.totalRecordCount()).isEqualTo(total);
        }
    }

    @Test
    public void aCommitMakesASnapshotOfRowsAndOneOfTheCompaction()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.keyed(directory.resolve("t"), false, Map.of("bucket", "1"));
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        CommitRequest request = CommitRequest.of(7, table.writeAndCompact(List.of(row(1, "p", "a"))))
                .withWatermark(1000)
                .withProperties(Map.of("job", "x"))
                .withOperation("WRITE");
        List<Snapshot> snapshots = commit.commit(request).snapshots();
        assertThat(snapshots).extracting(Snapshot::id).containsExactly(1L, 2L);
        assertThat(snapshots).extracting(snapshot -> snapshot.commit().kind()).containsExactly(CommitKind.APPEND, CommitKind.COMPACT);
        assertThat(snapshots).extracting(snapshot -> snapshot.commit().identifier()).containsExactly(7L, 7L);
        assertThat(snapshots).extracting(snapshot -> snapshot.commit().user()).containsExactly("varve", "varve");
        assertThat(snapshots).allSatisfy(snapshot -> {
            assertThat(snapshot.watermark()).hasValue(1000);
            assertThat(snapshot.properties()).isEqualTo(Map.of("job", "x"));
            assertThat(snapshot.operation()).contains("WRITE");
            assertThat(snapshot.nextRowId()).hasValue(0);
        });
        assertThat(table.open().snapshots().latest()).contains(snapshots.get(1));
        assertThat(Files.readString(directory.resolve("t/snapshot/LATEST"))).isEqualTo("2");

        Snapshot next = commit.commit(CommitRequest.of(8, table.write(List.of(row(2, "p", "b")))).withWatermark(900)).snapshots().get(0);
        assertThat(next.watermark()).as("watermarks never decrease").hasValue(1000);
        assertThat(next.properties()).as("properties belong to one snapshot").isEmpty();
        assertThat(table.read()).isEqualTo(Map.of(1L, "p/a", 2L, "p/b"));
    }

    @Test
    public void partitionsAreOverwrittenTruncatedAndDropped()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), true, Map.of());
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        commit.commit(1, table.write(List.of(row(1, "a", "x"), row(2, "b", "x"), row(3, "c", "x"))));

        CommitResult overwritten = commit.overwritePartitions(CommitRequest.of(2, table.write(List.of(row(4, "b", "y"), row(5, "b", "y")))));
        assertThat(overwritten.snapshots()).extracting(snapshot -> snapshot.commit().kind()).containsExactly(CommitKind.OVERWRITE);
        assertThat(table.read()).isEqualTo(Map.of(1L, "a/x", 4L, "b/y", 5L, "b/y", 3L, "c/x"));

        assertThat(commit.overwritePartitions(CommitRequest.of(3, List.of())).snapshots()).as("no partition is meant").isEmpty();

        commit.overwrite(CommitRequest.of(4, List.of()), partition("a"));
        assertThat(table.read()).isEqualTo(Map.of(4L, "b/y", 5L, "b/y", 3L, "c/x"));

        commit.overwrite(CommitRequest.of(5, table.write(List.of(row(6, "c", "z")))), partition("c"));
        assertThat(table.read()).isEqualTo(Map.of(4L, "b/y", 5L, "b/y", 6L, "c/z"));

        List<CommitMessage> elsewhere = table.write(List.of(row(7, "b", "z")));
        assertThatThrownBy(() -> commit.overwrite(CommitRequest.of(6, elsewhere), partition("c")))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST));
        assertThatThrownBy(() -> commit.dropPartitions(6, List.of(PartitionSpec.ALL)))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST));
        assertThatThrownBy(() -> commit.dropPartitions(6, List.of(new PartitionSpec(Map.of("v", Optional.empty())))))
                .hasMessageContaining("'v' is not a partition column");

        commit.dropPartitions(6, List.of(partition("c"), partition("nowhere")));
        assertThat(table.read()).isEqualTo(Map.of(4L, "b/y", 5L, "b/y"));

        commit.overwrite(CommitRequest.of(7, table.write(List.of(row(8, "d", "w")))), PartitionSpec.ALL);
        assertThat(table.read()).isEqualTo(Map.of(8L, "d/w"));

        assertThat(commit.truncate(8).snapshots().get(0).totalRecordCount()).isZero();
        assertThat(table.read()).isEmpty();
        assertRecordCountsAddUp(table.open());
    }

    private static PartitionSpec partition(String value)
    {
        return new PartitionSpec(Map.of("p", Optional.of(Slices.utf8Slice(value))));
    }

    @Test
    public void filesThatOverwriteABucketGoToItsHighestLevel()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.keyed(directory.resolve("t"), false, Map.of("bucket", "1", "deletion-vectors.enabled", "true", "write-only", "true"));
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        commit.overwrite(CommitRequest.of(1, table.write(List.of(row(1, "p", "a"), row(2, "p", "b")))), PartitionSpec.ALL);
        assertThat(table.read()).as("level 0 would be invisible").isEqualTo(Map.of(1L, "p/a", 2L, "p/b"));

        PaimonCommitTable lower = PaimonCommitTable.keyed(directory.resolve("u"), false,
                Map.of("bucket", "1", "deletion-vectors.enabled", "true", "write-only", "true", "overwrite-upgrade", "false"));
        TableCommit.open(lower.open(), storage, "varve")
                .overwrite(CommitRequest.of(1, lower.write(List.of(row(1, "p", "a")))), PartitionSpec.ALL);
        assertThat(lower.read()).isEmpty();
    }

    @Test
    public void aCompactionFollowsWhatOverwrites()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.keyed(directory.resolve("t"), false, Map.of("bucket", "1"));
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        CommitResult result = commit.overwrite(CommitRequest.of(1, table.writeAndCompact(List.of(row(1, "p", "a")))));
        assertThat(result.compactionFailure()).isEmpty();
        assertThat(result.snapshots()).extracting(snapshot -> snapshot.commit().kind()).containsExactly(CommitKind.OVERWRITE, CommitKind.COMPACT);
        assertThat(table.read()).isEqualTo(Map.of(1L, "p/a"));
    }

    @Test
    public void emptyCommitsMakeSnapshotsOnlyIfTheyAreWanted()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of());
        assertThat(TableCommit.open(table.open(), storage, "varve").commit(1, List.of()).snapshots()).isEmpty();
        assertThat(table.open().snapshots().latest()).isEmpty();

        PaimonCommitTable forced = PaimonCommitTable.append(directory.resolve("u"), false, Map.of("commit.force-create-snapshot", "true"));
        Snapshot snapshot = TableCommit.open(forced.open(), storage, "varve").commit(1, List.of()).snapshots().get(0);
        assertThat(forced.open().manifests().manifests(snapshot)).isEmpty();
        assertThat(forced.read()).isEmpty();

        PaimonCommitTable both = PaimonCommitTable.append(directory.resolve("w"), false,
                Map.of("commit.force-create-snapshot", "true", "snapshot.ignore-empty-commit", "true"));
        assertThat(TableCommit.open(both.open(), storage, "varve").commit(1, List.of()).snapshots()).isEmpty();
    }

    @Test
    public void aJobThatStartsAgainCommitsNothingTwice()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.keyed(directory.resolve("t"), false, Map.of("bucket", "1"));
        TableCommit first = TableCommit.open(table.open(), storage, "job");
        assertThat(first.filterCommitted(List.of(1L, 2L))).containsExactly(1L, 2L);
        List<CommitMessage> one = table.writeAndCompact(List.of(row(1, "p", "a")));
        List<CommitMessage> onlyRows = one.stream()
                .map(message -> new CommitMessage(message.partition(), message.bucket(), message.totalBuckets(), message.append(), Increment.EMPTY))
                .toList();
        first.commit(1, onlyRows);
        TableCommit.open(table.open(), storage, "other").commit(9, table.write(List.of(row(9, "p", "o"))));

        TableCommit again = TableCommit.open(table.open(), storage, "job");
        assertThat(again.filterCommitted(List.of(1L, 2L))).containsExactly(2L);
        assertThat(again.commitIfAbsent(CommitRequest.of(1, one)).snapshots())
                .as("the job was stopped before the compaction was committed")
                .extracting(snapshot -> snapshot.commit().kind())
                .containsExactly(CommitKind.COMPACT);
        assertThat(again.commitIfAbsent(CommitRequest.of(1, one)).snapshots()).isEmpty();
        assertThat(again.commitIfAbsent(CommitRequest.of(2, table.write(List.of(row(2, "p", "b"))))).snapshots()).hasSize(1);
        assertThat(again.commitIfAbsent(CommitRequest.of(1, one)).snapshots()).as("an older commit").isEmpty();
        assertThat(again.filterCommitted(List.of(1L, 2L, 3L))).containsExactly(3L);
        assertThat(table.read()).isEqualTo(Map.of(1L, "p/a", 2L, "p/b", 9L, "p/o"));
    }

    @Test
    public void aBatchJobThatIsTriedAgainCommitsOnce()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of());
        CommitRequest request = CommitRequest.batch(table.write(List.of(row(1, "p", "a"))));
        assertThat(TableCommit.open(table.open(), storage, "batch").commitIfAbsent(request).snapshots()).hasSize(1);
        assertThat(TableCommit.open(table.open(), storage, "batch").commitIfAbsent(request).snapshots()).isEmpty();
        assertThat(table.read()).isEqualTo(Map.of(1L, "p/a"));
    }

    @Test
    public void theSecondOfTwoCompactionsOfABucketFails()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.keyed(directory.resolve("t"), false, Map.of("bucket", "1"));
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        commit.commit(1, table.write(List.of(row(1, "p", "a"))));
        List<CommitMessage> left = table.writeAndCompact(List.of(row(2, "p", "b")));
        List<CommitMessage> right = table.writeAndCompact(List.of(row(3, "p", "c")));
        commit.commit(2, left);

        CommitResult result = commit.commit(3, right);
        assertThat(result.snapshots()).extracting(snapshot -> snapshot.commit().kind()).containsExactly(CommitKind.APPEND);
        assertThat(result.compactionFailure()).hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.COMMIT_CONFLICT);
            assertThat(failure).hasMessageContaining("is to be deleted").hasMessageContaining("Nothing was committed");
        });
        assertThat(table.read()).isEqualTo(Map.of(1L, "p/a", 2L, "p/b", 3L, "p/c"));
        assertThat(right.get(0).compact().newFiles()).isNotEmpty().allSatisfy(file ->
                assertThat(directory.resolve("t/bucket-0").resolve(file.name())).as("it is of no use").doesNotExist());
        long files = Files.list(directory.resolve("t/manifest")).count();
        List<CommitMessage> onlyCompaction = right.stream()
                .map(message -> new CommitMessage(message.partition(), message.bucket(), message.totalBuckets(), Increment.EMPTY, message.compact()))
                .toList();
        assertThatThrownBy(() -> commit.commit(4, onlyCompaction))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.COMMIT_CONFLICT));
        assertThat(Files.list(directory.resolve("t/manifest")).count()).as("a failed commit cleans up").isEqualTo(files);

        List<CommitMessage> unwanted = table.write(List.of(row(4, "p", "d")));
        Path file = directory.resolve("t/bucket-0").resolve(unwanted.get(0).append().newFiles().get(0).name());
        assertThat(file).exists();
        commit.discard(unwanted);
        assertThat(file).doesNotExist();
    }

    @Test
    public void listenersCannotFailACommit()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of());
        List<Long> told = new ArrayList<>();
        CommitListener failing = (changed, snapshot, changes) -> {
            throw new IOException("metastore is down");
        };
        CommitListener counting = (changed, snapshot, changes) -> told.add(snapshot.id() * 100 + changes.size());
        TableCommit commit = TableCommit.open(table.open(), storage, "varve", Optional.empty(), List.of(failing, counting));
        CommitResult result = commit.commit(1, table.write(List.of(row(1, "p", "a"))));
        assertThat(result.listenerFailures()).singleElement().satisfies(failure -> assertThat(failure).hasMessage("metastore is down"));
        assertThat(told).containsExactly(101L);
        assertThat(table.read()).hasSize(1);
    }

    @Test
    public void analysesAreInheritedWhileTheColumnsAreTheSame()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of());
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        commit.commit(1, table.write(List.of(row(1, "p", "a"), row(2, "p", "bb"))));
        Analysis.Column column = new Analysis.Column(
                OptionalLong.of(0), OptionalLong.of(2), Optional.of("1"), Optional.of("2"), OptionalLong.of(0), OptionalLong.of(8), OptionalLong.of(8));
        Analysis analysis = new Analysis(1, 0, OptionalLong.of(2), OptionalLong.of(40), Map.of("k", column));
        Snapshot analysed = commit.analyze(2, analysis).snapshots().get(0);
        assertThat(analysed.commit().kind()).isEqualTo(CommitKind.ANALYZE);
        assertThat(analysed.deltaRecordCount()).isZero();
        assertThat(AnalysisLog.of(storage, table.location()).find(analysed)).contains(analysis);

        Statistics statistics = table.paimon().statistics().orElseThrow();
        assertThat(statistics.mergedRecordCount()).hasValue(2);
        assertThat(statistics.colStats().get("k").distinctCount()).hasValue(2);

        Snapshot next = commit.commit(3, table.write(List.of(row(3, "p", "c")))).snapshots().get(0);
        assertThat(next.statistics()).isEqualTo(analysed.statistics());
        new SchemaManager(table.paimon().fileIO(), table.paimon().location()).commitChanges(SchemaChange.setOption("any", "thing"));
        Snapshot later = commit.commit(4, table.write(List.of(row(4, "p", "d")))).snapshots().get(0);
        assertThat(later.schemaId()).isEqualTo(1);
        assertThat(later.statistics()).isEmpty();
    }

    @Test
    public void aStoreThatIsNotSafeNeedsALock()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of());
        FaultyStorage unsafe = FaultyStorage.of(storage).withoutAtomicCreation();
        assertThatThrownBy(() -> TableCommit.open(table.open(), unsafe, "varve"))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_FEATURE))
                .hasMessageContaining("lock");
        List<String> locked = new ArrayList<>();
        CommitLock lock = new CommitLock()
        {
            @Override
            public <T> T whileHeld(LockedTable held, Action<T> action)
                    throws IOException
            {
                locked.add(held.toString());
                return action.run();
            }
        };
        TableCommit commit = TableCommit.open(table.open(), unsafe, "varve", Optional.of(lock), List.of());
        commit.commit(1, table.write(List.of(row(1, "p", "a"))));
        assertThat(locked).containsExactly("db.t");
        assertThat(table.read()).hasSize(1);
    }

    @Test
    public void aLockThatCannotBeHadFailsTheCommit()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of());
        CommitLock lock = new CommitLock()
        {
            @Override
            public <T> T whileHeld(LockedTable held, Action<T> action)
                    throws IOException
            {
                throw new IOException("no lock for you");
            }
        };
        TableCommit commit = TableCommit.open(table.open(), storage, "varve", Optional.of(lock), List.of());
        List<CommitMessage> messages = table.write(List.of(row(1, "p", "a")));
        assertThatThrownBy(() -> commit.commit(1, messages))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STORAGE_FAILURE))
                .hasMessageContaining("no lock for you")
                .hasMessageContaining("Nothing was committed");
        assertThat(directory.resolve("t/manifest")).isEmptyDirectory();
        TableCommit.open(table.open(), storage, "varve").commit(1, messages);
        assertThat(table.read()).hasSize(1);
    }

    @Test
    public void aLockThatIsLostDoesNotUndoTheCommit()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of());
        CommitLock lock = new CommitLock()
        {
            @Override
            public <T> T whileHeld(LockedTable held, Action<T> action)
                    throws IOException
            {
                action.run();
                throw new IOException("the lock has gone");
            }
        };
        TableCommit commit = TableCommit.open(table.open(), storage, "varve", Optional.of(lock), List.of());
        assertThat(commit.commit(1, table.write(List.of(row(1, "p", "a")))).snapshots()).hasSize(1);
        assertThat(table.read()).hasSize(1);
        assertThat(table.open().snapshots().ids()).containsExactly(1L);
    }

    @Test
    public void rowsGetIds()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of("row-tracking.enabled", "true"));
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        commit.commit(1, table.write(List.of(row(1, "p", "a"), row(2, "p", "b"))));
        table.commit(List.of(row(3, "p", "c")), false);
        Snapshot third = commit.commit(3, table.write(List.of(row(4, "p", "d"), row(5, "p", "e")))).snapshots().get(0);
        assertThat(third.nextRowId()).hasValue(5);
        assertThat(table.rowIds()).isEqualTo(Map.of(1L, "0 1", 2L, "1 1", 3L, "2 2", 4L, "3 3", 5L, "4 3"));
    }

    @Test
    public void branchesAreCommittedToAlone()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of());
        TableCommit.open(table.open(), storage, "varve").commit(1, table.write(List.of(row(1, "p", "a"))));
        table.paimon().createBranch("b");
        Table branch = table.open().branch("b");
        Snapshot snapshot = TableCommit.open(branch, storage, "varve").commit(1, table.write(List.of(row(2, "p", "b")))).snapshots().get(0);
        assertThat(branch.snapshots().latest()).contains(snapshot);
        assertThat(table.read()).isEqualTo(Map.of(1L, "p/a"));
        assertThat(table.branch("b").read()).isEqualTo(Map.of(2L, "p/b"));
    }

    @Test
    public void strictJobsDoNotMixWithOthers()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.keyed(directory.resolve("t"), true, Map.of("bucket", "1", "commit.strict-mode.last-safe-snapshot", "-1"));
        TableCommit strict = TableCommit.open(table.open(), storage, "strict");
        TableCommit other = TableCommit.open(table.open(), storage, "other");
        other.commit(1, table.writeAndCompact(List.of(row(1, "a", "x"))));
        strict.commit(1, table.write(List.of(row(2, "a", "x"))));
        other.commit(2, table.write(List.of(row(3, "a", "x"))));
        strict.commit(2, table.write(List.of(row(4, "a", "x"))));
        other.commit(3, table.writeAndCompact(List.of(row(5, "a", "x"))));
        strict.commit(3, table.write(List.of(row(6, "b", "x"))));
        other.commit(4, table.writeAndCompact(List.of(row(7, "a", "x"))));
        List<CommitMessage> messages = table.write(List.of(row(8, "a", "x")));
        assertThatThrownBy(() -> strict.commit(4, messages))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.COMMIT_CONFLICT))
                .hasMessageContaining("user 'other'");
        assertThat(table.read()).hasSize(7);
    }

    @Test
    public void filesThatAreThereMayBePassedOver()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of("commit.discard-duplicate-files", "true"));
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        List<CommitMessage> messages = new ArrayList<>(table.write(List.of(row(1, "p", "a"))));
        commit.commit(1, messages);
        messages.addAll(table.write(List.of(row(2, "p", "b"))));
        commit.commit(2, messages);
        assertThat(table.read()).isEqualTo(Map.of(1L, "p/a", 2L, "p/b"));
    }

    @Test
    public void manifestsThatPaimonWouldNotReadAreNotWritten()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.append(directory.resolve("t"), false, Map.of("manifest.format", "orc"));
        Table opened = table.open();
        assertThatThrownBy(() -> TableCommit.open(opened, storage, "varve"))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_FEATURE))
                .hasMessageContaining("manifest.format");
    }

    @Test
    public void paimonsToolsAcceptTheTable()
            throws Exception
    {
        PaimonCommitTable table = PaimonCommitTable.keyed(directory.resolve("t"), true, Map.of("bucket", "1", "manifest.merge-min-count", "3", "write-only", "true"));
        TableCommit commit = TableCommit.open(table.open(), storage, "varve");
        Map<Long, String> expected = new TreeMap<>();
        for (long i = 1; i <= 12; i++) {
            String partition = "p" + i % 3;
            commit.commit(i, table.write(List.of(row(i, partition, "v"))));
            expected.put(i, partition + "/v");
        }
        Snapshot latest = table.open().snapshots().latest().orElseThrow();
        assertThat(table.rows("files")).isEqualTo(12);
        assertThat(table.rows("snapshots")).isEqualTo(12);
        assertThat(table.rows("manifests")).isEqualTo(table.open().manifests().manifests(latest).size()).isLessThan(12);
        assertThat(table.rows("partitions")).isEqualTo(3);

        table.paimon().createTag("t", 6);
        table.paimon().newExpireSnapshots().config(ExpireConfig.builder().snapshotRetainMin(2).snapshotRetainMax(2).build()).expire();
        assertThat(table.open().snapshots().ids()).containsExactly(11L, 12L);
        assertThat(table.open().tags().tag("t").snapshot().id()).isEqualTo(6);
        table.paimon().rollbackTo(11);
        expected.remove(12L);
        assertThat(table.read()).isEqualTo(expected);

        Snapshot next = commit.commit(13, table.write(List.of(row(13, "p1", "v")))).snapshots().get(0);
        expected.put(13L, "p1/v");
        assertThat(next.id()).isEqualTo(12);
        assertThat(table.read()).isEqualTo(expected);
    }
}
