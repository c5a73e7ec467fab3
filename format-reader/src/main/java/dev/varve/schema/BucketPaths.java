package dev.varve.schema;

import dev.varve.row.BinaryRow;
import dev.varve.row.PartitionPath;
import dev.varve.storage.StoragePath;

import static java.util.Objects.requireNonNull;

/** The directories of the buckets of a table: {@code <data directory>/<key>=<value>/bucket-<n>}. */
public final class BucketPaths
{
    private final StoragePath data;
    private final PartitionPath partitions;

    private BucketPaths(StoragePath data, PartitionPath partitions)
    {
        this.data = data;
        this.partitions = partitions;
    }

    /**
     * @param table the directory of the table, also for branches
     */
    public static BucketPaths of(StoragePath table, TableSchema schema, FileLayout layout)
    {
        requireNonNull(table, "table is null");
        return new BucketPaths(
                layout.dataDirectory().map(table::child).orElse(table),
                new PartitionPath(schema.partitionFields(), layout.defaultPartitionName(), layout.legacyPartitionNames()));
    }

    public StoragePath bucket(BinaryRow partition, int bucket)
    {
        String path = partitions.of(partition);
        StoragePath directory = path.isEmpty() ? data : data.child(path);
        return directory.child("bucket-" + (bucket == Bucketing.POSTPONE ? "postpone" : bucket));
    }
}
