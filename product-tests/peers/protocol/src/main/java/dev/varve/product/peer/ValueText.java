package dev.varve.product.peer;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The canonical text of values, by their Java classes: decimals have their scale, and {@link Fields} are rows. Texts of CHAR are as the engine
 * gives them.
 */
public final class ValueText
{
    private ValueText() {}

    /** A value of a ROW type, by field, in order. */
    public record Fields(List<String> names, List<Object> values) {}

    static String row(List<Object> values)
    {
        return values.stream().map(ValueText::of).collect(Collectors.joining(",", "[", "]"));
    }

    private static String of(Object value)
    {
        return switch (value) {
            case null -> "null";
            case Boolean flag -> flag.toString();
            case Float number -> floating(number.toString());
            case Double number -> floating(number.toString());
            case BigDecimal number -> '"' + number.toPlainString() + '"';
            case Number number -> number.toString();
            case String text -> quoted(text);
            case byte[] bytes -> "\"0x" + HexFormat.of().formatHex(bytes) + '"';
            case LocalDate date -> '"' + date(date) + '"';
            case LocalTime time -> '"' + time(time) + '"';
            case LocalDateTime timestamp -> '"' + timestamp(timestamp) + '"';
            case Instant instant -> '"' + timestamp(instant.atOffset(ZoneOffset.UTC).toLocalDateTime()) + "Z\"";
            case List<?> elements -> elements.stream().map(ValueText::of).collect(Collectors.joining(",", "[", "]"));
            case Map<?, ?> map -> map.entrySet().stream()
                    .map(entry -> "[" + of(entry.getKey()) + "," + of(entry.getValue()) + "]")
                    .sorted()
                    .collect(Collectors.joining(",", "[", "]"));
            case Fields fields -> fields(fields);
            default -> throw new IllegalArgumentException("A value of " + value.getClass());
        };
    }

    private static String fields(Fields fields)
    {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < fields.names().size(); i++) {
            out.append(i == 0 ? "" : ",").append(quoted(fields.names().get(i))).append(':').append(of(fields.values().get(i)));
        }
        return out.append('}').toString();
    }

    private static String floating(String text)
    {
        return Character.isDigit(text.charAt(text.length() - 1)) ? text : '"' + text + '"';
    }

    private static String quoted(String text)
    {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                out.append('\\').append((char) character);
            }
            else if (character < 0x20 || character == 0x7f || character == 0x85 || character == 0x2028 || character == 0x2029) {
                out.append("\\u%04x".formatted(character));
            }
            else {
                out.append((char) character);
            }
        });
        return out.append('"').toString();
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
}
