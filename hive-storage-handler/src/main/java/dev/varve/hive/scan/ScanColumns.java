package dev.varve.hive.scan;

import dev.varve.hive.type.HiveColumn;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.serde2.ColumnProjectionUtils;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The columns that a job reads. */
public final class ScanColumns
{
    private ScanColumns() {}

    /**
     * Which of the columns that Hive sees are read, those of its own partitions not counted; empty if all are. By their ids and not their names,
     * which may hold a comma. Readers of one task add up what they ask for, so there may be some twice, and more than one reader needs.
     */
    public static Optional<Set<Integer>> of(Configuration job)
    {
        return ColumnProjectionUtils.isReadAllColumns(job)
                ? Optional.empty()
                : Optional.of(new TreeSet<>(ColumnProjectionUtils.getReadColumnIDs(job)));
    }

    /** The same as indexes in the schema of the table. */
    static Optional<Set<Integer>> indexes(Configuration job, List<HiveColumn> columns)
    {
        return of(job).map(places -> places.stream()
                .filter(place -> place >= 0 && place < columns.size())
                .map(place -> columns.get(place).index())
                .collect(Collectors.toCollection(TreeSet::new)));
    }
}
