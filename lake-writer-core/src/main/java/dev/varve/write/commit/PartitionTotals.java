package dev.varve.write.commit;

import dev.varve.Table;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a snapshot has of one partition.
 *
 * @param rows of all its files, before they are merged
 * @param newestFileMillis when its newest file was written, by the clock of the writer, as {@link DataFile#creationMillis}; 0 if unknown
 * @param totalBuckets the largest number of buckets that its files were written to; not positive if their number is not fixed
 */
public record PartitionTotals(long files, long bytes, long rows, long newestFileMillis, int totalBuckets)
{
    /** Of all partitions that have files. */
    public static Map<BinaryRow, PartitionTotals> of(Table table, Snapshot snapshot)
            throws IOException
    {
        return of(table, snapshot, PartitionSelection.matching(table.latestSchema(), List.of(PartitionSpec.ALL)));
    }

    /** Of those of some partitions that have files. */
    public static Map<BinaryRow, PartitionTotals> of(Table table, Snapshot snapshot, Set<BinaryRow> partitions)
            throws IOException
    {
        TableSchema schema = table.latestSchema();
        return of(table, snapshot, PartitionSelection.of(schema, partitions));
    }

    private static Map<BinaryRow, PartitionTotals> of(Table table, Snapshot snapshot, PartitionSelection partitions)
            throws IOException
    {
        Map<BinaryRow, PartitionTotals> totals = new HashMap<>();
        for (ManifestEntry entry : partitions.liveFiles(table.manifests(), snapshot, false)) {
            totals.merge(entry.partition(), of(entry), PartitionTotals::plus);
        }
        return totals;
    }

    private static PartitionTotals of(ManifestEntry entry)
    {
        DataFile file = entry.file();
        return new PartitionTotals(1, file.size(), file.rowCount(), file.creationMillis().orElse(0), entry.totalBuckets());
    }

    private PartitionTotals plus(PartitionTotals other)
    {
        return new PartitionTotals(
                files + other.files, bytes + other.bytes, rows + other.rows, Math.max(newestFileMillis, other.newestFileMillis), Math.max(totalBuckets, other.totalBuckets));
    }
}
