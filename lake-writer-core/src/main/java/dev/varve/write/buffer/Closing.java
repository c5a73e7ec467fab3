package dev.varve.write.buffer;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Closes everything that was added, the last first, even if some of it fails; the first error is thrown at the end. */
public final class Closing
        implements Closeable
{
    private final Deque<Closeable> parts = new ArrayDeque<>();

    public void add(Closeable part)
    {
        parts.push(part);
    }

    @Override
    public void close()
            throws IOException
    {
        IOException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            }
            catch (IOException e) {
                if (failure == null) {
                    failure = e;
                }
                else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
