package dev.varve.write.schema;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Options that name columns, after columns were renamed. */
final class RenamedOptions
{
    private static final String FIELDS = "fields.";
    private static final String SEQUENCE_GROUP = ".sequence-group";
    private static final List<String> LISTS = List.of("bucket-key", "sequence.field");
    private static final List<String> OF_ONE_COLUMN = List.of(".aggregate-function", ".ignore-retract", ".distinct", ".list-agg-delimiter", ".nested-key");

    private RenamedOptions() {}

    /** @param names the new names of columns by their old ones */
    static Map<String, String> of(Map<String, String> options, Map<String, String> names)
    {
        Map<String, String> renamed = new LinkedHashMap<>();
        options.forEach((key, value) -> renamed.put(renamedKey(key, names), LISTS.contains(key) || key.endsWith(SEQUENCE_GROUP) ? renamedList(value, names) : value));
        return renamed;
    }

    private static String renamedKey(String key, Map<String, String> names)
    {
        if (!key.startsWith(FIELDS)) {
            return key;
        }
        if (key.endsWith(SEQUENCE_GROUP) && key.length() > FIELDS.length() + SEQUENCE_GROUP.length()) {
            return FIELDS + renamedList(key.substring(FIELDS.length(), key.length() - SEQUENCE_GROUP.length()), names) + SEQUENCE_GROUP;
        }
        for (String suffix : OF_ONE_COLUMN) {
            if (key.endsWith(suffix) && key.length() > FIELDS.length() + suffix.length()) {
                String column = key.substring(FIELDS.length(), key.length() - suffix.length());
                return FIELDS + names.getOrDefault(column, column) + suffix;
            }
        }
        return key;
    }

    private static String renamedList(String text, Map<String, String> names)
    {
        return Arrays.stream(text.split(",")).map(name -> names.getOrDefault(name, name)).collect(Collectors.joining(","));
    }
}
