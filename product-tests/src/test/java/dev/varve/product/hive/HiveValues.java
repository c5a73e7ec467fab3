package dev.varve.product.hive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
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
import dev.varve.type.VectorType;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Texts of Hive's results as the values of {@link dev.varve.product.rows}. */
final class HiveValues
{
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();
    private static final ObjectMapper JSON = new ObjectMapper();

    private HiveValues() {}

    static Object parse(String text, DataType type)
    {
        if (text == null) {
            return null;
        }
        return switch (type) {
            case BooleanType _ -> Boolean.valueOf(text);
            case TinyIntType _, SmallIntType _, IntType _, BigIntType _ -> Long.valueOf(text);
            case FloatType _ -> Float.valueOf(text);
            case DoubleType _ -> Double.valueOf(text);
            case DecimalType _ -> new BigDecimal(text);
            case BinaryType _, VarBinaryType _, BlobType _ -> HexFormat.of().parseHex(text.substring(2));
            case DateType _ -> LocalDate.parse(text);
            case TimeType _ -> LocalTime.parse(text);
            case TimestampType _ -> LocalDateTime.parse(text, TIMESTAMP);
            case LocalZonedTimestampType _ -> {
                int zone = text.lastIndexOf(' ');
                yield LocalDateTime.parse(text.substring(0, zone), TIMESTAMP).atZone(ZoneId.of(text.substring(zone + 1))).toInstant();
            }
            case ArrayType _, VectorType _, MapType _, MultisetType _, RowType _ -> nested(json(text), type);
            default -> text;
        };
    }

    private static JsonNode json(String text)
    {
        try {
            return JSON.readTree(text);
        }
        catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + text, e);
        }
    }

    private static Object nested(JsonNode value, DataType type)
    {
        if (value == null || value.isNull()) {
            return null;
        }
        return switch (type) {
            case ArrayType array -> elements(value, array.element());
            case VectorType vector -> elements(value, vector.element());
            case MapType map -> entries(value, map.key(), map.value());
            case MultisetType multiset -> entries(value, multiset.element(), new IntType(false));
            case RowType row -> {
                List<Object> members = new ArrayList<>();
                row.fields().forEach(field -> members.add(nested(value.get(field.name().toLowerCase(Locale.ROOT)), field.type())));
                yield members;
            }
            default -> parse(value.asText(), type);
        };
    }

    private static List<Object> elements(JsonNode value, DataType type)
    {
        List<Object> elements = new ArrayList<>();
        value.forEach(element -> elements.add(nested(element, type)));
        return elements;
    }

    private static List<Object> entries(JsonNode value, DataType keyType, DataType valueType)
    {
        List<Object> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            entries.add(new SimpleImmutableEntry<>(parse(entry.getKey(), keyType), nested(entry.getValue(), valueType)));
        }
        return entries;
    }
}
