package dev.varve.row;

import dev.varve.type.ArrayType;
import dev.varve.type.BlobType;
import dev.varve.type.DataType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;

/**
 * How single values are held outside columns, by type:
 *
 * <table>
 * <caption>Literals</caption>
 * <tr><td>BOOLEAN</td><td>{@link Boolean}</td></tr>
 * <tr><td>TINYINT, SMALLINT, INT, BIGINT</td><td>{@link Long}</td></tr>
 * <tr><td>DATE</td><td>{@link Long}, days since 1970-01-01</td></tr>
 * <tr><td>TIME</td><td>{@link Long}, milliseconds of the day</td></tr>
 * <tr><td>FLOAT</td><td>{@link Float}</td></tr>
 * <tr><td>DOUBLE</td><td>{@link Double}</td></tr>
 * <tr><td>DECIMAL(p, s)</td><td>{@link java.math.BigDecimal} of scale s</td></tr>
 * <tr><td>CHAR, VARCHAR (UTF-8), BINARY, VARBINARY</td><td>{@link io.airlift.slice.Slice}</td></tr>
 * <tr><td>TIMESTAMP, TIMESTAMP WITH LOCAL TIME ZONE</td><td>{@link Timestamp}</td></tr>
 * </table>
 *
 * <p>SQL's NULL is {@code null}. The other types have no literals.
 */
public final class Literal
{
    private Literal() {}

    /** Whether values of the type are ordered and can be held as literals. */
    public static boolean exists(DataType type)
    {
        return !(type instanceof ArrayType
                || type instanceof BlobType
                || type instanceof MapType
                || type instanceof MultisetType
                || type instanceof RowType
                || type instanceof VariantType
                || type instanceof VectorType);
    }

    /**
     * Orders two literals of one type the way the format orders keys: numbers by value (decimals whatever their scale,
     * {@code -0.0 < 0.0 < NaN}), false before true, text and binary by unsigned bytes, timestamps by time. Null comes first.
     */
    @SuppressWarnings("unchecked")
    public static int compare(Object left, Object right)
    {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        }
        return ((Comparable<Object>) left).compareTo(right);
    }
}
