package dev.varve.write.maintain;

import dev.varve.row.BinaryRow;
import dev.varve.row.PartitionPath;
import dev.varve.schema.FileLayout;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time that the values of a partition mean: option {@code partition.timestamp-pattern} is a text in which {@code $column} stands for the value
 * of a column, by default the first; option {@code partition.timestamp-formatter} is a pattern of {@link DateTimeFormatter}. Without it, a date
 * {@code y-M-d} is expected, with or without a time {@code H:m:s}; numbers may be too large, as in the 32nd of a month.
 */
final class PartitionTime
{
    private static final Pattern DEFAULT =
            Pattern.compile("(-?[0-9]{1,9})-([0-9]{1,2})-([0-9]{1,2})(?: ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(\\.[0-9]{1,9})?)?");

    private final List<Field> keys;
    private final PartitionPath texts;
    private final Optional<String> pattern;
    private final Optional<DateTimeFormatter> formatter;

    private PartitionTime(List<Field> keys, PartitionPath texts, Optional<String> pattern, Optional<DateTimeFormatter> formatter)
    {
        this.keys = keys;
        this.texts = texts;
        this.pattern = pattern;
        this.formatter = formatter;
    }

    /**
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST, naming the option
     */
    static PartitionTime of(TableSchema schema, FileLayout layout)
    {
        OptionMap options = new OptionMap(schema.options());
        String formatterKey = "partition.timestamp-formatter";
        Optional<DateTimeFormatter> formatter;
        try {
            formatter = options.text(formatterKey).map(text -> DateTimeFormatter.ofPattern(text, Locale.ROOT));
        }
        catch (IllegalArgumentException e) {
            throw options.bad(formatterKey, "a pattern such as 'yyyyMMdd'");
        }
        return new PartitionTime(
                schema.partitionFields(),
                new PartitionPath(schema.partitionFields(), layout.defaultPartitionName(), false),
                options.text("partition.timestamp-pattern"),
                formatter);
    }

    /** Empty if the values are no time. */
    Optional<LocalDateTime> of(BinaryRow partition)
    {
        Optional<String> text = text(partition);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return formatter.isPresent() ? Optional.of(parse(formatter.get(), text.get())) : parse(text.get());
        }
        catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Empty if a value is missing. */
    private Optional<String> text(BinaryRow partition)
    {
        if (pattern.isEmpty()) {
            return value(partition, 0);
        }
        // Of names that begin alike the longer is meant.
        List<Field> byLength = keys.stream().sorted(Comparator.comparingInt((Field key) -> -key.name().length())).toList();
        StringBuilder text = new StringBuilder();
        int position = 0;
        while (position < pattern.get().length()) {
            int next = position + 1;
            char c = pattern.get().charAt(position);
            Optional<Field> key = c == '$' ? byLength.stream().filter(field -> pattern.get().startsWith(field.name(), next)).findFirst() : Optional.empty();
            if (key.isEmpty()) {
                text.append(c);
                position = next;
                continue;
            }
            Optional<String> value = value(partition, keys.indexOf(key.get()));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            text.append(value.get());
            position = next + key.get().name().length();
        }
        return Optional.of(text.toString());
    }

    private Optional<String> value(BinaryRow partition, int position)
    {
        Field key = keys.get(position);
        return Optional.ofNullable(partition.value(position, key.type())).map(value -> texts.valueText(key.type(), value));
    }

    private static LocalDateTime parse(DateTimeFormatter formatter, String text)
    {
        TemporalAccessor parsed = formatter.parseBest(text, LocalDateTime::from, LocalDate::from);
        return parsed instanceof LocalDateTime time ? time : ((LocalDate) parsed).atStartOfDay();
    }

    private static Optional<LocalDateTime> parse(String text)
    {
        Matcher matcher = DEFAULT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        LocalDateTime date = LocalDate.of(Integer.parseInt(matcher.group(1)), 1, 1)
                .plusMonths(Long.parseLong(matcher.group(2)) - 1)
                .plusDays(Long.parseLong(matcher.group(3)) - 1)
                .atStartOfDay();
        if (matcher.group(4) == null) {
            return Optional.of(date);
        }
        // Fractions of seconds do not matter for what expires after days.
        return Optional.of(date
                .plusHours(Long.parseLong(matcher.group(4)))
                .plusMinutes(Long.parseLong(matcher.group(5)))
                .plusSeconds(Long.parseLong(matcher.group(6))));
    }
}
