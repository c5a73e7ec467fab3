package dev.varve.cli;

import dev.varve.Table;
import dev.varve.cli.rows.InputPosition;
import dev.varve.cli.rows.ParsedRows;
import dev.varve.cli.rows.RowInput;
import dev.varve.error.VarveException;
import dev.varve.storage.ReadFailure;
import dev.varve.storage.WritableStorage;
import dev.varve.write.TableWriter;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.maintain.AutomaticMaintenance;
import dev.varve.write.maintain.AutomaticTagging;
import dev.varve.write.maintain.Progress;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static java.util.Objects.requireNonNull;

/**
 * Writes an input to a table and commits it bit by bit, each time together with the position up to which it was read. What was not committed
 * when it is closed is deleted.
 */
final class TableLoad
        implements Closeable
{
    private static final int BATCH_ROWS = 8192;
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Table table;
    private final WritableStorage storage;
    private final WriterSettings settings;
    private final TableCommit commit;
    private final AutomaticTagging tagging;
    private final WriteJob job;
    private final CommitInterval interval;
    private final LoadMode mode;
    private final PrintWriter messages;
    private TableWriter writer;
    /** Up to where the input is read, and up to where it is committed. */
    private InputPosition read;
    private InputPosition committed;
    private long identifier;
    private long rows;
    private long committedRows;
    private long commits;
    private OptionalLong snapshot = OptionalLong.empty();
    private final long started = System.nanoTime();
    private long lastCommit = started;
    private long lastProgress = started;

    /** Whether there is something to read, or the end, within so many milliseconds. */
    @FunctionalInterface
    interface Waiting
    {
        boolean await(long millis)
                throws IOException;
    }

    private TableLoad(Table table, WritableStorage storage, WriterSettings settings, TableCommit commit, AutomaticTagging tagging, WriteJob job, CommitInterval interval, LoadMode mode, PrintWriter messages)
    {
        this.table = requireNonNull(table, "table is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.commit = requireNonNull(commit, "commit is null");
        this.tagging = requireNonNull(tagging, "tagging is null");
        this.job = requireNonNull(job, "job is null");
        this.interval = requireNonNull(interval, "interval is null");
        this.mode = requireNonNull(mode, "mode is null");
        this.messages = requireNonNull(messages, "messages is null");
        read = job.position();
        committed = read;
        identifier = job.nextIdentifier();
    }

    static TableLoad open(
            Table table,
            WritableStorage storage,
            Optional<CommitLock> lock,
            List<CommitListener> listeners,
            WriteJob job,
            CommitInterval interval,
            LoadMode mode,
            boolean writeOnly,
            PrintWriter messages)
    {
        WriterSettings settings = WriterSettings.of(job.user());
        settings = mode.replaces() ? settings.overwriting() : settings;
        settings = writeOnly ? settings.withoutCompaction() : settings;
        TableLoad load = new TableLoad(table, storage, settings, commit(table, storage, lock, listeners, job), AutomaticTagging.of(storage, lock), job, interval, mode, messages);
        load.writer = TableWriter.open(table, storage, load.settings);
        return load;
    }

    /** After each commit, what is old expires as the options of the table say. */
    private static TableCommit commit(Table table, WritableStorage storage, Optional<CommitLock> lock, List<CommitListener> listeners, WriteJob job)
    {
        List<CommitListener> all = new ArrayList<>(List.of(AutomaticMaintenance.of(storage, lock, Runnable::run).telling(listeners)));
        all.addAll(listeners);
        TableCommit commit = TableCommit.open(table, storage, job.user(), lock, all);
        return job.condition(table).map(commit::onlyIf).orElse(commit);
    }

    /** Rows that are committed. */
    long rows()
    {
        return committedRows;
    }

    /** The last snapshot that was made. */
    OptionalLong snapshot()
    {
        return snapshot;
    }

    /**
     * Writes all rows.
     *
     * @param stopped asked now and then whether to leave it at what is committed
     * @return whether it came to the end
     * @throws VarveException for what is no row of the table, among others; rows of earlier commits stay
     */
    boolean run(RowInput input, Waiting waiting, BooleanSupplier stopped)
            throws IOException
    {
        try {
            while (readMore(input, waiting)) {
                if (rows - committedRows >= interval.rows() || interval.time().isPresent() && untilDue() <= 0) {
                    commit(false);
                }
                else {
                    progress();
                }
                if (stopped.getAsBoolean()) {
                    return false;
                }
            }
            if (stopped.getAsBoolean()) {
                return false;
            }
            if (rows > committedRows || mode.replaces()) {
                commit(true);
            }
            if (snapshot.isPresent()) {
                tagBatch();
            }
            return true;
        }
        catch (VarveException e) {
            throw committedRows == 0 ? e : new VarveException(e.kind(), e.getMessage() + whatIsCommitted(), e);
        }
        catch (IOException e) {
            ReadFailure failure = ReadFailure.of(e);
            throw new VarveException(
                    failure.kind(),
                    "Writing to table '%s' failed: %s%s".formatted(table, failure.message(), committedRows == 0 ? "; no row of the input is committed" : whatIsCommitted()),
                    e);
        }
    }

    private String whatIsCommitted()
    {
        return "; the %,d rows before line %,d are committed (%,d commits, the last is snapshot %d): %s".formatted(
                committedRows,
                committed.line() + 1,
                commits,
                snapshot.orElseThrow(),
                job.name().isPresent() ? "run the command again to go on there" : "to go on, give the input from there on, or next time --job");
    }

    /** Writes some rows if there are any in time; false at the end of the input. */
    private boolean readMore(RowInput input, Waiting waiting)
            throws IOException
    {
        if (rows > committedRows && interval.time().isPresent() && !waiting.await(Math.max(0, untilDue()))) {
            return true;
        }
        long first = input.position().line() + 1;
        Optional<ParsedRows> batch = input.next((int) Math.min(BATCH_ROWS, interval.rows() - (rows - committedRows)));
        if (batch.isEmpty()) {
            return false;
        }
        write(batch.get(), first, input.position().line());
        rows += batch.get().rows().size();
        read = input.position();
        return true;
    }

    private void write(ParsedRows batch, long firstLine, long lastLine)
            throws IOException
    {
        try {
            if (batch.kinds().isPresent()) {
                writer.write(batch.rows(), batch.kinds().get());
            }
            else {
                writer.write(batch.rows());
            }
        }
        catch (VarveException e) {
            throw new VarveException(e.kind(), "Lines %d to %d of %s: %s".formatted(firstLine, lastLine, job.input(), e.getMessage()), e);
        }
    }

    private void commit(boolean last)
            throws IOException
    {
        List<CommitMessage> changes = writer.prepareCommit(last, identifier);
        CommitResult result = publish(changes);
        identifier++;
        commits++;
        committedRows = rows;
        committed = read;
        lastCommit = System.nanoTime();
        if (!result.snapshots().isEmpty()) {
            snapshot = OptionalLong.of(result.snapshots().get(result.snapshots().size() - 1).id());
        }
        for (Exception failure : result.listenerFailures()) {
            messages.printf("The rows are committed, but not all that follows a commit is done: %s%n", failure.getMessage());
        }
        if (result.compactionFailure().isPresent()) {
            messages.printf("The rows are committed. What was compacted along with them is not, and will be compacted with a later commit: %s%n",
                    result.compactionFailure().get().getMessage());
            writer.close();
            writer = TableWriter.open(table, storage, settings);
        }
        progress();
    }

    /** The rows are safe, with the tag or without. */
    private void tagBatch()
    {
        try {
            tagging.afterBatch(table, Progress.SILENT);
        }
        catch (VarveException e) {
            messages.printf("The rows are committed, but the tag that the table wants after a batch is not created: %s%n", e.getMessage());
        }
    }

    private CommitResult publish(List<CommitMessage> changes)
    {
        try {
            return mode.publication().commit(commit, CommitRequest.of(identifier, changes).withProperties(job.properties(read)));
        }
        catch (VarveException e) {
            // Of others it may not be known whether they are visible.
            if (e.kind() == VarveException.Kind.COMMIT_CONFLICT || e.kind() == VarveException.Kind.INVALID_REQUEST) {
                commit.discard(changes);
            }
            throw e;
        }
    }

    private long untilDue()
    {
        return interval.time().orElseThrow().toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastCommit);
    }

    private void progress()
    {
        long now = System.nanoTime();
        if (now - lastProgress < PROGRESS_NANOS) {
            return;
        }
        lastProgress = now;
        double seconds = (now - started) / 1e9;
        messages.printf("%,d rows, %,.0f per second%s%n", rows, rows / seconds, snapshot.isPresent() ? ", snapshot " + snapshot.getAsLong() : "");
    }

    @Override
    public void close()
            throws IOException
    {
        writer.close();
    }
}
