package dev.varve.merge;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.error.VarveException;
import dev.varve.row.RowKind;

import java.io.IOException;
import java.util.Optional;

/**
 * A run and where the merge stands in it: the rows {@code next} to {@code end} of the current batch take part in the current
 * window. Rows are counted among the selected ones; {@link #position} is the position in the batch.
 */
final class RunCursor
{
    private final RunSource source;
    private final MergeSpec spec;
    private final KeyLayout keyLayout;

    private RunBatch current;
    private final Column[] keys;
    private Column[] columns;
    private long[] prefixes;
    private int[] positions;
    private int count;
    private boolean finished;

    private byte[] kinds;
    private long[] sequenceNumbers;
    private Column[] sequenceFields;

    /** The first row that is not merged yet. */
    int next;
    /** The end of the rows that the current window takes. */
    int end;

    RunCursor(RunSource source, MergeSpec spec, KeyLayout keyLayout)
    {
        this.source = source;
        this.spec = spec;
        this.keyLayout = keyLayout;
        keys = new Column[spec.keys().size()];
    }

    /** Whether the run has a row that is not merged yet; moves to the next batch if the current one is used up. */
    boolean advance()
            throws IOException
    {
        while (!finished && (current == null || next >= count)) {
            Optional<RunBatch> batch = source.next();
            if (batch.isEmpty()) {
                finished = true;
                current = null;
                return false;
            }
            load(batch.get());
        }
        return !finished;
    }

    private void load(RunBatch batch)
            throws IOException
    {
        current = batch;
        kinds = null;
        sequenceNumbers = null;
        sequenceFields = null;
        next = 0;
        end = 0;
        Selection selection = batch.batch().selection();
        count = selection.count();
        positions = selection.isAll() ? null : selection.positions();
        columns = new Column[batch.batch().columnCount()];
        if (count > 0) {
            for (int i = 0; i < keys.length; i++) {
                keys[i] = column(spec.keys().get(i).index());
                if (keys[i].mayHaveNulls()) {
                    requireNoNulls(keys[i]);
                }
            }
            prefixes = keyLayout.prefixes(keys, batch.batch().size());
        }
    }

    private void requireNoNulls(Column key)
    {
        for (int i = 0; i < count; i++) {
            if (key.isNull(positions == null ? i : positions[i])) {
                throw VarveException.corrupt("A data file of the table has a null in a key column");
            }
        }
    }

    Batch batch()
    {
        return current.batch();
    }

    /** A column of the current batch, without an encoding. */
    Column column(int index)
            throws IOException
    {
        if (columns[index] == null) {
            columns[index] = current.batch().column(index).flatten();
        }
        return columns[index];
    }

    /** The number of selected rows of the current batch. */
    int count()
    {
        return count;
    }

    int level()
    {
        return current.level();
    }

    int rank()
    {
        return current.rank();
    }

    /** The number that a row of the current batch has in its file. */
    long fileRow(int position)
    {
        return current.firstRow() + position;
    }

    boolean onlySupersedes()
    {
        return current.onlySupersedes();
    }

    boolean isExhausted()
    {
        return next >= count;
    }

    int position(int row)
    {
        return positions == null ? row : positions[row];
    }

    long prefix(int row)
    {
        return prefixes[positions == null ? row : positions[row]];
    }

    Column[] keys()
    {
        return keys;
    }

    /** Orders the last row of the current batch by the last row of another's. */
    int compareLast(RunCursor other)
    {
        return compare(count - 1, other, other.count - 1);
    }

    int compare(int row, RunCursor other, int otherRow)
    {
        int order = Long.compare(prefix(row), other.prefix(otherRow));
        if (order != 0 || keyLayout.exact()) {
            return order;
        }
        return keyLayout.compare(keys, position(row), other.keys, other.position(otherRow));
    }

    /** Sets {@link #end} so that the window takes all rows up to the last one of {@code bound}'s batch. */
    void limit(RunCursor bound)
    {
        if (bound == this) {
            end = count;
            return;
        }
        int low = next;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(middle, bound, bound.count - 1) <= 0) {
                low = middle + 1;
            }
            else {
                high = middle;
            }
        }
        end = low;
    }

    /** Moves {@link #next} up to the first row whose key is not before that of a row of another run; whether the two are equal. */
    boolean seek(RunCursor other, int otherPosition)
    {
        long prefix = other.prefixes[otherPosition];
        int step = 1;
        int low = next;
        int high = next;
        while (high < count && compareAt(high, prefix, other, otherPosition) < 0) {
            low = high + 1;
            high += step;
            step <<= 1;
        }
        high = Math.min(high, count);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareAt(middle, prefix, other, otherPosition) < 0) {
                low = middle + 1;
            }
            else {
                high = middle;
            }
        }
        next = low;
        return low < count && compareAt(low, prefix, other, otherPosition) == 0;
    }

    private int compareAt(int row, long prefix, RunCursor other, int otherPosition)
    {
        int order = Long.compare(prefix(row), prefix);
        if (order != 0 || keyLayout.exact()) {
            return order;
        }
        return keyLayout.compare(keys, position(row), other.keys, otherPosition);
    }

    /** Whether the row at a position of the batch retracts ({@code -U} or {@code -D}). */
    boolean isRetract(int position)
            throws IOException
    {
        int kind = kind(position);
        return kind == RowKind.UPDATE_BEFORE.value() || kind == RowKind.DELETE.value();
    }

    /** The row kind at a position of the batch. */
    int kind(int position)
            throws IOException
    {
        if (spec.kind().isEmpty()) {
            return RowKind.INSERT.value();
        }
        if (kinds == null) {
            kinds = ((ByteColumn) column(spec.kind().getAsInt())).values();
        }
        return kinds[position];
    }

    long sequenceNumber(int position)
            throws IOException
    {
        if (sequenceNumbers == null) {
            sequenceNumbers = ((LongColumn) column(spec.sequenceNumber().getAsInt())).values();
        }
        return sequenceNumbers[position];
    }

    Column[] sequenceFields()
            throws IOException
    {
        if (sequenceFields == null) {
            sequenceFields = new Column[spec.sequenceFields().size()];
            for (int i = 0; i < sequenceFields.length; i++) {
                sequenceFields[i] = column(spec.sequenceFields().get(i).index());
            }
        }
        return sequenceFields;
    }

    long memoryBytes()
    {
        return source.memoryBytes();
    }

    void close()
            throws IOException
    {
        source.close();
    }
}
