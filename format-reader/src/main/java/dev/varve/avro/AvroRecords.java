package dev.varve.avro;

import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.error.VarveException;
import dev.varve.storage.InputFile;

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
    private final AvroBlocks blocks;
    private final AvroPlan.ValueReader reader;
    private AvroInput block = new AvroInput(new byte[0], 0, 0);
    private long recordsInBlock;

    private AvroRecords(InputFile file, RecordOf shape, AvroBlocks blocks, AvroPlan.ValueReader reader)
    {
        this.file = file;
        this.shape = shape;
        this.blocks = blocks;
        this.reader = reader;
    }

    /**
     * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} if there is no such file
     */
    public static AvroRecords open(InputFile file, RecordOf shape)
            throws IOException
    {
        requireNonNull(shape, "shape is null");
        AvroBlocks blocks = null;
        try {
            blocks = AvroBlocks.open(file);
            return new AvroRecords(file, shape, blocks, AvroPlan.of(blocks.schema(), shape));
        }
        catch (MalformedAvroException | UnsupportedAvroException | EOFException e) {
            if (blocks != null) {
                blocks.close();
            }
            throw unreadable(file, e);
        }
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
                if (!blocks.hasNext()) {
                    return Optional.empty();
                }
                AvroBlocks.Block next = blocks.next();
                block = next.input();
                recordsInBlock = next.records();
            }
            recordsInBlock--;
            Object value = reader.read(block);
            if (value == null) {
                throw new MalformedAvroException("a record is null");
            }
            return Optional.of(new AvroRecord(file.path(), shape, (Object[]) value));
        }
        catch (MalformedAvroException | UnsupportedAvroException | EOFException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public void close()
            throws IOException
    {
        blocks.close();
    }

    private static VarveException unreadable(InputFile file, IOException e)
    {
        if (e instanceof UnsupportedAvroException) {
            return new VarveException(VarveException.Kind.UNSUPPORTED_FEATURE, "File " + file.path() + " cannot be read: " + e.getMessage(), e);
        }
        return VarveException.corrupt("File " + file.path() + " is damaged: " + e.getMessage(), e);
    }
}
