package dev.varve.write.buffer;

/** How much memory the rows of a writer take, and the files that it has open. Not safe for use by several threads. */
public final class MemoryAccount
{
    private long bytes;
    private long peak;

    /** Adds to what is taken, or takes away from it. */
    public void add(long change)
    {
        bytes += change;
        peak = Math.max(peak, bytes);
    }

    /** Says that something takes memory besides, for a moment. */
    void touch(long momentary)
    {
        peak = Math.max(peak, bytes + momentary);
    }

    public long bytes()
    {
        return bytes;
    }

    /** The most that was taken at a time. */
    public long peak()
    {
        return peak;
    }
}
