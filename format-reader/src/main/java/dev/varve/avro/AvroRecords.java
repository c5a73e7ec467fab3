package dev.varve.avro;

import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.error.VarveException;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * The records of an Avro container file in order, with the fields that a {@link RecordOf} asks for. Not thread-safe;
 * the caller closes it. Memory is bounded by one block of the file, 64 KB or so.
 *
 * <p>A file that is damaged is a {@link VarveException} of kind CORRUPT_TABLE that names it; one that is not Avro or uses an unknown
 * codec is UNSUPPORTED_FEATURE; a missing one is what the storage says.
 */
public final class AvroRecords
        implements Closeable
{
    private final InputFile file;
    private final RecordOf shape;
    private final PositionedInput input;
    private final AvroContainer container;
    private final AvroPlan plan;
    private AvroInput block = new AvroInput(new byte[0], 0, 0);
    private long recordsInBlock;

    private AvroRecords(InputFile file, RecordOf shape, PositionedInput input)
            throws IOException
    {
        this.file = file;
        this.shape = shape;
        this.input = input;
        container = AvroContainer.open(input, file.length());
        plan = AvroPlan.of(container.schema(), shape);
    }

    /**
     * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} if there is no such file
     */
    public static AvroRecords open(InputFile file, RecordOf shape)
            throws IOException
    {
        requireNonNull(shape, "shape is null");
        PositionedInput input = file.newInput();
        try {
            return new AvroRecords(file, shape, input);
        }
        catch (MalformedAvroException | UnsupportedAvroException | EOFException e) {
            input.close();
            throw unreadable(file, e);
        }
        catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    /** Whether the records of the file have fields that were not asked for. */
    public boolean leavesOut()
    {
        return AvroPlan.leavesOut(container.schema(), shape);
    }

    /** The next record; empty after the last one. */
    public Optional<AvroRecord> next()
            throws IOException
    {
        try {
            while (recordsInBlock == 0) {
                if (block.remaining() > 0) {
                    throw new MalformedAvroException("a block has " + block.remaining() + " bytes too many");
                }
                Optional<AvroBlock> next = container.nextBlock(true);
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                block = next.get().values();
                recordsInBlock = next.get().records();
                if (recordsInBlock > block.remaining()) {
                    throw new MalformedAvroException("a block of " + block.remaining() + " bytes cannot hold " + recordsInBlock + " records");
                }
            }
            recordsInBlock--;
            return Optional.of(new AvroRecord(file.path(), shape, EncodedValues.next(shape, plan, block)));
        }
        catch (MalformedAvroException | EOFException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public void close()
            throws IOException
    {
        input.close();
    }

    private static VarveException unreadable(InputFile file, IOException e)
    {
        if (e instanceof UnsupportedAvroException) {
            return new VarveException(VarveException.Kind.UNSUPPORTED_FEATURE, "File " + file.path() + " cannot be read: " + e.getMessage(), e);
        }
        return VarveException.corrupt("File " + file.path() + " is damaged: " + e.getMessage(), e);
    }
}
