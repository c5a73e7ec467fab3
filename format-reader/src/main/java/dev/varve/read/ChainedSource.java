package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.merge.BatchSource;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Sources one after the other; one is open at a time. */
final class ChainedSource
        implements BatchSource
{
    private final Iterator<Opener> parts;
    private BatchSource current;

    ChainedSource(List<Opener> parts)
    {
        this.parts = parts.iterator();
    }

    interface Opener
    {
        BatchSource open()
                throws IOException;
    }

    @Override
    public Optional<Batch> next()
            throws IOException
    {
        while (true) {
            if (current == null) {
                if (!parts.hasNext()) {
                    return Optional.empty();
                }
                current = parts.next().open();
            }
            Optional<Batch> batch = current.next();
            if (batch.isPresent()) {
                return batch;
            }
            close();
        }
    }

    @Override
    public long memoryBytes()
    {
        return current == null ? 0 : current.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        if (current != null) {
            BatchSource closing = current;
            current = null;
            closing.close();
        }
    }
}
