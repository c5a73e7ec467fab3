package dev.varve.scan;

import dev.varve.error.VarveException;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A {@link ChangeSplit} as bytes, as {@link SplitCodec} for a split.
 *
 * <pre>
 * byte    kind
 * int64   snapshot id, commit milliseconds
 * 2 times int32 length, 0 if the side is absent, and as many bytes of {@link SplitCodec}: before, after
 * </pre>
 */
public final class ChangeSplitCodec
{
    private ChangeSplitCodec() {}

    public static byte[] encode(ChangeSplit split)
    {
        byte[] before = split.before().map(SplitCodec::encode).orElse(new byte[0]);
        byte[] after = split.after().map(SplitCodec::encode).orElse(new byte[0]);
        return ByteBuffer.allocate(1 + 2 * Long.BYTES + 2 * Integer.BYTES + before.length + after.length)
                .put((byte) split.kind().ordinal())
                .putLong(split.snapshotId())
                .putLong(split.commitMillis())
                .putInt(before.length).put(before)
                .putInt(after.length).put(after)
                .array();
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST if the bytes are not those of exactly one split of this version
     */
    public static ChangeSplit decode(byte[] bytes)
    {
        ByteBuffer input = ByteBuffer.wrap(bytes);
        try {
            int kind = input.get();
            if (kind < 0 || kind >= ChangeSplit.Kind.values().length) {
                throw VarveException.invalid("The kind of a portion of changes is " + kind);
            }
            ChangeSplit split = new ChangeSplit(ChangeSplit.Kind.values()[kind], input.getLong(), input.getLong(), side(input), side(input));
            if (input.hasRemaining()) {
                throw VarveException.invalid("There are " + input.remaining() + " bytes after the end of a portion of changes");
            }
            return split;
        }
        catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new VarveException(VarveException.Kind.INVALID_REQUEST, "A portion of changes makes no sense: " + e.getMessage(), e);
        }
    }

    private static Optional<Split> side(ByteBuffer input)
    {
        int length = input.getInt();
        if (length < 0 || length > input.remaining()) {
            throw VarveException.invalid("A portion of changes ends too early");
        }
        byte[] bytes = new byte[length];
        input.get(bytes);
        return length == 0 ? Optional.empty() : Optional.of(SplitCodec.decode(bytes));
    }
}
