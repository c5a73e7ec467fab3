package dev.varve.trino.handle;

import dev.varve.row.BucketFunction;
import dev.varve.row.RowBuckets;
import dev.varve.scan.BucketSpread;
import dev.varve.schema.TypeText;
import dev.varve.type.DataType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.trino.spi.connector.ConnectorPartitioningHandle;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * How rows are spread over nodes: as tables spread them over buckets. Equal handles send equal values to the same bucket, whatever tables they are of.
 *
 * @param types of the columns that are hashed, as the format writes them, for the hash depends on them
 */
public record VarvePartitioningHandle(BucketFunction function, List<String> types, int buckets)
        implements ConnectorPartitioningHandle
{
    public VarvePartitioningHandle
    {
        requireNonNull(function, "function is null");
        types = List.copyOf(types);
        if (buckets < 2) {
            throw new IllegalArgumentException("Rows are not spread over " + buckets + " buckets");
        }
    }

    public static VarvePartitioningHandle of(BucketSpread spread)
    {
        return new VarvePartitioningHandle(spread.function(), spread.keys().stream().map(key -> hashed(key.type()).toString()).toList(), spread.count());
    }

    /** What of a type decides about hashes: neither whether there are nulls, nor how long text may be. */
    private static DataType hashed(DataType type)
    {
        return switch (type) {
            case VarCharType _ -> new VarCharType(VarCharType.UNBOUNDED, true);
            case VarBinaryType _ -> new VarBinaryType(VarBinaryType.UNBOUNDED, true);
            default -> type.withNullable(true);
        };
    }

    /**
     * What rows of both are spread by alike: that of fewer buckets, if several of the other make up one of them. Two counts with a smaller common divisor
     * would leave few nodes to work.
     */
    public Optional<VarvePartitioningHandle> common(VarvePartitioningHandle other)
    {
        if (function != other.function || !types.equals(other.types)) {
            return Optional.empty();
        }
        VarvePartitioningHandle fewer = buckets <= other.buckets ? this : other;
        return Math.max(buckets, other.buckets) % fewer.buckets == 0 ? Optional.of(fewer) : Optional.empty();
    }

    /** The function itself. */
    public RowBuckets rowBuckets()
    {
        return RowBuckets.of(function, types.stream().map(TypeText::parse).toList(), buckets);
    }

    @Override
    public String toString()
    {
        return buckets + " buckets by " + function.name().toLowerCase(Locale.ENGLISH) + types;
    }
}
