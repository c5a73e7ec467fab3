package dev.varve.trino.file;

import dev.varve.column.Layout;
import dev.varve.type.ArrayType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VectorType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.VarbinaryType;

import java.util.List;

/**
 * Types that Trino's decoders are asked for, so that their blocks have the {@link Layout} of the wanted type, whatever SQL type
 * shows the values later: text and binaries as {@code varbinary}, for instance, which nobody checks or cuts.
 */
final class LayoutTypes
{
    private static final TypeOperators TYPE_OPERATORS = new TypeOperators();

    private LayoutTypes() {}

    static Type of(DataType type)
    {
        return switch (Layout.of(type)) {
            case BYTE -> type instanceof BooleanType ? io.trino.spi.type.BooleanType.BOOLEAN : TinyintType.TINYINT;
            case SHORT -> SmallintType.SMALLINT;
            case INT -> switch (type) {
                case DateType _ -> io.trino.spi.type.DateType.DATE;
                case FloatType _ -> RealType.REAL;
                default -> IntegerType.INTEGER;
            };
            case LONG -> switch (type) {
                case DoubleType _ -> io.trino.spi.type.DoubleType.DOUBLE;
                case DecimalType decimal -> decimal(decimal);
                default -> BigintType.BIGINT;
            };
            case INT128 -> decimal((DecimalType) type);
            case FIXED12 -> TimestampType.TIMESTAMP_NANOS;
            case BYTES -> VarbinaryType.VARBINARY;
            case ARRAY -> new io.trino.spi.type.ArrayType(of(element(type)));
            case MAP -> map(of(key(type)), of(value(type)));
            case ROW -> io.trino.spi.type.RowType.anonymous(fields(type).stream().map(field -> of(field.type())).toList());
        };
    }

    static Type map(Type key, Type value)
    {
        return new io.trino.spi.type.MapType(key, value, TYPE_OPERATORS);
    }

    private static Type decimal(DecimalType type)
    {
        return io.trino.spi.type.DecimalType.createDecimalType(type.precision(), type.scale());
    }

    /** The type of the elements of an ARRAY or VECTOR. */
    static DataType element(DataType type)
    {
        return type instanceof ArrayType array ? array.element() : ((VectorType) type).element();
    }

    /** The type of the keys of a MAP or MULTISET. */
    static DataType key(DataType type)
    {
        return type instanceof MapType map ? map.key() : ((MultisetType) type).element();
    }

    /** The type of the values of a MAP or MULTISET. */
    static DataType value(DataType type)
    {
        return type instanceof MapType map ? map.value() : new IntType(false);
    }

    /** The members of a ROW or VARIANT, by the names that they have in files. */
    static List<Field> fields(DataType type)
    {
        if (type instanceof RowType row) {
            return row.fields();
        }
        DataType binary = new VarBinaryType(VarBinaryType.UNBOUNDED, false);
        return List.of(new Field(0, "value", binary), new Field(1, "metadata", binary));
    }
}
