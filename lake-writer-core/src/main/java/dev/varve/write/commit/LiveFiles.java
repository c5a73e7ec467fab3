package dev.varve.write.commit;

import dev.varve.manifest.FileIdentity;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.snapshot.Snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files that a snapshot has, of some partitions. */
final class LiveFiles
{
    private LiveFiles() {}

    /**
     * @param statistics whether the entries need key and value statistics
     */
    static List<ManifestEntry> of(ManifestReader reader, Snapshot snapshot, PartitionSelection partitions, boolean statistics)
            throws IOException
    {
        List<ManifestEntry> added = new ArrayList<>();
        Set<FileIdentity> deleted = new HashSet<>();
        for (ManifestFile manifest : reader.manifests(snapshot)) {
            if (!partitions.mayContain(manifest)) {
                continue;
            }
            try (ManifestEntries entries = statistics ? reader.entries(manifest) : reader.entriesWithoutStatistics(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    if (!partitions.contains(entry.get().partition())) {
                        continue;
                    }
                    if (entry.get().kind() == FileKind.ADD) {
                        added.add(entry.get());
                    }
                    else {
                        deleted.add(entry.get().identity());
                    }
                }
            }
        }
        if (deleted.isEmpty()) {
            return added;
        }
        return added.stream().filter(entry -> !deleted.contains(entry.identity())).toList();
    }
}
