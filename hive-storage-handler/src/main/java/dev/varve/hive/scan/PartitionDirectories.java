package dev.varve.hive.scan;

import dev.varve.TableVersion;
import dev.varve.error.VarveException;
import dev.varve.hive.table.TableName;
import dev.varve.row.PartitionPath;
import dev.varve.scan.Split;
import dev.varve.schema.FileLayout;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.common.FileUtils;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which input directory of a job a split belongs to; empty if to none. */
interface PartitionDirectories
{
    String HIVE_DEFAULT = "__HIVE_DEFAULT_PARTITION__";

    Optional<Path> of(Split split);

    /**
     * The table or, of one that is partitioned in the metastore, too, its partitions by the values in the names of their directories:
     * {@code dt=2024-01-01/hour=7}. Hive does not escape exactly what the format escapes, has a name of its own for NULL, and names dates like
     * SQL does whatever the table does.
     *
     * @throws VarveException of kind INVALID_REQUEST if the metastore has other partition columns than the table
     */
    static PartitionDirectories of(TableName name, Path[] inputs, TableVersion version)
    {
        if (name.partitionColumns().isEmpty()) {
            return split -> Optional.of(inputs[0]);
        }
        FileLayout layout = version.options().layout();
        List<Field> keys = version.schema().partitionFields();
        List<String> names = keys.stream().map(key -> key.name().toLowerCase(Locale.ROOT)).toList();
        if (!names.equals(name.partitionColumns())) {
            throw VarveException.invalid("Table '" + name + "' is partitioned by " + names + ", but by " + name.partitionColumns() +
                    " in the metastore: register it anew");
        }
        PartitionPath named = new PartitionPath(keys, layout.defaultPartitionName(), layout.legacyPartitionNames());
        PartitionPath likeSql = new PartitionPath(keys, layout.defaultPartitionName(), false);
        Map<List<String>, Path> byValues = new HashMap<>();
        for (Path input : inputs) {
            byValues.put(values(input, keys.size(), layout.defaultPartitionName()), input);
        }
        return split -> Optional.ofNullable(byValues.get(values(named, split)))
                .or(() -> Optional.ofNullable(byValues.get(values(likeSql, split))));
    }

    private static List<String> values(PartitionPath path, Split split)
    {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < path.keys().size(); i++) {
            DataType type = path.keys().get(i).type();
            values.add(path.valueText(type, split.partition().value(i, type)));
        }
        return values;
    }

    private static List<String> values(Path path, int count, String defaultName)
    {
        String[] segments = path.toUri().getPath().split("/");
        List<String> values = new ArrayList<>();
        for (String segment : List.of(segments).subList(Math.max(0, segments.length - count), segments.length)) {
            String value = FileUtils.unescapePathName(segment.substring(segment.indexOf('=') + 1));
            values.add(value.equals(HIVE_DEFAULT) ? defaultName : value);
        }
        return values;
    }
}
