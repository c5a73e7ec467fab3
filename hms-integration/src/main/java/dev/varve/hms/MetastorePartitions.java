package dev.varve.hms;

import dev.varve.Table;
import dev.varve.row.BinaryRow;
import dev.varve.row.PartitionPath;
import dev.varve.schema.FileLayout;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;
import dev.varve.write.commit.PartitionTotals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The partitions of a table, and its tags, in the words of the metastore. */
final class MetastorePartitions
{
    private static final List<String> TOTALS = List.of("numFiles", "totalSize", "numRows", "totalBuckets");

    private final StoragePath data;
    private final StoragePath location;
    private final List<Field> keys;
    private final PartitionPath path;

    private MetastorePartitions(StoragePath location, StoragePath data, List<Field> keys, PartitionPath path)
    {
        this.location = location;
        this.data = data;
        this.keys = keys;
        this.path = path;
    }

    /** @param registered whose location is the one that partitions lie below */
    static MetastorePartitions of(Table table, TableSchema schema, HiveTable registered)
    {
        FileLayout layout = TableOptions.of(schema).layout();
        StoragePath location = registered.tableLocation().map(StoragePath::of).orElse(table.location());
        return new MetastorePartitions(
                location,
                layout.dataDirectory().map(location::child).orElse(location),
                schema.partitionFields(),
                new PartitionPath(schema.partitionFields(), layout.defaultPartitionName(), layout.legacyPartitionNames()));
    }

    List<String> values(BinaryRow partition)
    {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            values.add(path.valueText(keys.get(i).type(), partition.value(i, keys.get(i).type())));
        }
        return values;
    }

    HivePartition partition(BinaryRow partition)
    {
        return new HivePartition(values(partition), data.child(path.of(partition)).text(), Map.of());
    }

    /** The state that a tag names, as a partition. There is no such directory. */
    HivePartition tag(String field, String tag)
    {
        return new HivePartition(List.of(tag), location.child(PartitionPath.escape(field) + "=" + PartitionPath.escape(tag)).text(), Map.of());
    }

    /** Whether a partition only says that another is complete: option {@code partition.mark-done-action=done-partition}. It has no files. */
    static boolean isMark(List<String> values)
    {
        return values.get(values.size() - 1).endsWith(".done");
    }

    /** Whether the metastore says of a partition what is true. */
    static boolean hasTotals(HivePartition partition, PartitionTotals totals)
    {
        Map<String, String> expected = parameters(totals);
        return TOTALS.stream().allMatch(key -> expected.get(key).equals(partition.parameters().get(key)));
    }

    static HivePartition withTotals(HivePartition partition, PartitionTotals totals)
    {
        Map<String, String> parameters = new HashMap<>(partition.parameters());
        parameters.putAll(parameters(totals));
        return new HivePartition(partition.values(), partition.location(), parameters);
    }

    private static Map<String, String> parameters(PartitionTotals totals)
    {
        return Map.of(
                "numFiles", Long.toString(totals.files()),
                "totalSize", Long.toString(totals.bytes()),
                "numRows", Long.toString(totals.rows()),
                "totalBuckets", Integer.toString(totals.totalBuckets()),
                "lastUpdateTime", Long.toString(totals.newestFileMillis() / 1000));
    }
}
