package dev.varve.schema;

import dev.varve.error.VarveException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options of a table as text, read by type. A value that makes no sense is an error that names the option. */
public final class OptionMap
{
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})\\s*([a-z]*)");

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,18})\\s*(\\p{L}*)");
    private static final Map<String, ChronoUnit> TIME_UNITS = timeUnits();

    private final Map<String, String> options;

    public OptionMap(Map<String, String> options)
    {
        this.options = options;
    }

    public Map<String, String> entries()
    {
        return options;
    }

    /** The value, trimmed; empty if there is none or it is blank. */
    public Optional<String> text(String key)
    {
        return Optional.ofNullable(options.get(key)).map(String::trim).filter(value -> !value.isEmpty());
    }

    public boolean flag(String key, boolean defaultValue)
    {
        String value = text(key).orElse(null);
        if (value == null) {
            return defaultValue;
        }
        switch (value.toLowerCase(Locale.ROOT)) {
            case "true":
                return true;
            case "false":
                return false;
            default:
                throw bad(key, "true or false");
        }
    }

    public int number(String key, int defaultValue)
    {
        String value = text(key).orElse(null);
        if (value == null) {
            return defaultValue;
        }
        try {
            return Integer.parseInt(value);
        }
        catch (NumberFormatException e) {
            throw bad(key, "a whole number");
        }
    }

    /** Bytes, of texts such as {@code 128 mb}. */
    public long size(String key, long defaultValue)
    {
        String value = text(key).orElse(null);
        if (value == null) {
            return defaultValue;
        }
        Matcher matcher = SIZE.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw bad(key, "a size such as '128 mb'");
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(key, matcher.group(2)));
        }
        catch (ArithmeticException e) {
            throw bad(key, "a size that fits a long");
        }
    }

    private long unit(String key, String unit)
    {
        switch (unit) {
            case "":
            case "b":
            case "bytes":
                return 1;
            case "k":
            case "kb":
            case "kibibytes":
                return 1L << 10;
            case "m":
            case "mb":
            case "mebibytes":
                return 1L << 20;
            case "g":
            case "gb":
            case "gibibytes":
                return 1L << 30;
            case "t":
            case "tb":
            case "tebibytes":
                return 1L << 40;
            default:
                throw bad(key, "a size such as '128 mb'");
        }
    }

    /** A time, of texts such as {@code 30 min}; without a unit, of milliseconds. */
    public Optional<Duration> duration(String key)
    {
        return text(key).map(value -> {
            Matcher matcher = DURATION.matcher(value.toLowerCase(Locale.ROOT));
            ChronoUnit unit = matcher.matches() ? TIME_UNITS.get(matcher.group(2)) : null;
            if (unit == null) {
                throw bad(key, "a time such as '30 min'");
            }
            try {
                return Duration.of(Long.parseLong(matcher.group(1)), unit);
            }
            catch (ArithmeticException e) {
                throw bad(key, "a time that is not that long");
            }
        });
    }

    public double fraction(String key, double defaultValue)
    {
        try {
            return text(key).map(Double::parseDouble).orElse(defaultValue);
        }
        catch (NumberFormatException e) {
            throw bad(key, "a number such as 0.2");
        }
    }

    public List<String> list(String key)
    {
        return text(key).map(OptionMap::split).orElse(List.of());
    }

    /** The parts of a comma-separated text, trimmed. */
    public static List<String> split(String text)
    {
        return Arrays.stream(text.split(",")).map(String::trim).filter(part -> !part.isEmpty()).toList();
    }

    /** A constant by its name with dashes for underscores; another name is a feature that is not supported. */
    public <E extends Enum<E>> E choice(String key, E defaultValue)
    {
        String value = text(key).orElse(null);
        if (value == null) {
            return defaultValue;
        }
        E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
        for (E constant : constants) {
            if (optionName(constant).equalsIgnoreCase(value)) {
                return constant;
            }
        }
        throw VarveException.unsupported("Option " + key + " of the table is '" + value + "', supported are " +
                Arrays.stream(constants).map(OptionMap::optionName).toList());
    }

    private static Map<String, ChronoUnit> timeUnits()
    {
        Map<String, ChronoUnit> units = new HashMap<>();
        Map<ChronoUnit, List<String>> names = Map.of(
                ChronoUnit.DAYS, List.of("d", "day", "days"),
                ChronoUnit.HOURS, List.of("h", "hour", "hours"),
                ChronoUnit.MINUTES, List.of("m", "min", "minute", "minutes"),
                ChronoUnit.SECONDS, List.of("s", "sec", "secs", "second", "seconds"),
                ChronoUnit.MILLIS, List.of("", "ms", "milli", "millis", "millisecond", "milliseconds"),
                ChronoUnit.MICROS, List.of("\u00b5s", "micro", "micros", "microsecond", "microseconds"),
                ChronoUnit.NANOS, List.of("ns", "nano", "nanos", "nanosecond", "nanoseconds"));
        names.forEach((unit, ofUnit) -> ofUnit.forEach(name -> units.put(name, unit)));
        return Map.copyOf(units);
    }

    private static String optionName(Enum<?> constant)
    {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The error that the value of the option is not what is expected. */
    public VarveException bad(String key, String expected)
    {
        return VarveException.invalid("Option " + key + " of the table is '" + options.get(key) + "', expected is " + expected);
    }
}
