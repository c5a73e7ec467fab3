package dev.varve.trino.predicate;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.Type;

import java.util.Optional;

import static io.airlift.slice.SliceUtf8.countCodePoints;
import static io.trino.spi.type.Chars.trimTrailingSpaces;
import static io.trino.spi.type.Timestamps.PICOSECONDS_PER_MILLISECOND;
import static java.util.Objects.requireNonNull;

/** One end of a range of literals, in the order of {@link dev.varve.row.Literal#compare}. */
record Bound(Object literal, boolean inclusive)
{
    Bound
    {
        requireNonNull(literal, "literal is null");
    }

    /** The highest bound that is below all values above {@code value}; empty if there is none. */
    static Optional<Bound> low(Type type, Object value, boolean inclusive)
    {
        return switch (type) {
            case RealType _ when (float) NativeValue.toLiteral(type, value) == 0 -> Optional.of(new Bound(inclusive ? -0.0f : 0.0f, inclusive));
            case DoubleType _ when (double) value == 0 -> Optional.of(new Bound(inclusive ? -0.0 : 0.0, inclusive));
            case TimeType _ when isBetweenMilliseconds((long) value) -> exact(type, value, false);
            case CharType _ -> Optional.of(new Bound(trimTrailingSpaces(beforeControlCharacter((Slice) value)), true));
            default -> exact(type, value, inclusive);
        };
    }

    /** The lowest bound that is above all values below {@code value}; empty if there is none. */
    static Optional<Bound> high(Type type, Object value, boolean inclusive)
    {
        return switch (type) {
            case RealType _ when (float) NativeValue.toLiteral(type, value) == 0 -> Optional.of(new Bound(inclusive ? 0.0f : -0.0f, inclusive));
            case DoubleType _ when (double) value == 0 -> Optional.of(new Bound(inclusive ? 0.0 : -0.0, inclusive));
            case TimeType _ when isBetweenMilliseconds((long) value) -> exact(type, value, true);
            case CharType text -> Optional.of(new Bound(padded((Slice) value, text.getLength()), true));
            default -> exact(type, value, inclusive);
        };
    }

    private static Optional<Bound> exact(Type type, Object value, boolean inclusive)
    {
        try {
            return Optional.of(new Bound(NativeValue.toLiteral(type, value), inclusive));
        }
        catch (ArithmeticException _) {
            return Optional.empty();
        }
    }

    private static boolean isBetweenMilliseconds(long picoseconds)
    {
        return picoseconds % PICOSECONDS_PER_MILLISECOND != 0;
    }

    /**
     * Trino compares CHAR values as if padded with spaces, and files may hold them with or without. Of what is stored, only what
     * sorts before a space could be above the value and still sort before it, byte by byte.
     */
    private static Slice beforeControlCharacter(Slice value)
    {
        for (int i = 0; i < value.length(); i++) {
            if (Byte.toUnsignedInt(value.getByte(i)) < ' ') {
                return value.slice(0, i);
            }
        }
        return value;
    }

    private static Slice padded(Slice value, int length)
    {
        int spaces = Math.max(0, length - countCodePoints(value));
        Slice padded = Slices.allocate(value.length() + spaces);
        padded.setBytes(0, value);
        for (int i = value.length(); i < padded.length(); i++) {
            padded.setByte(i, ' ');
        }
        return padded;
    }
}
