package dev.varve.hms.thrift;

import dev.varve.hms.HiveColumn;

import java.util.List;
import java.util.Locale;

/** The name under which a metastore keeps a partition, {@code k1=v1/k2=v2}, escaped as Hive does it. */
final class PartitionName
{
    private static final String ESCAPED = "\"#%'*/:=?\\{[]^\u007f";
    private static final String EMPTY = "__HIVE_DEFAULT_PARTITION__";

    private PartitionName() {}

    static String of(List<HiveColumn> keys, List<String> values)
    {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            name.append(i == 0 ? "" : "/").append(escaped(keys.get(i).name().toLowerCase(Locale.ROOT))).append('=').append(escaped(values.get(i)));
        }
        return name.toString();
    }

    private static String escaped(String text)
    {
        if (text.isEmpty()) {
            return EMPTY;
        }
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            if (c > 0 && c < ' ' || ESCAPED.indexOf(c) >= 0) {
                escaped.append("%%%02X".formatted(c));
            }
            else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }
}
