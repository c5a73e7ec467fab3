package dev.varve.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.util.Objects.requireNonNull;

/**
 * How often a job commits.
 *
 * @param rows so many at most in one commit
 * @param time so long at most between a row and its commit
 */
record CommitInterval(long rows, Optional<Duration> time)
{
    /** One commit at the end. */
    static final CommitInterval NEVER = new CommitInterval(Long.MAX_VALUE, Optional.empty());

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*([a-z]*)");

    CommitInterval
    {
        requireNonNull(time, "time is null");
        if (rows < 1 || time.filter(duration -> duration.isZero() || duration.isNegative()).isPresent()) {
            throw new IllegalArgumentException("There are no commits without rows and time between");
        }
    }

    /** A number of rows such as {@code 100000}, or a time such as {@code 30 s}. */
    static CommitInterval parse(String text)
    {
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        long number = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        if (number == 0) {
            throw wrong(text);
        }
        return switch (matcher.group(2)) {
            case "" -> new CommitInterval(number, Optional.empty());
            case "ms" -> every(Duration.ofMillis(number));
            case "s", "sec", "second", "seconds" -> every(Duration.ofSeconds(number));
            case "m", "min", "minute", "minutes" -> every(Duration.ofMinutes(number));
            case "h", "hour", "hours" -> every(Duration.ofHours(number));
            default -> throw wrong(text);
        };
    }

    private static CommitInterval every(Duration time)
    {
        return new CommitInterval(Long.MAX_VALUE, Optional.of(time));
    }

    private static TypeConversionException wrong(String text)
    {
        return new TypeConversionException("'" + text + "' is neither a number of rows, such as 100000, nor a time, such as '30 s'");
    }

    static final class Converter
            implements ITypeConverter<CommitInterval>
    {
        @Override
        public CommitInterval convert(String text)
        {
            return parse(text);
        }
    }
}
