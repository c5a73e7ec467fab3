package dev.varve.trino.type;

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
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.StandardTypes;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeDescriptor;
import io.trino.spi.type.TypeManager;
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * The Trino type that shows each type of the table format:
 *
 * <table>
 * <caption>Types that differ in more than the name</caption>
 * <tr><td>CHAR(n)</td><td>{@code char(n)}; {@code varchar(n)} beyond 65,536, which is the longest that Trino has</td></tr>
 * <tr><td>BINARY(n), VARBINARY(n)</td><td>{@code varbinary}</td></tr>
 * <tr><td>TIMESTAMP(p) WITH LOCAL TIME ZONE</td><td>{@code timestamp(p) with time zone}, values are in UTC</td></tr>
 * <tr><td>MULTISET of T</td><td>{@code map(T, integer)}</td></tr>
 * <tr><td>VECTOR of T</td><td>{@code array(T)}</td></tr>
 * <tr><td>BLOB</td><td>{@code varbinary}</td></tr>
 * <tr><td>VARIANT</td><td>{@code json}</td></tr>
 * <tr><td>ROW without fields, and whatever contains one</td><td>none</td></tr>
 * </table>
 */
public final class TypeMapping
{
    private final TypeOperators typeOperators;
    private final Type json;

    private TypeMapping(TypeOperators typeOperators, Type json)
    {
        this.typeOperators = requireNonNull(typeOperators, "typeOperators is null");
        this.json = requireNonNull(json, "json is null");
    }

    /** @param types those of the engine, which knows more than its interface for plugins does */
    public static TypeMapping of(TypeManager types)
    {
        return new TypeMapping(types.getTypeOperators(), types.getType(new TypeDescriptor(StandardTypes.JSON)));
    }

    /** Whether values of the type are texts of JSON. */
    public static boolean isJson(Type type)
    {
        return type.getBaseName().equals(StandardTypes.JSON);
    }

    /** The Trino type, or empty if Trino has none that shows such values. */
    public Optional<Type> toTrino(DataType type)
    {
        if (type instanceof ArrayType array) {
            return toTrino(array.element()).map(io.trino.spi.type.ArrayType::new);
        }
        if (type instanceof VectorType vector) {
            return toTrino(vector.element()).map(io.trino.spi.type.ArrayType::new);
        }
        if (type instanceof MapType map) {
            return toTrino(map.key()).flatMap(key -> toTrino(map.value()).map(value -> new io.trino.spi.type.MapType(key, value, typeOperators)));
        }
        if (type instanceof MultisetType multiset) {
            return toTrino(multiset.element()).map(element -> new io.trino.spi.type.MapType(element, IntegerType.INTEGER, typeOperators));
        }
        if (type instanceof RowType row) {
            return toTrino(row);
        }
        return toTrinoScalar(type);
    }

    private Optional<Type> toTrino(RowType row)
    {
        List<io.trino.spi.type.RowType.Field> fields = new ArrayList<>();
        for (Field field : row.fields()) {
            Optional<Type> type = toTrino(field.type());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            fields.add(io.trino.spi.type.RowType.field(field.name(), type.get()));
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(io.trino.spi.type.RowType.from(fields));
    }

    private Optional<Type> toTrinoScalar(DataType type)
    {
        return Optional.ofNullable(switch (type) {
            case BooleanType _ -> io.trino.spi.type.BooleanType.BOOLEAN;
            case TinyIntType _ -> TinyintType.TINYINT;
            case SmallIntType _ -> SmallintType.SMALLINT;
            case IntType _ -> IntegerType.INTEGER;
            case BigIntType _ -> BigintType.BIGINT;
            case FloatType _ -> RealType.REAL;
            case DoubleType _ -> io.trino.spi.type.DoubleType.DOUBLE;
            case DecimalType decimal -> io.trino.spi.type.DecimalType.createDecimalType(decimal.precision(), decimal.scale());
            case CharType text when text.length() <= io.trino.spi.type.CharType.MAX_LENGTH -> io.trino.spi.type.CharType.createCharType(text.length());
            case CharType text -> varchar(text.length());
            case VarCharType text -> varchar(text.length());
            case BinaryType _, VarBinaryType _, BlobType _ -> VarbinaryType.VARBINARY;
            case VariantType _ -> json;
            case DateType _ -> io.trino.spi.type.DateType.DATE;
            case TimeType time -> io.trino.spi.type.TimeType.createTimeType(time.precision());
            case TimestampType timestamp -> io.trino.spi.type.TimestampType.createTimestampType(timestamp.precision());
            case LocalZonedTimestampType timestamp -> TimestampWithTimeZoneType.createTimestampWithTimeZoneType(timestamp.precision());
            default -> null;
        });
    }

    private static VarcharType varchar(int length)
    {
        return length > VarcharType.MAX_LENGTH ? VarcharType.createUnboundedVarcharType() : VarcharType.createVarcharType(length);
    }
}
