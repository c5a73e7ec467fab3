package dev.varve.hive.scan;

import dev.varve.error.VarveException;
import dev.varve.scan.ChangeSplit;
import dev.varve.scan.Split;
import dev.varve.scan.SplitCodec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What there is to read in a split.
 *
 * <pre>
 * byte 0  text branch, long schema id, split
 * byte 1  text branch, long schema id, byte kind, long snapshot id, long commit milliseconds, boolean and split before, boolean and split after
 * byte 2  nothing else: all of a table about a table
 *
 * split   int length, bytes of {@link SplitCodec}
 * text    as {@link DataOutput#writeUTF}
 * </pre>
 */
sealed interface SplitContent
{
    /** @param schemaId of the columns that it was planned with */
    record Rows(String branch, long schemaId, Split split)
            implements SplitContent
    {
        public Rows
        {
            requireNonNull(branch, "branch is null");
            requireNonNull(split, "split is null");
        }
    }

    /** @param schemaId of the columns that it was planned with */
    record Changes(String branch, long schemaId, ChangeSplit split)
            implements SplitContent
    {
        public Changes
        {
            requireNonNull(branch, "branch is null");
            requireNonNull(split, "split is null");
        }
    }

    record AboutTable()
            implements SplitContent {}

    default void write(DataOutput output)
            throws IOException
    {
        if (this instanceof Rows rows) {
            output.writeByte(0);
            output.writeUTF(rows.branch);
            output.writeLong(rows.schemaId);
            write(rows.split, output);
        }
        else if (this instanceof Changes changes) {
            output.writeByte(1);
            output.writeUTF(changes.branch);
            output.writeLong(changes.schemaId);
            output.writeByte(changes.split.kind().ordinal());
            output.writeLong(changes.split.snapshotId());
            output.writeLong(changes.split.commitMillis());
            write(changes.split.before(), output);
            write(changes.split.after(), output);
        }
        else {
            output.writeByte(2);
        }
    }

    /**
     * @throws VarveException if another version of Varve made it
     */
    static SplitContent read(DataInput input)
            throws IOException
    {
        int form = input.readByte();
        return switch (form) {
            case 0 -> new Rows(input.readUTF(), input.readLong(), readSplit(input));
            case 1 -> new Changes(
                    input.readUTF(),
                    input.readLong(),
                    new ChangeSplit(ChangeSplit.Kind.values()[input.readByte()], input.readLong(), input.readLong(), readOptional(input), readOptional(input)));
            case 2 -> new AboutTable();
            default -> throw VarveException.invalid("A split of form " + form + " cannot be read: run one version of Varve on all nodes");
        };
    }

    private static void write(Optional<Split> split, DataOutput output)
            throws IOException
    {
        output.writeBoolean(split.isPresent());
        if (split.isPresent()) {
            write(split.get(), output);
        }
    }

    private static void write(Split split, DataOutput output)
            throws IOException
    {
        byte[] bytes = SplitCodec.encode(split);
        output.writeInt(bytes.length);
        output.write(bytes);
    }

    private static Optional<Split> readOptional(DataInput input)
            throws IOException
    {
        return input.readBoolean() ? Optional.of(readSplit(input)) : Optional.empty();
    }

    private static Split readSplit(DataInput input)
            throws IOException
    {
        byte[] bytes = new byte[input.readInt()];
        input.readFully(bytes);
        return SplitCodec.decode(bytes);
    }
}
