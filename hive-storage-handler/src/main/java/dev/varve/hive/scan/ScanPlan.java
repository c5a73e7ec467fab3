package dev.varve.hive.scan;

import dev.varve.TableChanges;
import dev.varve.TableVersion;
import dev.varve.hive.table.HiveRelation;
import dev.varve.hive.table.HiveTable;
import dev.varve.hive.table.TableName;
import dev.varve.hive.type.HiveColumn;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.scan.ChangeSplit;
import dev.varve.scan.ChangeSplitSource;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.view.DataView;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.hadoop.mapred.JobConf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        Path[] inputs = FileInputFormat.getInputPaths(job);
        HiveRelation relation = HiveRelation.of(job, name);
        List<HiveColumn> columns = HiveColumn.of(relation.fields());
        Optional<Predicate> condition = ScanCondition.of(job, columns);
        if (relation instanceof HiveTable table) {
            return rows(job, name, table.version(), condition, inputs);
        }
        if (relation instanceof HiveRelation.View view) {
            return view(job, name, view, inputs);
        }
        if (relation instanceof HiveRelation.Changes changes) {
            return changes(name, changes.changes(), condition, inputs);
        }
        return List.of(new VarveInputSplit(inputs[0], name, 1, new SplitContent.AboutTable()));
    }

    private static List<VarveInputSplit> rows(JobConf job, TableName name, TableVersion version, Optional<Predicate> condition, Path[] inputs)
    {
        ScanRequest all = ScanRequest.of(condition).inPortions();
        Optional<Set<Integer>> read = ScanColumns.indexes(job, HiveRelation.dataColumns(version.schema().fields(), name));
        condition.ifPresent(predicate -> read.ifPresent(indexes -> Columns.of(predicate).stream().forEach(indexes::add)));
        ScanRequest request = read.map(all::withColumns).orElse(all);
        List<VarveInputSplit> splits = new ArrayList<>();
        if (PartitionTags.arePartitions(version.schema(), name)) {
            for (Path input : inputs) {
                add(PartitionTags.version(version, input).plan(request), version, name, split -> Optional.of(input), splits);
            }
        }
        else {
            add(version.plan(request), version, name, PartitionDirectories.of(name, inputs, version), splits);
        }
        return splits;
    }

    private static List<VarveInputSplit> view(JobConf job, TableName name, HiveRelation.View view, Path[] inputs)
    {
        // What is asked of arrays with the values says nothing about the values.
        Optional<Predicate> condition = view.view() == DataView.BINLOG
                ? Optional.empty()
                : ScanCondition.of(job, HiveColumn.of(view.version().schema().fields()));
        List<VarveInputSplit> splits = new ArrayList<>();
        add(view.view().plan(view.version(), ScanRequest.of(condition)), view.version(), name, split -> Optional.of(inputs[0]), splits);
        return splits;
    }

    private static void add(SplitSource planned, TableVersion version, TableName name, PartitionDirectories directories, List<VarveInputSplit> splits)
    {
        String branch = version.table().branch();
        try (SplitSource source = planned) {
            for (Optional<Split> next = source.next(); next.isPresent(); next = source.next()) {
                Split split = next.get();
                directories.of(split).ifPresent(directory ->
                        splits.add(new VarveInputSplit(directory, name, split.bytes(), new SplitContent.Rows(branch, version.schema().id(), split))));
            }
        }
    }

    private static List<VarveInputSplit> changes(TableName name, TableChanges changes, Optional<Predicate> condition, Path[] inputs)
    {
        PartitionDirectories directories = PartitionDirectories.of(name, inputs, changes.version());
        String branch = changes.version().table().branch();
        List<VarveInputSplit> splits = new ArrayList<>();
        try (ChangeSplitSource source = changes.plan(condition)) {
            for (Optional<ChangeSplit> next = source.next(); next.isPresent(); next = source.next()) {
                ChangeSplit split = next.get();
                directories.of(split.either()).ifPresent(directory ->
                        splits.add(new VarveInputSplit(directory, name, split.bytes(), new SplitContent.Changes(branch, changes.schema().id(), split))));
            }
        }
        return splits;
    }
}
