package dev.varve.write.commit;

import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.schema.Bucketing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * New files of buckets that nothing else is in belong to the highest level, unless they overlap or have retractions. A pure function.
 */
final class OverwriteLevels
{
    private OverwriteLevels() {}

    /**
     * @param files that replace all files of their buckets
     * @param order of the keys
     */
    static List<ManifestEntry> place(List<ManifestEntry> files, RowOrder order, int maxLevel)
    {
        Map<BucketKey, List<ManifestEntry>> buckets = new LinkedHashMap<>();
        files.forEach(entry -> buckets.computeIfAbsent(new BucketKey(entry.partition(), entry.bucket()), key -> new ArrayList<>()).add(entry));
        List<ManifestEntry> result = new ArrayList<>();
        buckets.forEach((bucket, entries) -> {
            boolean upgradable = bucket.bucket() != Bucketing.POSTPONE && isOneRun(entries, order);
            for (ManifestEntry entry : entries) {
                DataFile file = upgradable ? entry.file().withLevel(maxLevel) : entry.file();
                result.add(new ManifestEntry(entry.kind(), entry.partition(), entry.bucket(), entry.totalBuckets(), file));
            }
        });
        return result;
    }

    private static boolean isOneRun(List<ManifestEntry> entries, RowOrder order)
    {
        if (!entries.stream().allMatch(entry -> entry.file().level() == 0 && entry.file().hasNoDeletes())) {
            return false;
        }
        List<DataFile> sorted = entries.stream().map(ManifestEntry::file).sorted(Comparator.comparing(DataFile::minKey, order)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (order.compare(sorted.get(i - 1).maxKey(), sorted.get(i).minKey()) >= 0) {
                return false;
            }
        }
        return true;
    }

    private record BucketKey(BinaryRow partition, int bucket) {}
}
