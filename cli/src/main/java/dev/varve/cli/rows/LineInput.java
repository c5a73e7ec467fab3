package dev.varve.cli.rows;

import dev.varve.error.VarveException;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream as ranges of one buffer, without their ends ({@code \n} or {@code \r\n}). */
final class LineInput
        implements Closeable
{
    private static final int BUFFER_SIZE = 1 << 18;
    /** A line that is longer is no line of text: it would fill the memory. */
    private static final int MAX_LINE = 1 << 28;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String name;
    private final InputStream stream;
    private byte[] buffer = new byte[BUFFER_SIZE];
    private int limit;
    private int start;
    private int end;
    private int next;
    private long bufferOffset;
    private long line;

    /** @param name of the input, for messages */
    LineInput(String name, InputStream stream)
    {
        this.name = name;
        this.stream = stream;
    }

    String name()
    {
        return name;
    }

    /** Makes the next line the current one; false at the end of the input. */
    boolean next()
            throws IOException
    {
        start = next;
        return readLine(start);
    }

    /** Whether there is another line, or a part of it, without waiting for the stream. */
    boolean ready()
            throws IOException
    {
        for (int i = next; i < limit; i++) {
            if (buffer[i] == '\n') {
                return true;
            }
        }
        return stream.available() > 0;
    }

    /** Adds the next line, and the line break before it, to the current one; false at the end of the input. */
    boolean extend()
            throws IOException
    {
        return readLine(next);
    }

    private boolean readLine(int from)
            throws IOException
    {
        int scan = from;
        while (true) {
            for (int i = scan; i < limit; i++) {
                if (buffer[i] == '\n') {
                    finish(i, i + 1);
                    return true;
                }
            }
            int scanned = limit - start;
            int fromInLine = from - start;
            if (!fill()) {
                if (limit - start == fromInLine) {
                    return false;
                }
                finish(limit, limit);
                return true;
            }
            scan = start + scanned;
            from = start + fromInLine;
        }
    }

    private void finish(int lineEnd, int nextLine)
    {
        if (line == 0 && start == 0 && Arrays.equals(buffer, 0, Math.min(BYTE_ORDER_MARK.length, lineEnd), BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)) {
            start = BYTE_ORDER_MARK.length;
        }
        end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        next = nextLine;
        line++;
    }

    /** Reads more bytes behind those of the current line, which may move; false at the end of the input. */
    private boolean fill()
            throws IOException
    {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, limit - start);
            bufferOffset += start;
            limit -= start;
            next = Math.max(0, next - start);
            start = 0;
        }
        if (limit == buffer.length) {
            if (limit >= MAX_LINE) {
                throw VarveException.invalid("Line " + (line + 1) + " of " + name + " is longer than " + MAX_LINE + " bytes");
            }
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = stream.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            return false;
        }
        limit += read;
        return true;
    }

    byte[] buffer()
    {
        return buffer;
    }

    int start()
    {
        return start;
    }

    int length()
    {
        return end - start;
    }

    boolean isBlank()
    {
        for (int i = start; i < end; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** The number of lines so far, which is the number of the current line's last line. */
    long line()
    {
        return line;
    }

    InputPosition position()
    {
        return new InputPosition(line, bufferOffset + next);
    }

    /** Passes over everything before a position that is not before the current one. */
    void skipTo(InputPosition position)
            throws IOException
    {
        long distance = position.offset() - (bufferOffset + next);
        if (distance < 0) {
            throw new IllegalArgumentException("Byte " + position.offset() + " of " + name + " is behind");
        }
        if (distance == 0) {
            return;
        }
        int buffered = (int) Math.min(distance, limit - next);
        next += buffered;
        start = next;
        end = next;
        int last = buffered == 0 ? -1 : buffer[next - 1];
        if (distance > buffered) {
            last = skipInStream(distance - buffered);
            bufferOffset += distance - buffered;
        }
        line = position.line();
        boolean ended = last == '\n' || next == limit && !fill() || buffer[next] == '\n' || buffer[next] == '\r';
        if (last < 0 || !ended) {
            throw VarveException.invalid("%s %s byte %d, where the job went on to: it is not the input that the job read before"
                    .formatted(name, last < 0 ? "ends before" : "has no end of a line at", position.offset()));
        }
    }

    /** Returns the last of the bytes, or -1 if there are not so many. */
    private int skipInStream(long bytes)
            throws IOException
    {
        try {
            stream.skipNBytes(bytes - 1);
            return stream.read();
        }
        catch (EOFException e) {
            return -1;
        }
    }

    VarveException wrong(String problem)
    {
        return VarveException.invalid("Line " + line + " of " + name + ": " + problem);
    }

    @Override
    public void close()
            throws IOException
    {
        stream.close();
    }
}
