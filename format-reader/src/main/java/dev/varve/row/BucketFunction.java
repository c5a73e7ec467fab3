package dev.varve.row;

import dev.varve.error.VarveException;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import io.airlift.slice.Slice;

import java.math.BigDecimal;
import java.util.List;

/** How a table with a fixed number of buckets spreads its rows: the option {@code bucket-function.type}. */
public enum BucketFunction
{
    DEFAULT {
        @Override
        public int bucket(List<DataType> types, List<?> key, int buckets)
        {
            return Math.abs(BinaryRowWriter.write(types, key).bucketHash() % buckets);
        }
    },
    /** One key column of type INT or BIGINT. */
    MOD {
        @Override
        public int bucket(List<DataType> types, List<?> key, int buckets)
        {
            if (types.size() != 1 || !(types.get(0) instanceof IntType || types.get(0) instanceof BigIntType)) {
                throw VarveException.invalid("bucket-function.type=mod needs one bucket key of type INT or BIGINT, not " + types);
            }
            Object value = key.get(0);
            return value == null ? 0 : Math.floorMod((Long) value, buckets);
        }
    },
    /** The hash of Hive's buckets. Key columns are not timestamps. */
    HIVE {
        @Override
        public int bucket(List<DataType> types, List<?> key, int buckets)
        {
            int hash = 0;
            for (int i = 0; i < types.size(); i++) {
                hash = 31 * hash + hiveHash(types.get(i), key.get(i));
            }
            return (hash & Integer.MAX_VALUE) % buckets;
        }
    };

    /**
     * The bucket of a row.
     *
     * @param types the types of the bucket key columns in the table, whose null is allowed
     * @param key their values as {@link Literal}s
     * @param buckets how many buckets there were when the file in question was written
     */
    public abstract int bucket(List<DataType> types, List<?> key, int buckets);

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE for a name that is none of {@code default}, {@code mod}, {@code hive}
     */
    public static BucketFunction parse(String name)
    {
        for (BucketFunction function : values()) {
            if (function.name().equalsIgnoreCase(name)) {
                return function;
            }
        }
        throw VarveException.unsupported("Option bucket-function.type is '" + name + "', known are default, mod and hive");
    }

    /** Without zeros at the end of the fraction. */
    private static BigDecimal hiveDecimal(BigDecimal decimal)
    {
        BigDecimal stripped = decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static int hiveHash(DataType type, Object value)
    {
        if (value == null) {
            return 0;
        }
        if (value instanceof Boolean bool) {
            return bool ? 1 : 0;
        }
        if (value instanceof Long number) {
            return type instanceof BigIntType ? Long.hashCode(number) : number.intValue();
        }
        if (value instanceof Float number) {
            return number == 0 ? 0 : Float.floatToIntBits(number);
        }
        if (value instanceof Double number) {
            return number == 0 ? 0 : Double.hashCode(number);
        }
        if (value instanceof BigDecimal decimal) {
            return hiveDecimal(decimal).hashCode();
        }
        if (value instanceof Slice bytes) {
            int hash = 0;
            for (int i = 0; i < bytes.length(); i++) {
                hash = 31 * hash + bytes.getByte(i);
            }
            return hash;
        }
        throw VarveException.unsupported("bucket-function.type=hive cannot hash a bucket key of type " + type);
    }
}
