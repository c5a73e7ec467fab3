package dev.varve.row;

import dev.varve.error.VarveException;
import dev.varve.type.BinaryType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import io.airlift.slice.Slice;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * The directory of a partition: {@code key=value/} for each partition key in order, escaped.
 *
 * @param keys the partition columns in declared order
 * @param defaultName the value that stands for null and for blank text: option {@code partition.default-name}
 * @param legacyNames whether dates are days since 1970 and timestamps have a T: option {@code partition.legacy-name}
 */
public record PartitionPath(List<Field> keys, String defaultName, boolean legacyNames)
{
    private static final String ESCAPED = "\"#%'*/:=?\\{}[]^\u007f";
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    public PartitionPath
    {
        keys = List.copyOf(keys);
        requireNonNull(defaultName, "defaultName is null");
    }

    /** {@code dt=2024-01-01/hour=7}, without slashes around it; empty if there are no partition keys. */
    public String of(BinaryRow partition)
    {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            Field key = keys.get(i);
            path.append(i == 0 ? "" : "/")
                    .append(escape(key.name()))
                    .append('=')
                    .append(escape(valueText(key.type(), partition.value(i, key.type()))));
        }
        return path.toString();
    }

    /** The text of a value before it is escaped. */
    public String valueText(DataType type, Object literal)
    {
        if (literal == null) {
            return defaultName;
        }
        String text = legacyNames ? legacyText(type, literal) : castText(type, literal);
        return text.chars().allMatch(Character::isWhitespace) ? defaultName : text;
    }

    private static String legacyText(DataType type, Object literal)
    {
        if (type instanceof BinaryType || type instanceof VarBinaryType) {
            throw VarveException.unsupported("The directories of a table that is partitioned by " + type +
                    " with partition.legacy-name=true have no reproducible names");
        }
        return literal instanceof Slice || literal instanceof BigDecimal ? castText(type, literal) : literal.toString();
    }

    /** A value as a cast to STRING gives it. */
    public static String castText(DataType type, Object literal)
    {
        if (type instanceof DateType) {
            return LocalDate.ofEpochDay((Long) literal).toString();
        }
        if (type instanceof TimeType time) {
            long millis = (Long) literal;
            if (millis < 0 || millis >= MILLIS_PER_DAY) {
                throw VarveException.corrupt("A partition has the time of day " + millis + " ms");
            }
            LocalTime value = LocalTime.ofNanoOfDay(millis * 1_000_000);
            return TIME.format(value) + timeFraction(value.getNano(), time.precision());
        }
        if (type instanceof TimestampType timestamp) {
            return timestampText(((Timestamp) literal).toLocalDateTime(), timestamp.precision());
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            Timestamp value = (Timestamp) literal;
            Instant instant = Instant.ofEpochMilli(value.epochMillis()).plusNanos(value.nanosOfMilli());
            return timestampText(LocalDateTime.ofInstant(instant, ZoneId.systemDefault()), timestamp.precision());
        }
        if (literal instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (literal instanceof Slice slice) {
            return slice.toString(UTF_8);
        }
        return literal.toString();
    }

    private static String timestampText(LocalDateTime value, int precision)
    {
        return DATE_TIME.format(value) + fraction(value.getNano(), precision);
    }

    /** The fraction of a timestamp with its point, at least {@code digits} digits and no more zeros than that; may be empty. */
    private static String fraction(int nanos, int digits)
    {
        String text = String.format(Locale.ROOT, "%09d", nanos);
        int end = text.length();
        while (end > digits && text.charAt(end - 1) == '0') {
            end--;
        }
        return end == 0 ? "" : "." + text.substring(0, end);
    }

    /** The fraction of a time of day: at most {@code digits} digits, zeros at the end left out but for the first. */
    private static String timeFraction(int nanos, int digits)
    {
        if (digits == 0) {
            return "";
        }
        String text = String.format(Locale.ROOT, "%09d", nanos).substring(0, digits);
        int end = text.length();
        while (end > 1 && text.charAt(end - 1) == '0') {
            end--;
        }
        return "." + text.substring(0, end);
    }

    /** Writes the characters that a path must not contain as {@code %XX}. */
    public static String escape(String text)
    {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
            else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
