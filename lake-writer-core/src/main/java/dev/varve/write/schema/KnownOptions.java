package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The options that tables may have, and what values make sense. The catalog takes any option, as other engines do; this is for
 * requests that a person typed.
 */
public final class KnownOptions
{
    private static final String FILE = "options.txt";
    private static final Map<String, String> TYPES = read();
    /** Handed on to file formats and to what runs beside a table. */
    private static final List<String> PREFIXES = List.of("parquet.", "orc.", "avro.", "metadata.iceberg.", "commit.callback.", "tag.callback.", "hive.");
    private static final Pattern OF_COLUMNS = Pattern.compile(
            "fields\\..+\\.(aggregate-function|ignore-retract|distinct|list-agg-delimiter|nested-key|count-limit|ts-field|sequence-group|stats-mode)");
    private static final Pattern FILE_INDEX = Pattern.compile("file-index\\.(bloom-filter|bitmap|bsi|range-bitmap)\\..+");
    private static final Pattern DURATION = Pattern.compile("\\d{1,18}\\s*(|d|day|days|h|hour|hours|min|m|minute|minutes|s|sec|secs|second|seconds|ms|milli|millis|millisecond|milliseconds|µs|micro|micros|microsecond|microseconds|ns|nano|nanos|nanosecond|nanoseconds)|P.+");
    /** A name that differs in more is another option, not a misspelling. */
    private static final int MAX_TYPING_ERRORS = 3;

    private KnownOptions() {}

    /** The names of the options that are not named after a column or handed on to others. */
    public static Set<String> names()
    {
        return Collections.unmodifiableSet(TYPES.keySet());
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST for the first option that is not known, or whose value is not of its type
     */
    public static void require(Map<String, String> options)
    {
        OptionMap map = new OptionMap(options);
        for (String key : options.keySet()) {
            requireKnown(key);
            Optional.ofNullable(TYPES.get(key)).ifPresent(type -> requireType(map, key, type));
        }
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST
     */
    public static void requireKnown(String key)
    {
        boolean known = TYPES.containsKey(key)
                || PREFIXES.stream().anyMatch(key::startsWith)
                || OF_COLUMNS.matcher(key).matches()
                || FILE_INDEX.matcher(key).matches();
        if (!known) {
            throw VarveException.invalid("There is no option '" + key + "'" + similar(key).map(name -> "; is '" + name + "' meant?").orElse(""));
        }
    }

    private static void requireType(OptionMap map, String key, String type)
    {
        if (type.contains("|")) {
            String value = map.entries().get(key);
            if (List.of(type.split("\\|")).stream().noneMatch(value::equalsIgnoreCase)) {
                throw map.bad(key, "one of " + type.replace("|", ", "));
            }
            return;
        }
        boolean blank = map.text(key).isEmpty();
        switch (type) {
            case "flag" -> {
                requirePresent(map, key, blank, "true or false");
                map.flag(key, false);
            }
            case "int" -> {
                requirePresent(map, key, blank, "a whole number");
                map.number(key, 0);
            }
            case "size" -> {
                requirePresent(map, key, blank, "a size such as '128 mb'");
                map.size(key, 0);
            }
            case "long" -> requirePresent(map, key, !map.entries().get(key).matches("-?\\d{1,18}"), "a whole number");
            case "number" -> requirePresent(map, key, !map.entries().get(key).matches("-?\\d{1,18}(\\.\\d{1,18})?"), "a number");
            case "duration" -> requirePresent(map, key, !DURATION.matcher(map.entries().get(key).trim()).matches(), "a duration such as '10 min'");
            default -> {}
        }
    }

    private static void requirePresent(OptionMap map, String key, boolean wrong, String expected)
    {
        if (wrong) {
            throw map.bad(key, expected);
        }
    }

    private static Optional<String> similar(String key)
    {
        return TYPES.keySet().stream()
                .filter(name -> distance(name, key) <= MAX_TYPING_ERRORS)
                .min(Comparator.comparingInt(name -> distance(name, key)));
    }

    /** How many characters must be inserted, left out or replaced to make one text of the other. */
    private static int distance(String left, String right)
    {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }

    private static Map<String, String> read()
    {
        Map<String, String> types = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(KnownOptions.class.getResourceAsStream(FILE), UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int blank = line.indexOf(' ');
                types.put(line.substring(0, blank), line.substring(blank + 1));
            });
        }
        catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return types;
    }
}
