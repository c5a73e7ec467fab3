package dev.varve.hive.row;

import dev.varve.column.ColumnBuilder;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.LongBuilder;

/** Takes timestamps of nanoseconds into a column, cut to the digits that files hold: of milliseconds, microseconds or nanoseconds. */
interface TimestampAppender
{
    /** @param nanos of the second */
    void append(long epochSecond, int nanos);

    static TimestampAppender of(int precision, ColumnBuilder builder)
    {
        if (precision <= 6) {
            LongBuilder micros = (LongBuilder) builder;
            int unit = precision <= 3 ? 1_000 : 1;
            return (second, nanos) -> micros.append(Math.addExact(Math.multiplyExact(second, 1_000_000L), nanos / 1_000 / unit * unit));
        }
        Fixed12Builder picos = (Fixed12Builder) builder;
        return (second, nanos) -> picos.append(Math.addExact(Math.multiplyExact(second, 1_000_000L), nanos / 1_000), nanos % 1_000 * 1_000);
    }
}
