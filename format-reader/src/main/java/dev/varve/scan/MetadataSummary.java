package dev.varve.scan;

import dev.varve.row.BinaryRow;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What manifests tell exactly about the rows of a table.
 *
 * @param known the rows of some buckets, by partition
 * @param unknown buckets of which files must be read
 */
public record MetadataSummary(List<Partition> known, Set<Bucket> unknown)
{
    private static final int MICROSECONDS = 6;

    public MetadataSummary
    {
        known = List.copyOf(known);
        unknown = Set.copyOf(unknown);
    }

    /**
     * What is asked of a column.
     *
     * @param index among those of the table
     * @param values whether the number of values that are not null is
     * @param bounds whether the least and the largest value are
     */
    public record Asked(int index, boolean values, boolean bounds) {}

    public record Bucket(BinaryRow partition, int bucket) {}

    /** @param columns as they were asked for, in that order */
    public record Partition(BinaryRow partition, long rows, List<Column> columns)
    {
        public Partition
        {
            columns = List.copyOf(columns);
        }
    }

    /**
     * @param values how many are not null; empty if that was not asked
     * @param minimum as a literal; empty if all values are null
     * @param maximum as a literal; empty if all values are null
     */
    public record Column(OptionalLong values, Optional<Object> minimum, Optional<Object> maximum) {}

    /** Whether the bounds that writers state are values that there are: not of texts, which are cut, nor of numbers that may be NaN. */
    public static boolean hasExactBounds(DataType type)
    {
        return type instanceof TinyIntType
                || type instanceof SmallIntType
                || type instanceof IntType
                || type instanceof BigIntType
                || type instanceof DateType
                || type instanceof TimestampType plain && plain.precision() <= MICROSECONDS
                || type instanceof LocalZonedTimestampType zoned && zoned.precision() <= MICROSECONDS;
    }
}
