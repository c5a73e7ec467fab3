package dev.varve.hive.scan;

import dev.varve.TableVersion;
import dev.varve.hive.table.HiveTable;
import dev.varve.hive.table.TableName;
import dev.varve.hive.type.HiveColumn;
import dev.varve.predicate.Predicate;
import dev.varve.row.PartitionPath;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.schema.FileLayout;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.JobConf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The splits of a scan. The input directories of the job are the table, or the partitions that are left when the table is partitioned in the
 * metastore, too: then splits of others are left out, and each belongs to the directory of its partition.
 */
public final class ScanPlan
{
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
        try (SplitSource source = version.plan(ScanRequest.of(condition))) {
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

    /** By what follows the directory of the table: {@code dt=2024-01-01/hour=7}, as the format escapes it. */
    private static Directories partitions(Path[] inputs, TableVersion version)
    {
        FileLayout layout = version.options().layout();
        PartitionPath paths = new PartitionPath(version.schema().partitionFields(), layout.defaultPartitionName(), layout.legacyPartitionNames());
        Map<String, Path> byPartition = new HashMap<>();
        for (Path input : inputs) {
            byPartition.put(lastSegments(input, version.schema().partitionKeys().size()), input);
        }
        return split -> Optional.ofNullable(byPartition.get(paths.of(split.partition())));
    }

    private static String lastSegments(Path path, int count)
    {
        String[] segments = path.toUri().getPath().split("/");
        return String.join("/", List.of(segments).subList(Math.max(0, segments.length - count), segments.length));
    }
}
