package dev.varve.product.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The text of a row that all clients are compared by: a JSON array without white space, one text per value.
 * <ul>
 * <li>integers and booleans as they are; float and double as the shortest decimal that parses to the value, or {@code "NaN"},
 * {@code "Infinity"}, {@code "-Infinity"}; decimals as a string with exactly the scale's digits
 * <li>strings with only {@code "}, {@code \} and control and line separator characters escaped; char without trailing spaces
 * <li>{@code "0x0aff"}, {@code "2024-01-31"}, {@code "12:34:56.789000000"}, {@code "2024-01-31T12:34:56.123456789"}, and with a
 * {@code Z} for instants
 * <li>arrays as arrays, maps as arrays of {@code [key,value]} sorted by the text of the entry, rows as objects in the order of
 * the type, variants as a string of their JSON with sorted keys
 * </ul>
 */
public final class CanonicalText
{
    private static final ObjectMapper VARIANT_JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private CanonicalText() {}

    /** The line of a row, without a line end. */
    public static String line(List<DataType> types, List<?> values)
    {
        if (types.size() != values.size()) {
            throw new IllegalArgumentException("%s columns but %s values".formatted(types.size(), values.size()));
        }
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            append(out, types.get(i), values.get(i));
        }
        return out.append(']').toString();
    }

    public static String text(DataType type, Object value)
    {
        StringBuilder out = new StringBuilder();
        append(out, type, value);
        return out.toString();
    }

    private static void append(StringBuilder out, DataType type, Object value)
    {
        if (value == null) {
            out.append("null");
            return;
        }
        switch (type) {
            case BooleanType _ -> out.append((boolean) value);
            case TinyIntType _, SmallIntType _, IntType _, BigIntType _ -> out.append(((Number) value).longValue());
            case FloatType _ -> appendFloating(out, Float.toString((Float) value));
            case DoubleType _ -> appendFloating(out, Double.toString((Double) value));
            case DecimalType decimal -> out.append('"').append(((BigDecimal) value).setScale(decimal.scale()).toPlainString()).append('"');
            case CharType _ -> appendString(out, ((String) value).replaceAll(" +$", ""));
            case VarCharType _ -> appendString(out, (String) value);
            case BinaryType _, VarBinaryType _, BlobType _ -> out.append("\"0x").append(HexFormat.of().formatHex((byte[]) value)).append('"');
            case DateType _ -> out.append('"').append(date((LocalDate) value)).append('"');
            case TimeType _ -> out.append('"').append(time((LocalTime) value)).append('"');
            case TimestampType _ -> out.append('"').append(timestamp((LocalDateTime) value)).append('"');
            case LocalZonedTimestampType _ -> out.append('"').append(timestamp(((Instant) value).atOffset(ZoneOffset.UTC).toLocalDateTime())).append("Z\"");
            case ArrayType array -> appendElements(out, array.element(), (List<?>) value);
            case VectorType vector -> appendElements(out, vector.element(), (List<?>) value);
            case MapType map -> appendEntries(out, map.key(), map.value(), (List<?>) value);
            case MultisetType multiset -> appendEntries(out, multiset.element(), new IntType(false), (List<?>) value);
            case RowType row -> appendRow(out, row, (List<?>) value);
            case VariantType _ -> appendString(out, sortedJson((String) value));
        }
    }

    private static void appendFloating(StringBuilder out, String text)
    {
        boolean finite = Character.isDigit(text.charAt(text.length() - 1));
        out.append(finite ? text : '"' + text + '"');
    }

    private static void appendString(StringBuilder out, String value)
    {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            switch (character) {
                case '"', '\\' -> out.append('\\').append(character);
                case 0x7f, 0x85, 0x2028, 0x2029 -> out.append("\\u%04x".formatted((int) character));
                default -> {
                    if (character < 0x20) {
                        out.append("\\u%04x".formatted((int) character));
                    }
                    else {
                        out.append(character);
                    }
                }
            }
        }
        out.append('"');
    }

    private static void appendElements(StringBuilder out, DataType elementType, List<?> values)
    {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            append(out, elementType, values.get(i));
        }
        out.append(']');
    }

    private static void appendEntries(StringBuilder out, DataType keyType, DataType valueType, List<?> entries)
    {
        out.append(entries.stream()
                .map(Map.Entry.class::cast)
                .map(entry -> "[" + text(keyType, entry.getKey()) + "," + text(valueType, entry.getValue()) + "]")
                .sorted(RowSet.UTF8_ORDER)
                .collect(Collectors.joining(",", "[", "]")));
    }

    private static void appendRow(StringBuilder out, RowType type, List<?> values)
    {
        if (type.size() != values.size()) {
            throw new IllegalArgumentException("%s has %s values".formatted(type, values.size()));
        }
        out.append('{');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            appendString(out, type.field(i).name());
            out.append(':');
            append(out, type.field(i).type(), values.get(i));
        }
        out.append('}');
    }

    private static String date(LocalDate value)
    {
        return "%04d-%02d-%02d".formatted(value.getYear(), value.getMonthValue(), value.getDayOfMonth());
    }

    private static String time(LocalTime value)
    {
        return "%02d:%02d:%02d.%09d".formatted(value.getHour(), value.getMinute(), value.getSecond(), value.getNano());
    }

    private static String timestamp(LocalDateTime value)
    {
        return date(value.toLocalDate()) + "T" + time(value.toLocalTime());
    }

    private static String sortedJson(String json)
    {
        try {
            StringBuilder out = new StringBuilder();
            appendJson(out, VARIANT_JSON.readTree(json));
            return out.toString();
        }
        catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not the JSON of a variant: " + json, e);
        }
    }

    private static void appendJson(StringBuilder out, JsonNode node)
    {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>(RowSet.UTF8_ORDER);
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            List<String> texts = new ArrayList<>();
            members.forEach((name, member) -> {
                StringBuilder text = new StringBuilder();
                appendString(text, name);
                appendJson(text.append(':'), member);
                texts.add(text.toString());
            });
            out.append('{').append(String.join(",", texts)).append('}');
        }
        else if (node.isArray()) {
            out.append('[');
            for (int i = 0; i < node.size(); i++) {
                if (i > 0) {
                    out.append(',');
                }
                appendJson(out, node.get(i));
            }
            out.append(']');
        }
        else if (node.isNumber()) {
            out.append(node.decimalValue().toPlainString());
        }
        else if (node.isTextual()) {
            appendString(out, node.textValue());
        }
        else {
            out.append(node.asText());
        }
    }
}
