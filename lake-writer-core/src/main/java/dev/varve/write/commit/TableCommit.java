package dev.varve.write.commit;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.snapshot.Analysis;
import dev.varve.snapshot.AnalysisLog;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.WritableStorage;
import dev.varve.write.commit.SnapshotPublication.Published;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.lock.TableLock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * The one door through which a table changes. Each commit is visible as a whole or not at all, and follows the newest state of the
 * table whoever made it; one that contradicts this state fails and changes nothing.
 *
 * <p>A commit makes up to two snapshots: one of what was written, and one of what was compacted. When the first is visible the commit
 * has succeeded; what happens to the second is told by the result.
 *
 * <p>Jobs that start again use the same user and ask {@link #filterCommitted}, or {@link #commitIfAbsent}, so that nothing is
 * committed twice. Safe for use by several threads.
 *
 * <p>What fails is a {@link VarveException}: of kind COMMIT_CONFLICT if another commit made this one impossible or others were always faster,
 * STORAGE_FAILURE if the store fails. Its message says if it is not known whether the commit is visible. Unless it is not known, the files
 * that the messages name may be {@linkplain #discard discarded} then.
 */
public final class TableCommit
{
    private final CommitTarget target;
    private final TableLock lock;
    private final List<CommitListener> listeners;
    private final Optional<CommitCondition> condition;

    private TableCommit(CommitTarget target, TableLock lock, List<CommitListener> listeners, Optional<CommitCondition> condition)
    {
        this.target = target;
        this.lock = lock;
        this.listeners = listeners;
        this.condition = condition;
    }

    /** Without lock and listeners. */
    public static TableCommit open(Table table, WritableStorage storage, String user)
    {
        return open(table, storage, user, Optional.empty(), List.of());
    }

    /**
     * @param storage the one of the table
     * @param user of the job, the same after a restart, and no other's
     * @param lock of the catalog; needed if the store cannot create a file atomically
     * @throws VarveException of kind UNSUPPORTED_FEATURE if it is needed and not there, or if the table has options that Varve cannot follow
     */
    public static TableCommit open(Table table, WritableStorage storage, String user, Optional<CommitLock> lock, List<CommitListener> listeners)
    {
        requireNonNull(user, "user is null");
        TableLock held = TableLock.of(LockedTable.of(table), storage, lock, "Table '" + table + "' cannot be written to");
        return new TableCommit(new CommitTarget(table, storage, user), held, List.copyOf(listeners), Optional.empty());
    }

    /** The same, whose commits may only follow states that fulfil a condition; otherwise they fail with what the condition throws. */
    public TableCommit onlyIf(CommitCondition condition)
    {
        return new TableCommit(target, lock, listeners, Optional.of(condition));
    }

    public String user()
    {
        return target.user();
    }

    /** Those of the identifiers that this user has not committed yet, in their order. */
    public List<Long> filterCommitted(Collection<Long> identifiers)
    {
        if (identifiers.isEmpty()) {
            return List.of();
        }
        long newest = reading(() -> newestOfUser(snapshot -> true)).map(snapshot -> snapshot.commit().identifier()).orElse(Long.MIN_VALUE);
        return identifiers.stream().filter(identifier -> identifier > newest).toList();
    }

    /**
     * Commits rows, and what was compacted along with them.
     *
     * @return no snapshot if there was nothing to commit
     */
    public CommitResult commit(CommitRequest request)
    {
        return commit(request, true, true);
    }

    public CommitResult commit(long identifier, List<CommitMessage> messages)
    {
        return commit(CommitRequest.of(identifier, messages));
    }

    /**
     * Commits what of the request this user has not committed yet, of an identifier that is not smaller than those before: nothing, or only
     * the compaction, if the job was stopped in between. For retries after a failure or a restart. Looks at all snapshots back to
     * the last one of the user.
     */
    public CommitResult commitIfAbsent(CommitRequest request)
    {
        Set<CommitKind> done = EnumSet.noneOf(CommitKind.class);
        Optional<Snapshot> other = reading(() -> newestOfUser(snapshot -> {
            boolean same = snapshot.commit().identifier() == request.identifier();
            if (same) {
                done.add(snapshot.commit().kind());
            }
            return !same;
        }));
        if (done.isEmpty() && other.filter(snapshot -> snapshot.commit().identifier() > request.identifier()).isPresent()) {
            return CommitResult.NOTHING;
        }
        return commit(request, done.isEmpty(), !done.contains(CommitKind.COMPACT));
    }

    private CommitResult commit(CommitRequest request, boolean rows, boolean compaction)
    {
        Changes append = changes(request.messages(), CommitMessage::append);
        Changes compact = changes(request.messages(), CommitMessage::compact);
        Completion completion = new Completion();
        boolean empty = append.isEmpty() && compact.isEmpty() && (target.options().emptyCommits() || !request.properties().isEmpty());
        if (rows && (!append.isEmpty() || empty)) {
            boolean replaces = append.files().stream().anyMatch(entry -> entry.kind() == FileKind.DELETE)
                    || append.indexes().stream().anyMatch(change -> change.entry().file().type().equals(IndexFile.DELETION_VECTORS));
            CommitKind kind = replaces ? CommitKind.OVERWRITE : CommitKind.APPEND;
            completion.add(publish(Proposal.of(request, kind, replaces, latest -> append)));
        }
        if (compaction && !compact.isEmpty()) {
            compact(request, compact, completion);
        }
        return completion.result();
    }

    /** A compaction may fail when the rows are safe. Its files are of no use then: the next one begins with those that are there. */
    private void compact(CommitRequest request, Changes changes, Completion completion)
    {
        try {
            completion.add(publish(Proposal.of(request, CommitKind.COMPACT, true, latest -> changes)));
        }
        catch (VarveException e) {
            boolean onlyCompaction = request.messages().stream().allMatch(message -> message.append().isEmpty());
            if (onlyCompaction) {
                throw e;
            }
            if (e.kind() == Kind.COMMIT_CONFLICT) {
                UncommittedFiles files = new UncommittedFiles(target);
                request.messages().forEach(message -> files.delete(message, message.compact()));
            }
            completion.compactionFailure = Optional.of(e);
        }
    }

    /**
     * Replaces rows as the options of the table say: by default those of the partitions for which the request has some, and all if the table has no
     * partitions.
     */
    public CommitResult overwrite(CommitRequest request)
    {
        boolean dynamic = target.options().dynamicOverwrite() && !target.schema().partitionKeys().isEmpty();
        return dynamic ? overwritePartitions(request) : overwrite(request, PartitionSpec.ALL);
    }

    /**
     * Replaces all rows of partitions by those of the request.
     *
     * @param spec the partitions, {@link PartitionSpec#ALL} for the whole table
     * @throws VarveException of kind INVALID_REQUEST if a new file is of another partition
     */
    public CommitResult overwrite(CommitRequest request, PartitionSpec spec)
    {
        spec.validate(target.schema());
        Changes added = changes(request.messages(), CommitMessage::append);
        for (ManifestEntry entry : added.files()) {
            if (!spec.matches(entry.partition(), target.schema())) {
                throw VarveException.invalid("Partition " + spec.describe(target.schema()) + " of table '" + target.table() + "' is to be overwritten, but there are rows of another, for " + target.bucketPaths().bucket(entry.partition(), entry.bucket()));
            }
        }
        return overwrite(request, PartitionSelection.matching(target.schema(), List.of(spec)), added);
    }

    /** Replaces all rows of those partitions for which the request has some; nothing if it has none. */
    public CommitResult overwritePartitions(CommitRequest request)
    {
        Changes added = changes(request.messages(), CommitMessage::append);
        Set<BinaryRow> partitions = added.files().stream().map(ManifestEntry::partition).collect(Collectors.toSet());
        if (partitions.isEmpty()) {
            return commit(request, false, true);
        }
        return overwrite(request, PartitionSelection.of(target.schema(), partitions), added);
    }

    /** Removes all rows. */
    public CommitResult truncate(long identifier)
    {
        return overwrite(CommitRequest.of(identifier, List.of()).withOperation("TRUNCATE"), PartitionSpec.ALL);
    }

    /**
     * Removes all rows of partitions.
     *
     * @param specs of the partitions, at least one, each with at least one column
     */
    public CommitResult dropPartitions(long identifier, List<PartitionSpec> specs)
    {
        if (specs.isEmpty() || specs.stream().anyMatch(spec -> spec.values().isEmpty())) {
            throw VarveException.invalid("Partitions to drop from table '" + target.table() + "' are not told: " + specs);
        }
        specs.forEach(spec -> spec.validate(target.schema()));
        return overwrite(CommitRequest.of(identifier, List.of()), PartitionSelection.matching(target.schema(), specs), Changes.NONE);
    }

    private CommitResult overwrite(CommitRequest request, PartitionSelection partitions, Changes added)
    {
        Changes compact = changes(request.messages(), CommitMessage::compact);
        List<ManifestEntry> addedFiles = added.files().stream().filter(entry -> entry.kind() == FileKind.ADD).toList();
        // A compaction that comes along replaces the files on the levels on which they were written.
        List<ManifestEntry> newFiles = compact.isEmpty() ? target.placed(addedFiles) : addedFiles;
        List<IndexChange> newIndexes = added.indexes().stream().filter(change -> change.kind() == FileKind.ADD).toList();
        Completion completion = new Completion();
        completion.add(publish(Proposal.of(request, CommitKind.OVERWRITE, true, latest -> {
            List<ManifestEntry> files = new ArrayList<>();
            List<IndexChange> indexes = new ArrayList<>();
            if (latest.isPresent()) {
                for (ManifestEntry entry : partitions.liveFiles(target.manifestReader(), latest.get(), true)) {
                    files.add(new ManifestEntry(FileKind.DELETE, entry.partition(), entry.bucket(), entry.totalBuckets(), entry.file()));
                }
                for (IndexManifestEntry entry : target.indexReader().entries(latest.get())) {
                    if (partitions.contains(entry.partition())) {
                        indexes.add(new IndexChange(FileKind.DELETE, entry));
                    }
                }
            }
            files.addAll(newFiles);
            indexes.addAll(newIndexes);
            return new Changes(files, List.of(), indexes);
        })));
        if (!compact.isEmpty()) {
            compact(request, compact, completion);
        }
        return completion.result();
    }

    /**
     * Commits what an analysis found out about the table.
     */
    public CommitResult analyze(long identifier, Analysis analysis)
    {
        AnalysisLog log = AnalysisLog.of(target.table().storage(), target.table().location());
        String name;
        try {
            name = log.create(target.storage(), analysis);
        }
        catch (IOException e) {
            throw VarveException.storage("The analysis of table '" + target.table() + "' cannot be written: " + e.getMessage() + ". Nothing was committed", e);
        }
        Completion completion = new Completion();
        completion.add(publish(new Proposal(
                identifier,
                CommitKind.ANALYZE,
                latest -> Changes.NONE,
                false,
                OptionalLong.empty(),
                Map.of(),
                Optional.empty(),
                Optional.of(name))));
        return completion.result();
    }

    /**
     * Deletes the files that messages brought, because they will not be committed. Files that cannot be deleted remain as orphans.
     */
    public void discard(List<CommitMessage> messages)
    {
        UncommittedFiles files = new UncommittedFiles(target);
        for (CommitMessage message : messages) {
            files.delete(message, message.append());
            files.delete(message, message.compact());
        }
    }

    private Published publish(Proposal proposal)
    {
        return SnapshotPublication.publish(target, lock, condition.map(proposal::onlyIf).orElse(proposal));
    }

    private static Changes changes(List<CommitMessage> messages, Part part)
    {
        List<ManifestEntry> files = new ArrayList<>();
        List<ManifestEntry> changelog = new ArrayList<>();
        List<IndexChange> indexes = new ArrayList<>();
        for (CommitMessage message : messages) {
            Increment increment = part.of(message);
            increment.deletedFiles().forEach(file -> files.add(entry(FileKind.DELETE, message, file)));
            increment.newFiles().forEach(file -> files.add(entry(FileKind.ADD, message, file)));
            increment.changelogFiles().forEach(file -> changelog.add(entry(FileKind.ADD, message, file)));
            increment.deletedIndexFiles().forEach(file -> indexes.add(indexChange(FileKind.DELETE, message, file)));
            increment.newIndexFiles().forEach(file -> indexes.add(indexChange(FileKind.ADD, message, file)));
        }
        return new Changes(files, changelog, indexes);
    }

    private static ManifestEntry entry(FileKind kind, CommitMessage message, DataFile file)
    {
        return new ManifestEntry(kind, message.partition(), message.bucket(), message.totalBuckets(), file);
    }

    private static IndexChange indexChange(FileKind kind, CommitMessage message, IndexFile file)
    {
        return new IndexChange(kind, new IndexManifestEntry(message.partition(), message.bucket(), file, Optional.empty()));
    }

    private interface Part
    {
        Increment of(CommitMessage message);
    }

    /** The newest snapshot of the user that fulfils the condition, which is asked for its newer ones, too. */
    private Optional<Snapshot> newestOfUser(Predicate<Snapshot> condition)
            throws IOException
    {
        long id = target.table().snapshots().latest().map(Snapshot::id).orElse(0L);
        for (; id > 0; id--) {
            Optional<Snapshot> snapshot = target.table().snapshots().find(id);
            if (snapshot.isEmpty()) {
                return Optional.empty();
            }
            if (snapshot.get().commit().user().equals(target.user()) && condition.test(snapshot.get())) {
                return snapshot;
            }
        }
        return Optional.empty();
    }

    private <T> T reading(Reading<T> reading)
    {
        try {
            return reading.read();
        }
        catch (IOException e) {
            throw VarveException.storage("The snapshots of table '" + target.table() + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private interface Reading<T>
    {
        T read()
                throws IOException;
    }

    /** Collects what became of the parts of a commit, and tells the listeners. */
    private final class Completion
    {
        private final List<Snapshot> snapshots = new ArrayList<>();
        private final List<Exception> listenerFailures = new ArrayList<>();
        private Optional<VarveException> compactionFailure = Optional.empty();

        void add(Published published)
        {
            snapshots.add(published.snapshot());
            for (CommitListener listener : listeners) {
                try {
                    listener.committed(target.table(), published.snapshot(), published.changes().files());
                }
                catch (IOException | RuntimeException e) {
                    listenerFailures.add(e);
                }
            }
        }

        CommitResult result()
        {
            return new CommitResult(snapshots, compactionFailure, listenerFailures);
        }
    }
}
