package dev.varve.schema;

import dev.varve.error.VarveException;

import java.util.Arrays;
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
