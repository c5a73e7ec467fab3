package dev.varve.write.commit;

import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one snapshot changes.
 *
 * @param files added and deleted, in an order in which the sum of both is valid
 * @param changelog files
 */
record Changes(List<ManifestEntry> files, List<ManifestEntry> changelog, List<IndexChange> indexes)
{
    static final Changes NONE = new Changes(List.of(), List.of(), List.of());

    Changes
    {
        files = List.copyOf(files);
        changelog = List.copyOf(changelog);
        indexes = List.copyOf(indexes);
    }

    boolean isEmpty()
    {
        return files.isEmpty() && changelog.isEmpty() && indexes.isEmpty();
    }

    Set<BinaryRow> partitions()
    {
        Set<BinaryRow> partitions = new HashSet<>();
        files.forEach(entry -> partitions.add(entry.partition()));
        indexes.forEach(change -> partitions.add(change.entry().partition()));
        return partitions;
    }

    Changes withFiles(List<ManifestEntry> files)
    {
        return new Changes(files, changelog, indexes);
    }
}
