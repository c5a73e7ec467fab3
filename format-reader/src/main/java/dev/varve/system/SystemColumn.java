package dev.varve.system;

import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;

import java.io.IOException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * A column of a system table.
 *
 * @param value of a thing, as {@link ValueColumn} takes it; null for NULL
 */
record SystemColumn<T>(String name, DataType type, Value<T> value)
{
    private static final int MILLIS = 3;

    SystemColumn
    {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(value, "value is null");
    }

    /** What a column holds for a thing; may read files. */
    @FunctionalInterface
    interface Value<T>
    {
        Object of(T item)
                throws IOException;
    }

    @FunctionalInterface
    interface Text<T>
    {
        String of(T item)
                throws IOException;
    }

    @FunctionalInterface
    interface MaybeText<T>
    {
        Optional<String> of(T item)
                throws IOException;
    }

    @FunctionalInterface
    interface Number<T>
    {
        long of(T item)
                throws IOException;
    }

    @FunctionalInterface
    interface MaybeNumber<T>
    {
        OptionalLong of(T item)
                throws IOException;
    }

    static <T> SystemColumn<T> text(String name, Text<T> value)
    {
        return new SystemColumn<>(name, new VarCharType(VarCharType.UNBOUNDED, false), value::of);
    }

    static <T> SystemColumn<T> maybeText(String name, MaybeText<T> value)
    {
        return new SystemColumn<>(name, new VarCharType(VarCharType.UNBOUNDED, true), item -> value.of(item).orElse(null));
    }

    static <T> SystemColumn<T> bigint(String name, Number<T> value)
    {
        return new SystemColumn<>(name, new BigIntType(false), value::of);
    }

    static <T> SystemColumn<T> maybeBigint(String name, MaybeNumber<T> value)
    {
        return new SystemColumn<>(name, new BigIntType(true), item -> boxed(value.of(item)));
    }

    static <T> SystemColumn<T> integer(String name, Number<T> value)
    {
        return new SystemColumn<>(name, new IntType(false), value::of);
    }

    static <T> SystemColumn<T> maybeFlag(String name, Value<T> value)
    {
        return new SystemColumn<>(name, new BooleanType(true), value);
    }

    /** @param value epoch milliseconds, of which the local time is shown */
    static <T> SystemColumn<T> time(String name, ZoneId zone, Number<T> value)
    {
        return new SystemColumn<>(name, new TimestampType(MILLIS, false), item -> LocalTimes.ofEpochMillis(value.of(item), zone));
    }

    /** @param value a {@link dev.varve.type.Timestamp} or null */
    static <T> SystemColumn<T> maybeTime(String name, Value<T> value)
    {
        return new SystemColumn<>(name, new TimestampType(MILLIS, true), value);
    }

    private static Long boxed(OptionalLong value)
    {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
