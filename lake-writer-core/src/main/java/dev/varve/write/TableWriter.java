package dev.varve.write;

import dev.varve.Table;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.WritableStorage;
import dev.varve.write.bucket.RoutedRows;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.file.BucketFileWriters;
import dev.varve.write.file.TableFileWriters;
import dev.varve.write.schema.WriteCheck;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Writes rows to a table: they become files, and the files messages that {@code TableCommit} makes a snapshot of. Nothing is visible before.
 * Not safe for use by several threads. Several writers, also on several machines, may write one table for one commit if no two
 * of them get rows of the same bucket.
 *
 * <p>Rows that the table does not allow are refused as {@link VarveException} of kind INVALID_REQUEST, with all rows of their batch and before
 * any of them is written; the writer can go on. After any other error only {@link #close} may be called.
 */
public final class TableWriter
        implements Closeable
{
    private final TableSchema schema;
    private final DefaultValues defaults;
    private final List<RowCheck> checks;
    private final RowKinds kinds;
    private final RowAppender appender;
    private final BucketWriters buckets;
    private boolean failed;
    private boolean closed;

    private TableWriter(TableSchema schema, RowKinds kinds, BucketWriters buckets)
    {
        this.schema = schema;
        this.kinds = kinds;
        this.buckets = buckets;
        defaults = DefaultValues.of(schema);
        checks = schema.fields().fields().stream().map(RowCheck::of).toList();
        appender = new RowAppender(this, schema.fields().fields(), checks, kinds);
    }

    /** Opens writers of data files, see {@link BucketFileWriters}. */
    @FunctionalInterface
    interface FileWriters
    {
        /** @param bucket 0 or more, or {@link dev.varve.schema.Bucketing#POSTPONE} */
        BucketFileWriters of(BinaryRow partition, int bucket);
    }

    /**
     * Opens a writer with the newest schema of a table.
     *
     * @param storage the same store that the table is read from
     * @throws VarveException of kind UNSUPPORTED_FEATURE or INVALID_REQUEST if the table has options or types that cannot be written
     */
    public static TableWriter open(Table table, WritableStorage storage, WriterSettings settings)
    {
        TableSchema schema = table.latestSchema();
        return open(table, schema, storage, settings, TableFileWriters.of(storage, table.location(), schema, settings.commitUser())::bucket);
    }

    /** As {@link #open(Table, WritableStorage, WriterSettings)}, but with other writers of files. */
    static TableWriter open(Table table, TableSchema schema, WritableStorage storage, WriterSettings settings, FileWriters files)
    {
        requireNonNull(files, "files is null");
        WriteCheck.require(schema);
        TableOptions options = TableOptions.of(schema);
        RowKinds kinds = RowKinds.of(schema, options.merge());
        BucketWriters buckets = new BucketWriters(
                table,
                settings,
                new BucketOpening(table, schema, options, storage, settings, files),
                Routing.of(table, schema, options, storage, settings),
                FullCompaction.of(new OptionMap(schema.options()), options));
        return new TableWriter(schema, kinds, buckets);
    }

    /** The schema that rows are written with. */
    public TableSchema schema()
    {
        return schema;
    }

    /** Writes rows of kind +I, or of those that the column named by option {@code rowkind.field} says. */
    public void write(Batch rows)
            throws IOException
    {
        write(rows, Optional.empty());
    }

    /**
     * Writes rows in their order.
     *
     * @param rows selected rows of all columns of the table, in their order and in the layouts of their types. Columns may be encoded.
     * @param kinds a TINYINT for each row of the batch, the {@link dev.varve.row.RowKind#value} of its kind. Where option {@code rowkind.field} is
     *         set, the column that it names counts instead.
     * @throws VarveException of kind INVALID_REQUEST if the table does not allow one of the rows; none is written then
     */
    public void write(Batch rows, Column kinds)
            throws IOException
    {
        write(rows, Optional.of(kinds));
    }

    private void write(Batch rows, Optional<Column> givenKinds)
            throws IOException
    {
        requireUsable();
        if (rows.columnCount() != schema.fields().size()) {
            throw VarveException.invalid("The table has " + schema.fields().size() + " columns, the batch " + rows.columnCount());
        }
        if (givenKinds.isPresent() && givenKinds.get().size() != rows.size()) {
            throw VarveException.invalid("A batch of " + rows.size() + " rows comes with " + givenKinds.get().size() + " row kinds");
        }
        if (rows.selection().isEmpty()) {
            return;
        }
        int[] positions = rows.selection().positions();
        int count = rows.selection().count();
        Column[] columns = new Column[checks.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = accepted(i, rows.column(i), positions, count);
        }
        byte[] rowKinds = kinds.kinds(columns, givenKinds.map(Column::flatten).orElse(null), positions, count);
        if (rowKinds != null) {
            positions = Arrays.copyOf(positions, count);
            count = kinds.filter(rowKinds, positions, count);
            if (count == 0) {
                return;
            }
        }
        List<RoutedRows> routed = buckets.route(columns, rowKinds, positions, count);
        failed = true;
        for (RoutedRows part : routed) {
            buckets.write(part);
        }
        failed = false;
    }

    private Column accepted(int index, Column column, int[] positions, int count)
    {
        Column flat = column.flatten();
        checks.get(index).check(flat, positions, count);
        return defaults.fill(index, flat);
    }

    /** Rows one by one. There is one appender; rows of batches do not wait for those that it still holds. */
    public RowAppender appender()
    {
        return appender;
    }

    /**
     * Makes files of everything written since the last call, and tells what they are. Committing them is the caller's part, also deleting
     * them if they are not. The writer may go on before the commit.
     *
     * @param waitForCompaction whether all buckets are compacted as far as they should be before the call returns
     * @param identifier of the commit, ascending from call to call; {@link Long#MAX_VALUE} in a job that commits once
     * @return a message for each bucket that changed
     */
    public List<CommitMessage> prepareCommit(boolean waitForCompaction, long identifier)
            throws IOException
    {
        requireUsable();
        appender.flush();
        failed = true;
        List<CommitMessage> messages = buckets.prepareCommit(waitForCompaction, identifier);
        failed = false;
        return messages;
    }

    /**
     * The most bytes that rows, and the files that they are written to, have taken in memory at a time, by the writer's own account. Compaction is
     * not counted, which holds a batch per file that it reads, and what the file takes that it writes.
     */
    public long peakMemoryBytes()
    {
        return buckets.peakMemoryBytes();
    }

    /** How many buckets have a writer. */
    int openBuckets()
    {
        return buckets.size();
    }

    private void requireUsable()
    {
        if (closed || failed) {
            throw new IllegalStateException(closed ? "The writer is closed" : "The writer failed before; what it wrote cannot be committed");
        }
    }

    /** Deletes what was written and not returned by {@link #prepareCommit}. */
    @Override
    public void close()
            throws IOException
    {
        if (!closed) {
            closed = true;
            buckets.close();
        }
    }
}
