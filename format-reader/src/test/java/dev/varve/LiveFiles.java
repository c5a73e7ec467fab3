package dev.varve;

import dev.varve.index.DeletionFile;
import dev.varve.index.DeletionVector;
import dev.varve.index.DeletionVectorIndex;
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

/** The simplest plan there is: all live files of a version. */
final class LiveFiles
{
    private LiveFiles() {}

    static List<ManifestEntry> of(TableVersion version)
            throws IOException
    {
        List<ManifestEntry> added = new ArrayList<>();
        Set<FileIdentity> deleted = new HashSet<>();
        ManifestReader manifests = version.table().manifests();
        Optional<Snapshot> snapshot = version.snapshot();
        for (ManifestFile manifest : snapshot.isEmpty() ? List.<ManifestFile>of() : manifests.manifests(snapshot.get())) {
            try (ManifestEntries entries = manifests.entries(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    if (entry.get().kind() == FileKind.ADD) {
                        added.add(entry.get());
                    }
                    else {
                        deleted.add(entry.get().identity());
                    }
                }
            }
        }
        return added.stream().filter(entry -> !deleted.contains(entry.identity())).toList();
    }

    /** The rows that a read returns, if no two files have a key in common. */
    static long visibleRows(TableVersion version)
            throws IOException
    {
        DeletionVectorIndex index = version.deletionVectors();
        long rows = 0;
        for (ManifestEntry entry : of(version)) {
            if (version.schema().hasPrimaryKey() && version.options().hidesLevel0() && entry.file().level() == 0) {
                continue;
            }
            rows += entry.file().rowCount() - entry.file().deleteRowCount().orElse(0);
            Optional<DeletionFile> deletions = index.find(entry.partition(), entry.bucket(), entry.file().name());
            if (deletions.isPresent()) {
                rows -= keptOut(version, deletions.get(), (int) entry.file().rowCount());
            }
        }
        return rows;
    }

    private static long keptOut(TableVersion version, DeletionFile file, int rows)
            throws IOException
    {
        DeletionVector vector = DeletionVector.read(version.table().storage(), file);
        return rows - vector.keep(0, rows, new int[rows]);
    }
}
