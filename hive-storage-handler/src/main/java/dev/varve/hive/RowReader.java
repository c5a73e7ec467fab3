package dev.varve.hive;

import dev.varve.column.Batch;
import dev.varve.error.VarveException;
import dev.varve.hive.error.HiveErrors;
import dev.varve.hive.row.ColumnValues;
import dev.varve.hive.row.RowWritable;
import dev.varve.hive.scan.SplitRows;
import dev.varve.hive.type.HiveColumn;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapred.RecordReader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

import static java.util.Objects.requireNonNull;

/** The rows of a split one by one. */
final class RowReader
        implements RecordReader<NullWritable, RowWritable>
{
    private final SplitRows rows;
    private final List<IntFunction<Object>> values = new ArrayList<>();
    private int[] positions = {};
    private int next;
    private long rowsRead;

    RowReader(SplitRows rows)
    {
        this.rows = requireNonNull(rows, "rows is null");
    }

    @Override
    public boolean next(NullWritable key, RowWritable row)
            throws IOException
    {
        try {
            while (next == positions.length) {
                if (!advance()) {
                    return false;
                }
            }
        }
        catch (VarveException e) {
            throw HiveErrors.reading(e);
        }
        Object[] objects = new Object[rows.width()];
        int position = positions[next++];
        for (int i = 0; i < values.size(); i++) {
            objects[rows.places().get(i)] = values.get(i).apply(position);
        }
        row.set(objects);
        rowsRead++;
        return true;
    }

    private boolean advance()
            throws IOException
    {
        Optional<Batch> batch = rows.next();
        if (batch.isEmpty()) {
            return false;
        }
        values.clear();
        for (int i = 0; i < rows.columns().size(); i++) {
            HiveColumn column = rows.columns().get(i);
            values.add(ColumnValues.of(column.field().type(), column.type(), rows.column(batch.get(), i)));
        }
        int count = batch.get().selection().count();
        int[] selected = batch.get().selection().positions();
        positions = selected.length == count ? selected : Arrays.copyOf(selected, count);
        next = 0;
        return true;
    }

    @Override
    public NullWritable createKey()
    {
        return NullWritable.get();
    }

    @Override
    public RowWritable createValue()
    {
        return new RowWritable();
    }

    @Override
    public long getPos()
    {
        return rowsRead;
    }

    @Override
    public float getProgress()
    {
        return 0;
    }

    @Override
    public void close()
            throws IOException
    {
        rows.close();
    }
}
