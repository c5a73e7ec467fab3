package dev.varve.write.commit;

import dev.varve.index.IndexFile;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Messages as bytes, on their way from a writer on one machine to the committer on another. They do not outlive a job, so both sides have to be
 * of the same release.
 *
 * <pre>
 * int   magic "VCM1"
 * list  messages: partition (bytes), int bucket, int totalBuckets, append, compact
 * long  CRC-32 of everything before
 *
 * increment: lists of data files (new, deleted, changelog) and of index files (new, deleted)
 * list, bytes, text: int length first; optional: boolean first; all numbers are big-endian
 * </pre>
 */
public final class CommitMessageEncoding
{
    private static final int MAGIC = 0x56434D31;

    private CommitMessageEncoding() {}

    public static byte[] encode(List<CommitMessage> messages)
    {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream output = new DataOutputStream(bytes);
            output.writeInt(MAGIC);
            writeList(output, messages, message -> writeMessage(output, message));
            output.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        }
        catch (IOException e) {
            throw new AssertionError("Memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * @throws IOException if these are not the bytes of messages, or not all of them
     */
    public static List<CommitMessage> decode(byte[] bytes)
            throws IOException
    {
        int length = bytes.length - Long.BYTES;
        if (length < 2 * Integer.BYTES) {
            throw new EOFException("Messages of a writer end after " + bytes.length + " bytes");
        }
        DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes));
        if (input.readInt() != MAGIC) {
            throw new IOException("These are not messages of a writer of this release");
        }
        DataInputStream end = new DataInputStream(new ByteArrayInputStream(bytes, length, Long.BYTES));
        if (end.readLong() != checksum(bytes, length)) {
            throw new IOException("Messages of a writer are damaged: their checksum differs");
        }
        return readList(input, () -> readMessage(input));
    }

    private static long checksum(byte[] bytes, int length)
    {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return checksum.getValue();
    }

    private static void writeMessage(DataOutputStream output, CommitMessage message)
            throws IOException
    {
        writeRow(output, message.partition());
        output.writeInt(message.bucket());
        output.writeInt(message.totalBuckets());
        writeIncrement(output, message.append());
        writeIncrement(output, message.compact());
    }

    private static CommitMessage readMessage(DataInputStream input)
            throws IOException
    {
        return new CommitMessage(readRow(input), input.readInt(), input.readInt(), readIncrement(input), readIncrement(input));
    }

    private static void writeIncrement(DataOutputStream output, Increment increment)
            throws IOException
    {
        writeList(output, increment.newFiles(), file -> writeFile(output, file));
        writeList(output, increment.deletedFiles(), file -> writeFile(output, file));
        writeList(output, increment.changelogFiles(), file -> writeFile(output, file));
        writeList(output, increment.newIndexFiles(), file -> writeIndexFile(output, file));
        writeList(output, increment.deletedIndexFiles(), file -> writeIndexFile(output, file));
    }

    private static Increment readIncrement(DataInputStream input)
            throws IOException
    {
        return new Increment(
                readList(input, () -> readFile(input)),
                readList(input, () -> readFile(input)),
                readList(input, () -> readFile(input)),
                readList(input, () -> readIndexFile(input)),
                readList(input, () -> readIndexFile(input)));
    }

    private static void writeFile(DataOutputStream output, DataFile file)
            throws IOException
    {
        writeText(output, file.name());
        output.writeLong(file.size());
        output.writeLong(file.rowCount());
        writeRow(output, file.minKey());
        writeRow(output, file.maxKey());
        writeStatistics(output, file.keyStatistics());
        writeStatistics(output, file.valueStatistics());
        output.writeLong(file.minSequenceNumber());
        output.writeLong(file.maxSequenceNumber());
        output.writeLong(file.schemaId());
        output.writeInt(file.level());
        writeList(output, file.extraFiles(), name -> writeText(output, name));
        writeNumber(output, file.creationMillis());
        writeNumber(output, file.deleteRowCount());
        writeOptional(output, file.embeddedIndex(), index -> writeBytes(output, index.getBytes()));
        writeOptional(output, file.source(), source -> writeText(output, source.name()));
        writeOptional(output, file.valueStatisticsColumns(), names -> writeList(output, names, name -> writeText(output, name)));
        writeOptional(output, file.externalPath(), path -> writeText(output, path));
        writeNumber(output, file.firstRowId());
        writeOptional(output, file.writeColumns(), names -> writeList(output, names, name -> writeText(output, name)));
        writeOptional(output, file.writeColumnSequences(), numbers -> writeList(output, numbers, output::writeLong));
    }

