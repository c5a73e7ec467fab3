package dev.varve.trino.predicate;

import io.trino.spi.type.TimeType;
import io.trino.spi.type.Type;

import java.util.Optional;

import static io.trino.spi.type.Timestamps.PICOSECONDS_PER_MILLISECOND;
import static java.util.Objects.requireNonNull;

/** One end of a range of literals. */
record Bound(Object literal, boolean inclusive)
{
    Bound
    {
        requireNonNull(literal, "literal is null");
    }

    /** The highest bound that no value above {@code value} is below; empty if there is none. */
    static Optional<Bound> low(Type type, Object value, boolean inclusive)
    {
        return of(type, value, inclusive && !isCut(type, value));
    }

    /** The lowest bound that no value below {@code value} is above; empty if there is none. */
    static Optional<Bound> high(Type type, Object value, boolean inclusive)
    {
        return of(type, value, inclusive || isCut(type, value));
    }

    private static Optional<Bound> of(Type type, Object value, boolean inclusive)
    {
        try {
            return Optional.of(new Bound(NativeValue.toLiteral(type, value), inclusive));
        }
        catch (ArithmeticException _) {
            return Optional.empty();
        }
    }

    /** Whether the literal of the value is less than the value. */
    private static boolean isCut(Type type, Object value)
    {
        return type instanceof TimeType && (long) value % PICOSECONDS_PER_MILLISECOND != 0;
    }
}
