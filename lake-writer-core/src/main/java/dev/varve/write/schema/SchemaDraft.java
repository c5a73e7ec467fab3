package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;
import dev.varve.type.RowType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parts of a schema before they are known to fit together. Keys that are given as options are moved to where they belong. */
record SchemaDraft(List<Field> fields, List<String> partitionKeys, List<String> primaryKeys, Map<String, String> options, Optional<String> comment)
{
    private static final int VERSION = 3;
    private static final String PRIMARY_KEY = "primary-key";
    private static final String PARTITION = "partition";

    /**
     * @throws VarveException of kind INVALID_REQUEST if columns or keys contradict each other
     */
    TableSchema schema(long id, int highestFieldId, long timeMillis)
    {
        Map<String, String> rest = new LinkedHashMap<>(options);
        List<String> primary = keys(PRIMARY_KEY, primaryKeys, rest);
        List<String> partition = keys(PARTITION, partitionKeys, rest);
        Set<String> names = columnNames();
        requireColumns("The partition key", partition, names);
        requireColumns("The primary key", primary, names);
        if (!primary.isEmpty() && partition.containsAll(primary)) {
            throw VarveException.invalid("The primary key " + primary + " has only partition columns, so that each partition would have one row: add another column to it");
        }
        return new TableSchema(VERSION, id, RowType.of(notNull(primary)), highestFieldId, partition, primary, rest, comment, timeMillis);
    }

    private static List<String> keys(String option, List<String> given, Map<String, String> options)
    {
        String text = options.remove(option);
        if (text == null) {
            return given;
        }
        if (!given.isEmpty()) {
            throw VarveException.invalid("The table has the key " + given + " already: leave option " + option + " out");
        }
        return OptionMap.split(text);
    }

    private Set<String> columnNames()
    {
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw VarveException.invalid("Column '" + field.name() + "' occurs twice");
            }
        }
        return names;
    }

    private static void requireColumns(String role, List<String> keys, Set<String> names)
    {
        if (new HashSet<>(keys).size() != keys.size()) {
            throw VarveException.invalid(role + " names a column twice: " + keys);
        }
        for (String key : keys) {
            if (!names.contains(key)) {
                throw VarveException.invalid(role + " names column '" + key + "', which the table does not have");
            }
        }
    }

    private List<Field> notNull(List<String> primary)
    {
        List<Field> result = new ArrayList<>();
        for (Field field : fields) {
            result.add(primary.contains(field.name()) ? field.withType(field.type().withNullable(false)) : field);
        }
        return result;
    }
}
