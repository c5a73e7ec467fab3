package dev.varve.write.compact;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.error.VarveException;
import dev.varve.manifest.DataFile;
import dev.varve.merge.RunBatch;

import java.io.IOException;

import static java.util.Objects.requireNonNull;

/**
 * Rows of a file with their ids and sequence numbers, the last two columns. A file that was rewritten holds them; for the rows of any other, and where
 * they are null, its description tells them.
 */
public record TrackedRows(Batch batch, DataFile file, long firstRow)
        implements Batch
{
    public TrackedRows
    {
        requireNonNull(batch, "batch is null");
        requireNonNull(file, "file is null");
    }

    public static TrackedRows of(RunBatch batch, DataFile file)
    {
        return new TrackedRows(batch.batch(), file, batch.firstRow());
    }

    @Override
    public int size()
    {
        return batch.size();
    }

    @Override
    public int columnCount()
    {
        return batch.columnCount();
    }

    @Override
    public Selection selection()
    {
        return batch.selection();
    }

    @Override
    public Column column(int index)
            throws IOException
    {
        Column column = batch.column(index);
        boolean id = index == columnCount() - 2;
        if (!id && index != columnCount() - 1) {
            return column;
        }
        LongColumn held = (LongColumn) column.flatten();
        long[] values = new long[size()];
        for (int i = 0; i < values.length; i++) {
            if (!held.isNull(i)) {
                values[i] = held.values()[i];
            }
            else {
                values[i] = id ? firstRowId() + firstRow + i : file.maxSequenceNumber();
            }
        }
        return new LongColumn(values.length, null, values);
    }

    private long firstRowId()
    {
        return file.firstRowId().orElseThrow(() -> VarveException.corrupt("Data file " + file.name() + " of a table with row-tracking.enabled does not tell the ids of its rows"));
    }
}
