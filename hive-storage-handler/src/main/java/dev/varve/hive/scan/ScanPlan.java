package dev.varve.hive.scan;

import dev.varve.TableVersion;
import dev.varve.hive.table.HiveTable;
import dev.varve.hive.table.TableName;
import dev.varve.hive.type.HiveColumn;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.row.PartitionPath;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.schema.FileLayout;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.common.FileUtils;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.JobConf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The splits of a scan. The input directories of the job are the table, or the partitions that are left when the table is partitioned in the
 * metastore, too: then splits of others are left out, and each belongs to the directory of its partition.
 */
public final class ScanPlan
{
    private static final String HIVE_DEFAULT = "__HIVE_DEFAULT_PARTITION__";

    private ScanPlan() {}

    /**
     * @throws dev.varve.error.VarveException if the table cannot be read
     */
    public static List<VarveInputSplit> of(JobConf job)
    {
        TableName name = TableName.of(job);
        HiveTable table = HiveTable.of(job, name);
        TableVersion version = table.version();
        List<HiveColumn> columns = HiveColumn.of(version.schema().fields());
        Optional<Predicate> condition = ScanCondition.of(job, columns);
        Path[] inputs = FileInputFormat.getInputPaths(job);
        Directories directories = name.partitionColumns().isEmpty()
                ? split -> Optional.of(inputs[0])
                : partitions(inputs, version);
        List<VarveInputSplit> splits = new ArrayList<>();
        Optional<Set<Integer>> read = ScanColumns.indexes(job, table.columns());
        condition.ifPresent(predicate -> read.ifPresent(indexes -> Columns.of(predicate).stream().forEach(indexes::add)));
        ScanRequest all = ScanRequest.of(condition);
        try (SplitSource source = version.plan(read.map(all::withColumns).orElse(all))) {
            for (Optional<Split> next = source.next(); next.isPresent(); next = source.next()) {
                Split split = next.get();
                directories.of(split).ifPresent(directory ->
                        splits.add(new VarveInputSplit(directory, name, version.table().branch(), version.schema().id(), split)));
            }
        }
        return splits;
    }

    private interface Directories
    {
        Optional<Path> of(Split split);
    }

    /**
     * By the values in the names of the directories: {@code dt=2024-01-01/hour=7}. Hive does not escape exactly what the format escapes, has a name of
     * its own for NULL, and names dates like SQL does whatever the table does.
     */
    private static Directories partitions(Path[] inputs, TableVersion version)
    {
        FileLayout layout = version.options().layout();
        List<Field> keys = version.schema().partitionFields();
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
