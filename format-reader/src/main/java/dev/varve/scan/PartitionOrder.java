package dev.varve.scan;

import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.ManifestFile;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.schema.TableSchema;
import dev.varve.type.BinaryType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.VarBinaryType;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The order in which a scan visits buckets: by partition values, nulls first, then by bucket number. A manifest is placed
 * by a lower bound of the buckets in it, so that after it no bucket before the bound of the next one can get more files.
 */
final class PartitionOrder
{
    private static final Comparator<List<Object>> BY_VALUES = (left, right) -> {
        for (int i = 0; i < left.size(); i++) {
            int order = Literal.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private final TableSchema schema;
    private final List<Field> fields;
    private final List<DataType> types;

    PartitionOrder(TableSchema schema)
    {
        this.schema = schema;
        fields = schema.partitionFields();
        types = fields.stream().map(Field::type).toList();
    }

    /**
     * A place in the order.
     *
     * @param values of the partition columns; null for NULL, before which nothing comes
     */
    record Place(List<Object> values, int bucket)
            implements Comparable<Place>
    {
        @Override
        public int compareTo(Place other)
        {
            int order = BY_VALUES.compare(values, other.values);
            return order != 0 ? order : Integer.compare(bucket, other.bucket);
        }
    }

    Place of(BinaryRow partition, int bucket)
    {
        return new Place(partition.values(types), bucket);
    }

    /** No bucket of the manifest comes before this. */
    Place lowerBound(ManifestFile manifest)
    {
        ColumnStatistics statistics = ColumnStatistics.ofPartitions(manifest, schema);
        List<Object> values = new ArrayList<>(fields.size());
        for (Field field : fields) {
            OptionalLong nulls = statistics.nullCount(field);
            boolean known = nulls.isPresent() && nulls.getAsLong() == 0 && isOrderTrusted(field.type());
            values.add(known ? statistics.min(field) : null);
        }
        long bucket = manifest.buckets().map(ManifestFile.Range::min).orElse((long) Integer.MIN_VALUE);
        return new Place(values, (int) Math.max(Integer.MIN_VALUE, Math.min(bucket, Integer.MAX_VALUE)));
    }

    /** Up to 1.4, writers compare NaN and binaries in ways that give wrong minima and maxima. */
    static boolean isOrderTrusted(DataType type)
    {
        return !(type instanceof FloatType || type instanceof DoubleType || type instanceof BinaryType || type instanceof VarBinaryType);
    }
}
