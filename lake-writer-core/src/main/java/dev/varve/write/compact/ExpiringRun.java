package dev.varve.write.compact;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;
import dev.varve.merge.SelectedBatch;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;

import java.io.IOException;
import java.util.Optional;

/** A run without the rows that have expired. Rows that do not tell a time stay. */
final class ExpiringRun
        implements RunSource
{
    /** From here on, a BIGINT is in milliseconds. */
    private static final long SMALLEST_MILLIS = 1_000_000_000_000L;

    private final RunSource run;
    private final int column;
    private final DataType type;
    private final long expiredBefore;

    /**
     * @param column that tells the time
     * @param expiredBefore in seconds since the epoch
     */
    ExpiringRun(RunSource run, int column, DataType type, long expiredBefore)
    {
        this.run = run;
        this.column = column;
        this.type = type;
        this.expiredBefore = expiredBefore;
    }

    @Override
    public Optional<RunBatch> next()
            throws IOException
    {
        Optional<RunBatch> next = run.next();
        if (next.isEmpty()) {
            return next;
        }
        RunBatch batch = next.get();
        Selection live = live(batch.batch());
        return Optional.of(new RunBatch(
                new SelectedBatch(batch.batch(), batch.batch().columnCount(), live), batch.level(), batch.rank(), batch.onlySupersedes(), batch.firstRow()));
    }

    private Selection live(Batch batch)
            throws IOException
    {
        Selection selection = batch.selection();
        if (selection.isEmpty()) {
            return selection;
        }
        Column times = batch.column(column).flatten();
        int[] positions = selection.positions();
        int[] live = new int[selection.count()];
        int count = 0;
        for (int i = 0; i < selection.count(); i++) {
            int position = positions[i];
            if (times.isNull(position) || seconds(times, position) >= expiredBefore) {
                live[count++] = position;
            }
        }
        return count == selection.count() ? selection : Selection.of(live, count);
    }

    private long seconds(Column times, int position)
    {
        if (times instanceof IntColumn ints) {
            return ints.values()[position];
        }
        if (times instanceof Fixed12Column timestamps) {
            return Math.floorDiv(timestamps.epochMicros(position), 1_000L) / 1000;
        }
        long value = ((LongColumn) times).values()[position];
        return type instanceof BigIntType ? secondsOfBigInt(value) : Math.floorDiv(value, 1_000L) / 1000;
    }

    static long secondsOfBigInt(long value)
    {
        return value >= SMALLEST_MILLIS ? value / 1000 : value;
    }

    @Override
    public long memoryBytes()
    {
        return run.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        run.close();
    }
}
