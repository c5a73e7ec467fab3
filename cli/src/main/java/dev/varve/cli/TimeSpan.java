package dev.varve.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Time spans as users write them: {@code 500 ms}, {@code 30 s}, {@code 5 min}, {@code 2 h}, {@code 7 d}. */
final class TimeSpan
{
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*([a-z]+)");

    private TimeSpan() {}

    /** Empty if the text is none, or is no time at all. */
    static Optional<Duration> parse(String text)
    {
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s", "sec", "second", "seconds" -> Duration.ofSeconds(count);
            case "m", "min", "minute", "minutes" -> Duration.ofMinutes(count);
            case "h", "hour", "hours" -> Duration.ofHours(count);
            case "d", "day", "days" -> Duration.ofDays(count);
            default -> Duration.ZERO;
        };
        return Optional.of(duration).filter(span -> !span.isZero());
    }

    static final class Converter
            implements ITypeConverter<Duration>
    {
        @Override
        public Duration convert(String text)
        {
            return parse(text).orElseThrow(() -> new TypeConversionException("'" + text + "' is no time, such as '30 s' or '7 d'"));
        }
    }
}
