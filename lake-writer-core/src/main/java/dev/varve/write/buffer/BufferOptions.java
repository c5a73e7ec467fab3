package dev.varve.write.buffer;

import dev.varve.schema.OptionMap;

/**
 * How rows are held until they are files.
 *
 * @param memoryBytes of rows that all buckets of a writer hold together, and of the files that they are written to: {@code write-buffer-size}
 * @param spillable whether rows go to local disk, not to a new file of the table, when memory is used up: {@code write-buffer-spillable}
 * @param maxDiskBytes that they take there: {@code write-buffer-spill.max-disk-size}
 * @param forAppend whether append tables hold rows, too: {@code write-buffer-for-append}
 * @param maxOpenFiles buckets of an append table whose files are written at the same time, before rows of others are held:
 *         {@code write-max-writers-to-spill}
 */
public record BufferOptions(long memoryBytes, boolean spillable, long maxDiskBytes, boolean forAppend, int maxOpenFiles)
{
    /** Less does not hold a batch of rows. */
    private static final long LEAST_MEMORY = 64 << 10;

    public BufferOptions
    {
        memoryBytes = Math.max(LEAST_MEMORY, memoryBytes);
        if (maxDiskBytes < 0 || maxOpenFiles < 0) {
            throw new IllegalArgumentException("A buffer has " + maxDiskBytes + " bytes of disk and " + maxOpenFiles + " open files");
        }
    }

    /** What rows may take that wait to be written; a quarter is for the file that they are written to. */
    public long rowBytes()
    {
        return Math.max(LEAST_MEMORY, memoryBytes - memoryBytes / 4);
    }

    public static BufferOptions of(OptionMap options)
    {
        return new BufferOptions(
                options.size("write-buffer-size", 256L << 20),
                options.flag("write-buffer-spillable", true),
                options.size("write-buffer-spill.max-disk-size", Long.MAX_VALUE),
                options.flag("write-buffer-for-append", false),
                Math.max(0, options.number("write-max-writers-to-spill", 10)));
    }
}
