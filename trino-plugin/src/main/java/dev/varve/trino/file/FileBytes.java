package dev.varve.trino.file;

import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.StoragePath;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.airlift.units.DataSize;
import io.airlift.units.DataSize;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/** The bytes of one file, read in ranges, or at once if the file is small. Counts the bytes that it asks the store for. */
final class FileBytes
        implements Closeable
{
    private static final int MIN_SHARE_BYTES = 32 << 10;

    private final StoragePath path;
    private final long length;
    private final ReadMetrics metrics;
    private final PositionedInput input;
    private final Slice whole;

    private FileBytes(InputFile file, long length, ReadMetrics metrics, PositionedInput input, Slice whole)
    {
        this.path = file.path();
        this.length = length;
        this.metrics = metrics;
        this.input = input;
        this.whole = whole;
    }

    /** Makes the reader of a file whose bytes it keeps and closes. */
    @FunctionalInterface
    interface Decoding
    {
        DataFileReader open(FileBytes bytes, DecodingErrors errors)
                throws IOException;
    }

    /**
     * Opens a file that one of Trino's readers decodes. The bytes are closed when that fails, however it fails.
     *
     * @param format for messages
     * @param wholeFileThreshold files of at most so many bytes are read at once
     * @throws IOException with a message that names the file
     */
    static DataFileReader decode(InputFile file, String format, ReadMetrics metrics, DataSize wholeFileThreshold, Decoding decoding)
            throws IOException
    {
        DecodingErrors errors = new DecodingErrors(file.path(), format);
        FileBytes bytes = open(file, metrics, wholeFileThreshold.toBytes());
        boolean opened = false;
        try {
            DataFileReader reader = decoding.open(bytes, errors);
            metrics.add(Counter.FILES_OPENED, 1);
            opened = true;
            return reader;
        }
        catch (IOException | RuntimeException e) {
            throw errors.translate(e);
        }
        finally {
            if (!opened) {
                bytes.close();
            }
        }
    }

    /** @param wholeFileThreshold files of at most so many bytes are read at once */
    static FileBytes open(InputFile file, ReadMetrics metrics, long wholeFileThreshold)
            throws IOException
    {
        long length = file.length();
        PositionedInput input = file.newInput();
        if (length > wholeFileThreshold) {
            return new FileBytes(file, length, metrics, input, null);
        }
        try (input) {
            byte[] content = new byte[Math.toIntExact(length)];
            input.readFully(0, content, 0, content.length);
            metrics.add(Counter.BYTES_READ, length);
            return new FileBytes(file, length, metrics, null, Slices.wrappedBuffer(content));
        }
    }

    /** Whether the bytes of a file are on this machine, so that asking for them takes no time to speak of. */
    static boolean isLocal(StoragePath path)
    {
        String text = path.text();
        return text.startsWith("/") || text.startsWith("file:") || text.startsWith("local:");
    }

    /** How much of an amount of bytes this file gets, if it is one of many that are read at once. */
    static DataSize share(DataSize usual, ReadRequest request)
    {
        return DataSize.ofBytes(request.share(Math.toIntExact(usual.toBytes()), MIN_SHARE_BYTES));
    }

    StoragePath path()
    {
        return path;
    }

    long length()
    {
        return length;
    }

    /** The whole content, if the file is small. */
    Optional<Slice> whole()
    {
        return Optional.ofNullable(whole);
    }

    void readFully(long position, byte[] buffer, int offset, int count)
            throws IOException
    {
        checkRange(position, count);
        if (whole != null) {
            whole.getBytes((int) position, buffer, offset, count);
        }
        else {
            input.readFully(position, buffer, offset, count);
            metrics.add(Counter.BYTES_READ, count);
        }
    }

    /** A view of the content if the file is small, else a copy. */
    Slice read(long position, int count)
            throws IOException
    {
        checkRange(position, count);
        if (whole != null) {
            return whole.slice((int) position, count);
        }
        byte[] buffer = new byte[count];
        readFully(position, buffer, 0, count);
        return Slices.wrappedBuffer(buffer);
    }

    private void checkRange(long position, int count)
            throws IOException
    {
        if (position < 0 || count < 0 || position > length - count) {
            throw new EOFException("File " + path + " has " + length + " bytes, but refers to " + count + " bytes at " + position);
        }
    }

    @Override
    public void close()
            throws IOException
    {
        if (input != null) {
            input.close();
        }
    }
}
