package dev.varve.hive;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.hive.error.HiveErrors;
import dev.varve.hive.scan.SplitRows;
import dev.varve.hive.scan.VarveInputSplit;
import dev.varve.hive.vector.VectorColumn;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatchCtx;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.RecordReader;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/** The rows of a split in Hive's batches, which are smaller than the kernel's: one of these becomes several. */
final class VectorReader
        implements RecordReader<NullWritable, VectorizedRowBatch>
{
    private final SplitRows rows;
    private final VectorizedRowBatchCtx context;
    /** The values of Hive's own partition columns. */
    private final Object[] partition;

    private Column[] columns = {};
    private int[] positions = {};
    private int count;
    private int next;
    private long rowsRead;

    private VectorReader(SplitRows rows, VectorizedRowBatchCtx context, Object[] partition)
    {
        this.rows = requireNonNull(rows, "rows is null");
        this.context = requireNonNull(context, "context is null");
        this.partition = partition;
    }

    static VectorReader open(JobConf job, VarveInputSplit split, VectorizedRowBatchCtx context)
            throws IOException
    {
        Object[] partition = new Object[context.getPartitionColumnCount()];
        if (partition.length > 0) {
            VectorizedRowBatchCtx.getPartitionValues(context, job, split, partition);
        }
        return new VectorReader(SplitRows.open(job, split, wanted(context)), context, partition);
    }

    private static Optional<Set<Integer>> wanted(VectorizedRowBatchCtx context)
    {
        int[] numbers = context.getDataColumnNums();
        if (numbers == null) {
            return Optional.empty();
        }
        Set<Integer> wanted = new HashSet<>();
        for (int number : numbers) {
            wanted.add(number);
        }
        return Optional.of(wanted);
    }

    @Override
    public boolean next(NullWritable key, VectorizedRowBatch batch)
            throws IOException
    {
        try {
            while (next == count) {
                if (!advance()) {
                    batch.reset();
                    batch.size = 0;
                    batch.endOfFile = true;
                    return false;
                }
            }
        }
        catch (VarveException e) {
            throw HiveErrors.reading(e);
        }
        int size = Math.min(batch.getMaxSize(), count - next);
        int[] chunk = Arrays.copyOfRange(positions, next, next + size);
        batch.reset();
        for (int i = 0; i < columns.length; i++) {
            VectorColumn.fill(rows.columns().get(i).field().type(), columns[i], chunk, size, batch.cols[rows.places().get(i)]);
        }
        if (partition.length > 0) {
            context.addPartitionColsToBatch(batch, partition);
        }
        batch.size = size;
        next += size;
        rowsRead += size;
        return true;
    }

    private boolean advance()
            throws IOException
    {
        Optional<Batch> found = rows.next();
        if (found.isEmpty()) {
            return false;
        }
        Batch batch = found.get();
        columns = new Column[rows.columns().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows.column(batch, i);
        }
        positions = batch.selection().positions();
        count = batch.selection().count();
        next = 0;
        return true;
    }

    @Override
    public NullWritable createKey()
    {
        return NullWritable.get();
    }

    @Override
    public VectorizedRowBatch createValue()
    {
        return context.createVectorizedRowBatch();
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
