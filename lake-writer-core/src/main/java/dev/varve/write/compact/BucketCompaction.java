package dev.varve.write.compact;

import dev.varve.error.VarveException;
import dev.varve.index.DeletionVector;
import dev.varve.index.DeletionVectorFile;
import dev.varve.index.IndexFile;
import dev.varve.manifest.DataFile;
import dev.varve.write.commit.Increment;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

import static java.util.Objects.requireNonNull;

/**
 * The levels of one bucket of a primary-key table, and their compaction: one at a time, on an executor. Files that a writer adds are
 * compacted when there are too many; what came of it is taken with {@link #prepareCommit}.
 *
 * <p>Not safe for use by several threads. After an error only {@link #close} may be called.
 */
public final class BucketCompaction
        implements Closeable
{
    private final CompactedBucket bucket;
    private final Executor executor;
    private final CompactionPicker picker;

    private Levels levels;
    private Map<String, DeletionVector> vectors;
    /** Where the vectors lie that are committed, or about to be. */
    private Optional<IndexFile> vectorFile;
    private boolean vectorsChanged;
    private OptionalLong lastFullMillis = OptionalLong.empty();
    private int skippedLookups;

    private Optional<Running> running = Optional.empty();

    // since the last commit: files by name that others took the place of, and these others
    private final Map<String, DataFile> before = new LinkedHashMap<>();
    private final List<DataFile> after = new ArrayList<>();
    private final List<DataFile> changelog = new ArrayList<>();

    private BucketCompaction(CompactedBucket bucket, Levels levels, Map<String, DeletionVector> vectors, Optional<IndexFile> vectorFile, Executor executor)
    {
        this.bucket = requireNonNull(bucket, "bucket is null");
        this.levels = levels;
        this.vectors = vectors;
        this.vectorFile = vectorFile;
        this.executor = requireNonNull(executor, "executor is null");
        picker = new CompactionPicker(bucket.options());
    }

    /**
     * @param files of the bucket, all levels
     * @param vectorFile the index file with the deletion vectors of the bucket, if there is one
     * @param executor runs compactions; {@code Runnable::run} makes the methods that start one wait for it
     */
    public static BucketCompaction open(CompactedBucket bucket, Collection<DataFile> files, Optional<IndexFile> vectorFile, Executor executor)
            throws IOException
    {
        Map<String, DeletionVector> vectors = vectorFile.isEmpty()
                ? Map.of()
                : DeletionVectorFile.read(bucket.table().storage(), bucket.path(vectorFile.get()), vectorFile.get());
        Levels levels = Levels.of(bucket.options().numLevels(), bucket.keyOrder(), files);
        return new BucketCompaction(bucket, levels, vectors, vectorFile, executor);
    }

    /**
     * @param claimed by who comes first: the task when it begins, or the one who makes sure that it never does
     */
    private record Running(FutureTask<CompactionResult> task, AtomicBoolean claimed, AtomicBoolean cancelled) {}

    /** All files of the bucket as they are now, those included that are not committed. */
    public List<DataFile> files()
    {
        return levels.files();
    }

    /**
     * Adds files of level 0, which belong to the caller until they are committed, and compacts if it is time to. Waits if compaction lags too
     * far behind.
     */
    public void add(List<DataFile> level0)
            throws IOException
    {
        boolean behind = levels.runCount() > bucket.options().stopTrigger();
        levels = levels.replace(List.of(), level0);
        collect(behind);
        start();
    }

    /** Begins to compact all files, after what is being compacted now. */
    public void compactFully()
            throws IOException
    {
        collect(true);
        CompactionPicker.pickFull(levels, this::isWorthRewriting).ifPresent(this::start);
    }

    private boolean isWorthRewriting(DataFile file)
    {
        return bucket.options().forceRewriteAll()
                || new FileExpiry(bucket, System.currentTimeMillis()).hasExpired(file)
                || vectors.containsKey(file.name());
    }

    /**
     * Takes what compaction did since the last call; the files are the caller's then.
     *
     * @param wait whether to wait for the compaction that runs or is due; some tables do anyway
     */
    public Increment prepareCommit(boolean wait)
            throws IOException
    {
        collect(wait);
        start();
        boolean waits = wait
                || bucket.options().forceCompact()
                || bucket.options().waitForLookup()
                || levels.runCount() > bucket.options().stopTrigger() + 1;
        collect(waits);
        if (bucket.options().waitForLookup() && bucket.options().lookupInterval().isEmpty()) {
            // Rows of level 0 are not seen, and not in the changelog, until they are compacted.
            while (!levels.level0().isEmpty() && start()) {
                collect(true);
            }
        }
        return drain();
    }

    /** Whether a compaction runs, or rows of level 0 wait for one that makes them visible. */
    public boolean isUnfinished()
    {
        return running.isPresent() || bucket.tableOptions().merge().lookup() && !levels.level0().isEmpty();
    }

    /** Starts what the picker says, unless something runs; whether it did. */
    private boolean start()
    {
        if (running.isPresent()) {
            return false;
        }
        long now = System.currentTimeMillis();
        CompactionPicker.Pick pick = picker.pick(levels, new CompactionPicker.State(now, LocalDateTime.now().getHour(), lastFullMillis, skippedLookups));
        skippedLookups = pick.skippedLookups();
        if (pick.full()) {
            lastFullMillis = OptionalLong.of(now);
        }
        pick.unit().ifPresent(this::start);
        return pick.unit().isPresent();
    }

    private void start(CompactionUnit unit)
    {
        AtomicBoolean cancelled = new AtomicBoolean();
        CompactionTask task = new CompactionTask(bucket, levels, vectors, unit, System.currentTimeMillis(), cancelled::get);
        AtomicBoolean claimed = new AtomicBoolean();
        FutureTask<CompactionResult> future = new FutureTask<>(() -> {
            if (!claimed.compareAndSet(false, true)) {
                throw new InterruptedIOException("The compaction was cancelled before it began");
            }
            return task.run();
        });
        executor.execute(future);
        running = Optional.of(new Running(future, claimed, cancelled));
    }

    /** Takes over the result of the compaction that runs, if it is done or is waited for. */
    private void collect(boolean wait)
            throws IOException
    {
        if (running.isEmpty() || !wait && !running.get().task().isDone()) {
            return;
        }
        FutureTask<CompactionResult> task = running.get().task();
        CompactionResult result = Outcome.of(task);
        running = Optional.empty();
        levels = levels.replace(result.before(), result.after());
        if (bucket.tableOptions().deletionVectors() && !result.vectors().equals(vectors)) {
            vectors = result.vectors();
            vectorsChanged = true;
        }
        record(result);
    }

    /** Remembers what to commit. A file that came and went since the last commit is deleted; it never appears. */
    private void record(CompactionResult result)
            throws IOException
    {
        Set<String> kept = new HashSet<>();
        result.after().forEach(file -> kept.add(file.name()));
        List<DataFile> unused = new ArrayList<>();
        for (DataFile file : result.before()) {
            if (!after.remove(file)) {
                before.put(file.name(), file);
            }
            else if (!before.containsKey(file.name()) && !kept.contains(file.name())) {
                unused.add(file);
            }
        }
        after.addAll(result.after());
        changelog.addAll(result.changelog());
        bucket.delete(unused);
    }

    private Increment drain()
            throws IOException
    {
        List<IndexFile> newIndexes = new ArrayList<>();
        List<IndexFile> oldIndexes = new ArrayList<>();
        if (vectorsChanged) {
            vectorFile.ifPresent(oldIndexes::add);
            vectorFile = Optional.empty();
            if (!vectors.isEmpty()) {
                vectorFile = Optional.of(bucket.writeVectors(vectors));
                newIndexes.add(vectorFile.get());
            }
            vectorsChanged = false;
        }
        Increment increment = new Increment(after, List.copyOf(before.values()), changelog, newIndexes, oldIndexes);
        before.clear();
        after.clear();
        changelog.clear();
        return increment;
    }

    /** Cancels what runs, and deletes what was written and not taken by {@link #prepareCommit}. */
    @Override
    public void close()
            throws IOException
    {
        List<DataFile> unused = new ArrayList<>();
        if (running.isPresent() && !running.get().claimed().compareAndSet(false, true)) {
            running.get().cancelled().set(true);
            try {
                CompactionResult result = Outcome.of(running.get().task());
                Set<String> old = new HashSet<>();
                result.before().forEach(file -> old.add(file.name()));
                result.after().stream().filter(file -> !old.contains(file.name())).forEach(unused::add);
                unused.addAll(result.changelog());
            }
            catch (IOException | VarveException e) {
                // It has failed or was cancelled, and has deleted what it wrote.
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
        running = Optional.empty();
        after.stream().filter(file -> !before.containsKey(file.name())).forEach(unused::add);
        unused.addAll(changelog);
        before.clear();
        after.clear();
        changelog.clear();
        bucket.delete(unused);
    }
}
