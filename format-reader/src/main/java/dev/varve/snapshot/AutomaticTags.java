package dev.varve.snapshot;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * The names that a table gives to tags it creates for periods: {@code tag.creation-period}, {@code tag.creation-period-duration} and
 * {@code tag.period-formatter}. Periods begin at multiples of their length since 1970, by a clock on the wall.
 */
public final class AutomaticTags
{
    private final DateTimeFormatter format;
    private final Duration length;
    private final boolean daily;

    private AutomaticTags(DateTimeFormatter format, Duration length, boolean daily)
    {
        this.format = requireNonNull(format, "format is null");
        this.length = requireNonNull(length, "length is null");
        this.daily = daily;
    }

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the table has a period or a style that is not known
     */
    public static AutomaticTags of(TableSchema schema)
    {
        OptionMap options = new OptionMap(schema.options());
        Optional<Duration> duration = options.duration("tag.creation-period-duration");
        if (duration.isPresent()) {
            if (duration.get().toMillis() <= 0) {
                throw options.bad("tag.creation-period-duration", "a duration of at least a millisecond");
            }
            return new AutomaticTags(format("", "", true, true), duration.get(), false);
        }
        return of(
                options.text("tag.creation-period").orElse("daily").toLowerCase(Locale.ROOT),
                options.text("tag.period-formatter").orElse("with_dashes").toLowerCase(Locale.ROOT));
    }

    /**
     * @param period {@code daily}, {@code hourly} or {@code two-hours}
     * @param style {@code with_dashes}, {@code without_dashes} or {@code without_dashes_and_spaces}
     * @throws VarveException of kind UNSUPPORTED_FEATURE for any other period or style
     */
    private static AutomaticTags of(String period, String style)
    {
        boolean dashes = style.equals("with_dashes");
        if (!dashes && !style.equals("without_dashes") && !style.equals("without_dashes_and_spaces")) {
            throw VarveException.unsupported("Option tag.period-formatter of the table is '" + style + "', which is not supported");
        }
        String separator = dashes ? "-" : "";
        return switch (period) {
            case "daily" -> new AutomaticTags(format(separator, "", false, false), Duration.ofDays(1), true);
            case "hourly", "two-hours" -> {
                boolean spaces = period.equals("two-hours") || !style.equals("without_dashes_and_spaces");
                Duration length = Duration.ofHours(period.equals("two-hours") ? 2 : 1);
                yield new AutomaticTags(format(period.equals("two-hours") ? "-" : separator, spaces ? " " : "", true, false), length, false);
            }
            default -> throw VarveException.unsupported("Option tag.creation-period of the table is '" + period + "', which is not supported");
        };
    }

    private static DateTimeFormatter format(String dash, String space, boolean hours, boolean minutes)
    {
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder()
                .appendValue(ChronoField.YEAR, 4, 4, SignStyle.NEVER)
                .appendLiteral(dash)
                .appendValue(ChronoField.MONTH_OF_YEAR, 2)
                .appendLiteral(dash)
                .appendValue(ChronoField.DAY_OF_MONTH, 2);
        if (hours) {
            builder.appendLiteral(space).appendValue(ChronoField.HOUR_OF_DAY, 2);
        }
        if (minutes) {
            builder.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
        }
        else if (hours) {
            builder.parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0);
        }
        return builder.toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    }

    /** The start of the period that a tag is named after; empty if it is not such a name. */
    public Optional<LocalDateTime> period(String tag)
    {
        try {
            // Of tags of days, what follows a blank does not count.
            return Optional.of(daily ? LocalDate.parse(tag.split(" ", 2)[0], format).atStartOfDay() : LocalDateTime.parse(tag, format));
        }
        catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The name of the tag for the period that begins then. */
    public String name(LocalDateTime start)
    {
        return start.format(format);
    }

    /** The start of the last period that was over at a time. */
    public LocalDateTime before(LocalDateTime time)
    {
        long millis = time.toInstant(ZoneOffset.UTC).toEpochMilli();
        long start = millis / length.toMillis() * length.toMillis();
        return LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(start, ChronoUnit.MILLIS).minus(length);
    }

    /** How long a period is. */
    public Duration length()
    {
        return length;
    }
}
