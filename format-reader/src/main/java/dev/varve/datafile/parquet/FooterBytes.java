package dev.varve.datafile.parquet;

import dev.varve.datafile.CountedInput;
import dev.varve.error.VarveException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The footer at the end of a file, as bytes: {@code … the footer, its length (little-endian, 4 bytes), PAR1}. */
final class FooterBytes
{
    private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);
    private static final byte[] ENCRYPTED_MAGIC = "PARE".getBytes(US_ASCII);
    private static final int END_BYTES = Integer.BYTES + MAGIC.length;
    /** Read at first; most footers fit. */
    private static final int TAIL_BYTES = 32 << 10;

    private FooterBytes() {}

    static byte[] read(CountedInput input)
            throws IOException
    {
        long tailStart = Math.max(0, input.length() - TAIL_BYTES);
        byte[] tail = input.read(tailStart, input.length() - tailStart);
        if (tail.length < MAGIC.length + END_BYTES) {
            throw input.corrupt("it is too short for a Parquet file");
        }
        byte[] magic = Arrays.copyOfRange(tail, tail.length - MAGIC.length, tail.length);
        if (Arrays.equals(magic, ENCRYPTED_MAGIC)) {
            throw VarveException.unsupported("Data file " + input.file().path() + " is encrypted, which is not supported");
        }
        if (!Arrays.equals(magic, MAGIC)) {
            throw input.corrupt("it does not end like a Parquet file");
        }
        int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - END_BYTES);
        if (length < 0 || length > input.length() - END_BYTES - MAGIC.length) {
            throw input.corrupt("its footer is said to be of " + length + " bytes");
        }
        int start = tail.length - END_BYTES - length;
        return start >= 0
                ? Arrays.copyOfRange(tail, start, start + length)
                : input.read(input.length() - END_BYTES - length, length);
    }
}
