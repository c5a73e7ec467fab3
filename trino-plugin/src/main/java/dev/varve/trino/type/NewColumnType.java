package dev.varve.trino.type;

import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
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
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.trino.spi.TrinoException;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;

import java.util.ArrayList;
import java.util.List;

import static io.trino.spi.StandardErrorCode.NOT_SUPPORTED;

/**
 * The type of the table format that a column gets whose type is told in SQL: the one that {@link TypeMapping} shows as that type again. No
 * value may lose anything in it, so types that are finer than those of the format are refused.
 */
public final class NewColumnType
{
    /** Times of the format are milliseconds. */
    private static final int MAX_TIME_PRECISION = 3;
    private static final int MAX_TIMESTAMP_PRECISION = 9;
    /** Members of a row get ids when the column is created. */
    private static final int NO_ID = 0;

    private NewColumnType() {}

    /**
     * A nullable type.
     *
     * @param column what messages call the column
     * @throws TrinoException if the format has no such type
     */
    public static DataType of(Type type, String column)
    {
        return switch (type) {
            case io.trino.spi.type.BooleanType _ -> new BooleanType(true);
            case TinyintType _ -> new TinyIntType(true);
            case SmallintType _ -> new SmallIntType(true);
            case IntegerType _ -> new IntType(true);
            case BigintType _ -> new BigIntType(true);
            case RealType _ -> new FloatType(true);
            case io.trino.spi.type.DoubleType _ -> new DoubleType(true);
            case io.trino.spi.type.DecimalType decimal -> new DecimalType(decimal.getPrecision(), decimal.getScale(), true);
            case io.trino.spi.type.CharType text when text.getLength() > 0 -> new CharType(text.getLength(), true);
            case VarcharType text when text.isUnbounded() -> new VarCharType(VarCharType.UNBOUNDED, true);
            case VarcharType text when text.getBoundedLength() > 0 -> new VarCharType(text.getBoundedLength(), true);
            case VarbinaryType _ -> new VarBinaryType(VarBinaryType.UNBOUNDED, true);
            case io.trino.spi.type.DateType _ -> new DateType(true);
            case io.trino.spi.type.TimeType time -> new TimeType(precision(type, time.getPrecision(), MAX_TIME_PRECISION, column), true);
            case io.trino.spi.type.TimestampType timestamp -> new TimestampType(precision(type, timestamp.getPrecision(), MAX_TIMESTAMP_PRECISION, column), true);
            case TimestampWithTimeZoneType timestamp ->
                    new LocalZonedTimestampType(precision(type, timestamp.getPrecision(), MAX_TIMESTAMP_PRECISION, column), true);
            case io.trino.spi.type.ArrayType array -> new ArrayType(of(array.getElementType(), column), true);
            case io.trino.spi.type.MapType map -> new MapType(of(map.getKeyType(), column), of(map.getValueType(), column), true);
            case io.trino.spi.type.RowType row -> new RowType(members(row, column), true);
            default -> throw unsupported(type, column, "tables have no such type");
        };
    }

    private static int precision(Type type, int precision, int highest, String column)
    {
        if (precision > highest) {
            throw unsupported(type, column, "tables keep at most %d digits of a second".formatted(highest));
        }
        return precision;
    }

    private static List<Field> members(io.trino.spi.type.RowType row, String column)
    {
        List<Field> members = new ArrayList<>();
        for (io.trino.spi.type.RowType.Field member : row.getFields()) {
            String name = member.getName().orElseThrow(() -> unsupported(row, column, "each member of a row needs a name"));
            members.add(new Field(NO_ID, name, of(member.getType(), column)));
        }
        return members;
    }

    private static TrinoException unsupported(Type type, String column, String reason)
    {
        return new TrinoException(NOT_SUPPORTED, "Column '%s' cannot have type %s: %s".formatted(column, type.getDisplayName(), reason));
    }
}
