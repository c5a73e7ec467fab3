package dev.varve.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static java.util.Objects.requireNonNull;

/** Lets a command clean up when the process is told to end, as by Ctrl-C, for as long as it is open. */
final class Interruption
        implements AutoCloseable
{
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    /**
     * @param stop asks the command to end; called from another thread
     * @param message what is told when it has ended
     */
    Interruption(Runnable stop, String message)
    {
        requireNonNull(stop, "stop is null");
        requireNonNull(message, "message is null");
        hook = new Thread(() -> {
            stop.run();
            try {
                done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            System.err.println("varve: " + message);
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close()
    {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (IllegalStateException e) {
            // The process is ending already.
        }
        done.countDown();
    }
}
