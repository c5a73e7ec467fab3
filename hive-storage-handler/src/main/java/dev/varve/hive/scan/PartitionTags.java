package dev.varve.hive.scan;

import dev.varve.TableVersion;
import dev.varve.hive.table.TableName;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.VersionSelector;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.common.FileUtils;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tables whose partitions in the metastore are their tags: {@code metastore.tag-to-partition = dt} makes tag {@code x} the partition {@code dt=x}. */
final class PartitionTags
{
    private static final String OPTION = "metastore.tag-to-partition";

    private PartitionTags() {}

    /** Whether a table is one that is registered so. */
    static boolean arePartitions(TableSchema schema, TableName name)
    {
        return Optional.ofNullable(schema.options().get(OPTION))
                .filter(column -> name.partitionColumns().equals(List.of(column.toLowerCase(Locale.ROOT))))
                .isPresent();
    }

    /**
     * The state that a partition stands for, with the columns of the table.
     *
     * @throws dev.varve.error.VarveException of kind NOT_FOUND if there is no such tag
     */
    static TableVersion version(TableVersion table, Path partition)
    {
        String directory = partition.getName();
        String tag = FileUtils.unescapePathName(directory.substring(directory.indexOf('=') + 1));
        return TableVersion.of(table.table(), table.schema(), table.table().snapshot(new VersionSelector.TagName(tag)));
    }
}
