package dev.varve.write.buffer;

import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Sorted rows that are in no file of the table yet.
 *
 * @param rank ascends from the oldest rows to the newest
 */
record BufferedRun(int rank, SpillFile.Batches batches, LongSupplier memory, Closeable owned)
        implements RunSource
{
    @Override
    public Optional<RunBatch> next()
            throws IOException
    {
        return batches.next().map(batch -> new RunBatch(batch, 0, rank, false, 0));
    }

    @Override
    public long memoryBytes()
    {
        return memory.getAsLong();
    }

    @Override
    public void close()
            throws IOException
    {
        owned.close();
    }
}
