package dev.varve.write.compact;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What came of a compaction on another thread. */
final class Outcome
{
    private Outcome() {}

    /**
     * Waits for the result.
     *
     * @throws InterruptedIOException if this thread is interrupted; the other may go on
     * @throws IOException if the compaction failed so; what else it throws is thrown as it is
     */
    static <T> T of(Future<T> task)
            throws IOException
    {
        try {
            return task.get();
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while a compaction was waited for");
        }
        catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw new IOException("A compaction failed: " + failure.getMessage(), failure);
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IOException("A compaction failed", e.getCause());
        }
    }
}
