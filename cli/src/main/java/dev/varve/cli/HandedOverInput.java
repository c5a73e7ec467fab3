package dev.varve.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import static java.util.Objects.requireNonNull;

/**
 * A stream that a thread of its own reads ahead, so that whoever reads it can wait for more only for a while. Of a pipe nobody could tell
 * otherwise whether its writer pauses or has ended. For one thread.
 */
final class HandedOverInput
        extends InputStream
{
    private static final int CHUNK_SIZE = 1 << 16;
    private static final int CHUNKS = 16;

    /**
     * @param bytes none at the end of the stream
     * @param failure instead of bytes, null if there is none
     */
    private record Chunk(byte[] bytes, IOException failure) {}

    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS);
    private Chunk current = new Chunk(new byte[0], null);
    private int position;
    private boolean ended;

    private HandedOverInput() {}

    /** The thread ends with the stream, or with the process. */
    static HandedOverInput of(InputStream stream)
    {
        requireNonNull(stream, "stream is null");
        HandedOverInput input = new HandedOverInput();
        Thread.ofPlatform().daemon().name("input").start(() -> input.handOver(stream));
        return input;
    }

    private void handOver(InputStream stream)
    {
        try {
            byte[] buffer = new byte[CHUNK_SIZE];
            while (true) {
                int read = stream.read(buffer);
                if (read < 0) {
                    chunks.put(new Chunk(new byte[0], null));
                    return;
                }
                if (read > 0) {
                    chunks.put(new Chunk(Arrays.copyOf(buffer, read), null));
                }
            }
        }
        catch (IOException e) {
            chunks.add(new Chunk(new byte[0], e));
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the stream after what has been read ahead, for whoever waits for more. May be called by another thread. */
    void stop()
    {
        chunks.offer(new Chunk(new byte[0], null));
    }

    /** Waits until something can be read or the end is reached; false if that took too long. */
    boolean await(long millis)
            throws IOException
    {
        return ended || position < current.bytes().length || take(millis);
    }

    private boolean take(long millis)
            throws IOException
    {
        try {
            Chunk next = chunks.poll(millis, TimeUnit.MILLISECONDS);
            if (next == null) {
                return false;
            }
            if (next.failure() != null) {
                throw new IOException("The input cannot be read: " + next.failure().getMessage(), next.failure());
            }
            current = next;
            position = 0;
            ended = next.bytes().length == 0;
            return true;
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for input");
        }
    }

    @Override
    public int read()
            throws IOException
    {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length)
            throws IOException
    {
        if (length == 0) {
            return 0;
        }
        await(Long.MAX_VALUE);
        if (ended) {
            return -1;
        }
        int count = Math.min(length, current.bytes().length - position);
        System.arraycopy(current.bytes(), position, buffer, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available()
    {
        int rest = current.bytes().length - position;
        Chunk next = chunks.peek();
        return rest > 0 ? rest : next == null ? 0 : next.bytes().length;
    }
}
