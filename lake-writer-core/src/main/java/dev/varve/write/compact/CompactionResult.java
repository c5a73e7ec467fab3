package dev.varve.write.compact;

import dev.varve.index.DeletionVector;
import dev.varve.manifest.DataFile;

import java.util.List;
import java.util.Map;

/**
 * What a compaction did. A file that only changed its level is in both lists, with either level.
 *
 * @param vectors all deletion vectors of the bucket afterwards, by data file
 */
record CompactionResult(List<DataFile> before, List<DataFile> after, List<DataFile> changelog, Map<String, DeletionVector> vectors)
{
    CompactionResult
    {
        before = List.copyOf(before);
        after = List.copyOf(after);
        changelog = List.copyOf(changelog);
        vectors = Map.copyOf(vectors);
    }
}
