package dev.varve.scan;

import dev.varve.row.Literal;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * What metadata tells about the rows of a scan, for an optimizer that compares costs.
 *
 * @param rowCount how many there are at most, as far as manifests tell; less if an analysis of the same state counted less
 * @param exact whether {@code rowCount} is their number
 * @param columns by column index; columns of which nothing is known are missing
 */
public record TableStatistics(long rowCount, boolean exact, Map<Integer, Column> columns)
{
    public TableStatistics
    {
        columns = Map.copyOf(columns);
    }

    /**
     * @param nullFraction of the rows, 0 to 1
     * @param minimum a {@link Literal}; text and binaries may be cut short
     * @param maximum a {@link Literal}; text and binaries may be cut short and incremented
     * @param distinctCount without null
     * @param averageBytes of a value
     */
    public record Column(OptionalDouble nullFraction, Optional<Object> minimum, Optional<Object> maximum, OptionalLong distinctCount, OptionalLong averageBytes)
    {
        static final Column UNKNOWN = new Column(OptionalDouble.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

        public Column
        {
            requireNonNull(nullFraction, "nullFraction is null");
            requireNonNull(minimum, "minimum is null");
            requireNonNull(maximum, "maximum is null");
            requireNonNull(distinctCount, "distinctCount is null");
            requireNonNull(averageBytes, "averageBytes is null");
        }
    }
}
