package dev.varve.manifest;

import dev.varve.row.BinaryRow;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files that are left of the entries of manifests: those that were added and not removed. Manifests come in no certain order, so that a removal
 * may precede what it removes; each takes one addition away. A file that is added again after its removal is there, as where Paimon merges
 * manifests. Not thread-safe.
 */
public final class LiveEntries
{
    private final Map<FileIdentity, ManifestEntry> live = new LinkedHashMap<>();
    private final Set<FileIdentity> removed = new HashSet<>();

    /**
     * The files of some partitions.
     *
     * @param withStatistics whether the entries must have statistics of keys and values
     * @return in the order of the manifests
     */
    public static Collection<ManifestEntry> read(
            ManifestReader reader,
            List<ManifestFile> manifests,
            Predicate<BinaryRow> partitions,
            boolean withStatistics)
            throws IOException
    {
        LiveEntries result = new LiveEntries();
        for (ManifestFile manifest : manifests) {
            try (ManifestEntries entries = withStatistics ? reader.entries(manifest) : reader.entriesWithoutStatistics(manifest)) {
                while (entries.advance()) {
                    if (partitions.test(entries.partition())) {
                        result.add(entries.entry());
                    }
                }
            }
        }
        return result.entries();
    }

    public void add(ManifestEntry entry)
    {
        FileIdentity identity = entry.identity();
        if (entry.kind() == FileKind.DELETE) {
            if (live.remove(identity) == null) {
                removed.add(identity);
            }
        }
        else if (!removed.remove(identity)) {
            live.put(identity, entry);
        }
    }

    /** What is left of all entries so far. */
    public Collection<ManifestEntry> entries()
    {
        return Collections.unmodifiableCollection(live.values());
    }
}
