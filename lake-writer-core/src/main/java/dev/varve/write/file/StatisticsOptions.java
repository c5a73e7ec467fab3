package dev.varve.write.file;

import dev.varve.schema.OptionMap;
import dev.varve.schema.SystemFields;
import dev.varve.type.Field;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which statistics are kept of which column.
 *
 * @param byColumn for columns that have a mode of their own
 * @param keepFirst of how many columns some are kept by the mode of the table; negative for all
 * @param dense whether columns of which nothing is known take no place
 */
record StatisticsOptions(Map<String, StatisticsMode> byColumn, int keepFirst, boolean dense)
{
    StatisticsOptions
    {
        byColumn = Map.copyOf(byColumn);
    }

    static StatisticsOptions of(OptionMap options, List<String> columns)
    {
        Map<String, StatisticsMode> byColumn = new HashMap<>();
        for (String column : columns) {
            String key = "fields." + column + ".stats-mode";
            options.text(key).ifPresent(mode -> byColumn.put(column, StatisticsMode.parse(key, mode)));
        }
        return new StatisticsOptions(
                byColumn,
                options.number("metadata.stats-keep-first-n-columns", -1),
                options.flag("metadata.stats-dense-store", true));
    }

    /**
     * The modes of the columns of a file.
     *
     * @param keys columns that are treated as the copies of key columns are, since there are no copies
     * @param avro in Avro files key columns are like all others
     */
    List<StatisticsMode> modes(List<Field> columns, StatisticsMode tableMode, Set<String> keys, boolean avro)
    {
        List<StatisticsMode> modes = new ArrayList<>();
        int kept = 0;
        for (Field column : columns) {
            StatisticsMode own = byColumn.get(column.name());
            if (own != null) {
                modes.add(own);
            }
            else if (!avro && (isSystem(column) || keys.contains(column.name()))) {
                modes.add(StatisticsMode.KEY);
            }
            else if (keepFirst >= 0 && kept >= keepFirst) {
                modes.add(StatisticsMode.NONE);
            }
            else {
                modes.add(tableMode);
                kept++;
            }
        }
        return modes;
    }

    private static boolean isSystem(Field column)
    {
        return column.id() >= SystemFields.KEY_ID_OFFSET;
    }
}
