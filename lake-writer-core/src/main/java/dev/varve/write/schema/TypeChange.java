package dev.varve.write.schema;

import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;

import java.util.List;

/** Which types a column may change to: those that its old values can be read as, the same ones as in Paimon. */
final class TypeChange
{
    private static final List<Class<? extends DataType>> INTEGERS = List.of(TinyIntType.class, SmallIntType.class, IntType.class, BigIntType.class);

    private TypeChange() {}

    /**
     * @param lossy whether casts that may lose something are allowed, too
     */
    static boolean allowed(DataType from, DataType to, boolean lossy)
    {
        if (from.nullable() && !to.nullable() && !lossy) {
            return false;
        }
        return convertible(from, to) && (lossy || from.equalsIgnoringNullable(to) || widens(from, to));
    }

    /** Whether values can be converted at all. Not even every type to itself: a conversion is only defined for some. */
    private static boolean convertible(DataType from, DataType to)
    {
        if (isText(from)) {
            return isText(to) || isBinary(to) || isNumber(to) || isTime(to) || to instanceof BooleanType;
        }
        if (isText(to)) {
            boolean nullableString = to.equals(new VarCharType(VarCharType.UNBOUNDED, true));
            return isNumber(from) || isBinary(from) || from instanceof BooleanType || isNested(from) || isTime(from) && nullableString;
        }
        if (isNumber(from)) {
            return isNumber(to)
                    || to instanceof BooleanType && isInteger(from)
                    || isTimestamp(to) && (from instanceof IntType || from instanceof BigIntType);
        }
        if (from instanceof BooleanType) {
            return isNumber(to);
        }
        if (isBinary(from)) {
            return isBinary(to);
        }
        if (isTimestamp(from)) {
            return isTime(to) || to instanceof IntType || to instanceof BigIntType;
        }
        return (from instanceof DateType || from instanceof TimeType) && isTimestamp(to);
    }

    private static boolean widens(DataType from, DataType to)
    {
        if (isInteger(to)) {
            return isInteger(from) && INTEGERS.indexOf(from.getClass()) <= INTEGERS.indexOf(to.getClass());
        }
        if (to instanceof FloatType) {
            return isNumber(from) && !(from instanceof DoubleType);
        }
        if (to instanceof DecimalType || to instanceof DoubleType) {
            return isNumber(from);
        }
        if (to instanceof VarCharType) {
            return isText(from);
        }
        if (to instanceof VarBinaryType) {
            return isBinary(from);
        }
        if (to instanceof DateType || to instanceof TimeType) {
            return from instanceof TimestampType || from.getClass() == to.getClass();
        }
        return isTimestamp(to) ? isTimestamp(from) : from.getClass() == to.getClass();
    }

    private static boolean isText(DataType type)
    {
        return type instanceof CharType || type instanceof VarCharType;
    }

    private static boolean isBinary(DataType type)
    {
        return type instanceof BinaryType || type instanceof VarBinaryType;
    }

    private static boolean isInteger(DataType type)
    {
        return INTEGERS.contains(type.getClass());
    }

    private static boolean isNumber(DataType type)
    {
        return isInteger(type) || type instanceof FloatType || type instanceof DoubleType || type instanceof DecimalType;
    }

    private static boolean isTimestamp(DataType type)
    {
        return type instanceof TimestampType || type instanceof LocalZonedTimestampType;
    }

    private static boolean isTime(DataType type)
    {
        return isTimestamp(type) || type instanceof DateType || type instanceof TimeType;
    }

    private static boolean isNested(DataType type)
    {
        return type instanceof ArrayType || type instanceof MapType || type instanceof RowType;
    }
}
