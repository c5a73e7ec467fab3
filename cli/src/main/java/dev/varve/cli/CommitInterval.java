package dev.varve.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.Optional;
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

    private static final Pattern ROWS = Pattern.compile("[1-9]\\d{0,14}");

    CommitInterval
    {
        requireNonNull(time, "time is null");
        if (rows < 1 || time.filter(duration -> duration.isZero() || duration.isNegative()).isPresent()) {
            throw new IllegalArgumentException("There are no commits without rows and time between");
        }
    }

    /** A number of rows such as {@code 100000}, or a {@link TimeSpan} such as {@code 30 s}. */
    static CommitInterval parse(String text)
    {
        Optional<Duration> time = TimeSpan.parse(text);
        if (time.isPresent()) {
            return new CommitInterval(Long.MAX_VALUE, time);
        }
        if (!ROWS.matcher(text.strip()).matches()) {
            throw new TypeConversionException("'" + text + "' is neither a number of rows, such as 100000, nor a time, such as '30 s'");
        }
        return new CommitInterval(Long.parseLong(text.strip()), Optional.empty());
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
