package dev.varve.product.trino;

import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VectorType;
import io.trino.jdbc.Row;
import io.trino.jdbc.RowField;

import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Values of JDBC results as the values of {@link dev.varve.product.rows}. Dates and times of columns are taken as text, because
 * the classes of {@code java.sql} do not keep every one of them; inside of arrays, maps and rows there is no text.
 */
final class TrinoValues
{
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private TrinoValues() {}

    static Object value(ResultSet results, int column, DataType type)
            throws SQLException
    {
        return switch (type) {
            case DateType _, TimeType _, TimestampType _, LocalZonedTimestampType _ -> {
                String text = results.getString(column);
                yield text == null ? null : parse(text, type);
            }
            default -> nested(results.getObject(column), type);
        };
    }

    private static Object parse(String text, DataType type)
    {
        return switch (type) {
            case DateType _ -> LocalDate.parse(text);
            case TimeType _ -> LocalTime.parse(text);
            case TimestampType _ -> LocalDateTime.parse(text, TIMESTAMP);
            default -> {
                int zone = text.lastIndexOf(' ');
                yield LocalDateTime.parse(text.substring(0, zone), TIMESTAMP).atZone(ZoneId.of(text.substring(zone + 1))).toInstant();
            }
        };
    }

    private static Object nested(Object value, DataType type)
            throws SQLException
    {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case TinyIntType _ -> (Byte) value;
            case SmallIntType _ -> (Short) value;
            case IntType _ -> (Integer) value;
            case BigIntType _ -> (Long) value;
            case DateType _ -> ((Date) value).toLocalDate();
            // Its own conversion forgets milliseconds.
            case TimeType _ -> LocalTime.ofInstant(Instant.ofEpochMilli(((Time) value).getTime()), ZoneId.systemDefault());
            case TimestampType _ -> ((Timestamp) value).toLocalDateTime();
            case LocalZonedTimestampType _ -> ((Timestamp) value).toInstant();
            case ArrayType array -> elements(value, array.element());
            case VectorType vector -> elements(value, vector.element());
            case MapType map -> entries((Map<?, ?>) value, map.key(), map.value());
            case MultisetType multiset -> entries((Map<?, ?>) value, multiset.element(), new IntType(false));
            case RowType row -> members((Row) value, row);
            default -> value;
        };
    }

    private static List<Object> elements(Object value, DataType type)
            throws SQLException
    {
        List<?> raw = value instanceof Array array ? Arrays.asList((Object[]) array.getArray()) : (List<?>) value;
        List<Object> elements = new ArrayList<>();
        for (Object element : raw) {
            elements.add(nested(element, type));
        }
        return elements;
    }

    private static List<Object> entries(Map<?, ?> map, DataType keyType, DataType valueType)
            throws SQLException
    {
        List<Object> entries = new ArrayList<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.add(new SimpleImmutableEntry<>(nested(entry.getKey(), keyType), nested(entry.getValue(), valueType)));
        }
        return entries;
    }

    /** The members in order; their names must be those of the type but for the case of letters, which Trino folds. */
    private static List<Object> members(Row row, RowType type)
            throws SQLException
    {
        List<RowField> fields = row.getFields();
        List<String> names = fields.stream().map(field -> field.getName().orElse("")).toList();
        if (names.size() != type.size() || !String.join(",", names).equalsIgnoreCase(String.join(",", type.names()))) {
            throw new IllegalStateException("Members %s instead of %s".formatted(names, type.names()));
        }
        List<Object> members = new ArrayList<>();
        List<Field> types = type.fields();
        for (int i = 0; i < fields.size(); i++) {
            members.add(nested(fields.get(i).getValue(), types.get(i).type()));
        }
        return members;
    }
}
