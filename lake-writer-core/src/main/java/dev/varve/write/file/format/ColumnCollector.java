package dev.varve.write.file.format;

import dev.varve.column.Column;
import dev.varve.column.Validity;
import dev.varve.type.DataType;

import java.util.Optional;
import java.util.OptionalLong;

/** Summarises a column while it is written, for formats whose files do not tell enough. */
public final class ColumnCollector
{
    private final Optional<ValueBounds> bounds;
    private long nulls;

    private ColumnCollector(Optional<ValueBounds> bounds)
    {
        this.bounds = bounds;
    }

    /** Nested values are only counted. */
    public static ColumnCollector of(DataType type)
    {
        return new ColumnCollector(ValueBounds.of(type));
    }

    /** Adds the values {@code from} to {@code to} (exclusive) of a flat column. */
    public void add(Column column, int from, int to)
    {
        if (column.validity() != null) {
            for (int i = from; i < to; i++) {
                if (!Validity.isValid(column.validity(), i)) {
                    nulls++;
                }
            }
        }
        bounds.ifPresent(collected -> collected.add(column, from, to));
    }

    public ColumnSummary summary()
    {
        return new ColumnSummary(
                bounds.map(ValueBounds::min).orElse(null),
                bounds.map(ValueBounds::max).orElse(null),
                OptionalLong.of(nulls));
    }
}