    private static DataFile readFile(DataInputStream input)
            throws IOException
    {
        return new DataFile(
                readText(input),
                input.readLong(),
                input.readLong(),
                readRow(input),
                readRow(input),
                readStatistics(input),
                readStatistics(input),
                input.readLong(),
                input.readLong(),
                input.readLong(),
                input.readInt(),
                readList(input, () -> readText(input)),
                readNumber(input),
                readNumber(input),
                readOptional(input, () -> (Slice) Slices.wrappedBuffer(readBytes(input))),
                readOptional(input, () -> FileSource.valueOf(readText(input))),
                readOptional(input, () -> readList(input, () -> readText(input))),
                readOptional(input, () -> readText(input)),
                readNumber(input),
                readOptional(input, () -> readList(input, () -> readText(input))),
                readOptional(input, () -> readList(input, input::readLong)));
    }

    private static void writeStatistics(DataOutputStream output, SimpleStatistics statistics)
            throws IOException
    {
        writeRow(output, statistics.min());
        writeRow(output, statistics.max());
        output.writeInt(statistics.nullCounts());
        for (int i = 0; i < statistics.nullCounts(); i++) {
            output.writeLong(statistics.nullCount(i).orElse(-1));
        }
    }

    private static SimpleStatistics readStatistics(DataInputStream input)
            throws IOException
    {
        BinaryRow min = readRow(input);
        BinaryRow max = readRow(input);
        long[] nullCounts = new long[input.readInt()];
        for (int i = 0; i < nullCounts.length; i++) {
            nullCounts[i] = input.readLong();
        }
        return SimpleStatistics.of(min, max, nullCounts);
    }

    private static void writeIndexFile(DataOutputStream output, IndexFile file)
            throws IOException
    {
        writeText(output, file.type());
        writeText(output, file.name());
        output.writeLong(file.size());
        output.writeLong(file.rowCount());
        writeList(output, file.vectors(), vector -> {
            writeText(output, vector.dataFile());
            output.writeInt(vector.offset());
            output.writeInt(vector.length());
            writeNumber(output, vector.cardinality());
        });
        writeOptional(output, file.externalPath(), path -> writeText(output, path));
    }

    private static IndexFile readIndexFile(DataInputStream input)
            throws IOException
    {
        return new IndexFile(
                readText(input),
                readText(input),
                input.readLong(),
                input.readLong(),
                readList(input, () -> new VectorRange(readText(input), input.readInt(), input.readInt(), readNumber(input))),
                readOptional(input, () -> readText(input)));
    }

    private static void writeRow(DataOutputStream output, BinaryRow row)
            throws IOException
    {
        writeBytes(output, row.toBytes());
    }

    private static BinaryRow readRow(DataInputStream input)
            throws IOException
    {
        return BinaryRow.of(readBytes(input));
    }

    private static void writeText(DataOutputStream output, String text)
            throws IOException
    {
        writeBytes(output, text.getBytes(UTF_8));
    }

    private static String readText(DataInputStream input)
            throws IOException
    {
        return new String(readBytes(input), UTF_8);
    }

    private static void writeBytes(DataOutputStream output, byte[] bytes)
            throws IOException
    {
        output.writeInt(bytes.length);
        output.write(bytes);
    }

    private static byte[] readBytes(DataInputStream input)
            throws IOException
    {
        byte[] bytes = new byte[input.readInt()];
        input.readFully(bytes);
        return bytes;
    }

    private static void writeNumber(DataOutputStream output, OptionalLong number)
            throws IOException
    {
        output.writeBoolean(number.isPresent());
        if (number.isPresent()) {
            output.writeLong(number.getAsLong());
        }
    }

    private static OptionalLong readNumber(DataInputStream input)
            throws IOException
    {
        return input.readBoolean() ? OptionalLong.of(input.readLong()) : OptionalLong.empty();
    }

    private static <T> void writeList(DataOutputStream output, List<T> values, Part<T> part)
            throws IOException
    {
        output.writeInt(values.size());
        for (T value : values) {
            part.write(value);
        }
    }

    private static <T> List<T> readList(DataInputStream input, Reading<T> reading)
            throws IOException
    {
        int size = input.readInt();
        List<T> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(reading.read());
        }
        return values;
    }

    private static <T> void writeOptional(DataOutputStream output, Optional<T> value, Part<T> part)
            throws IOException
    {
        output.writeBoolean(value.isPresent());
        if (value.isPresent()) {
            part.write(value.get());
        }
    }

    private static <T> Optional<T> readOptional(DataInputStream input, Reading<T> reading)
            throws IOException
    {
        return input.readBoolean() ? Optional.of(reading.read()) : Optional.empty();
    }

    private interface Part<T>
    {
        void write(T value)
                throws IOException;
    }

    private interface Reading<T>
    {
        T read()
                throws IOException;
    }
}
