package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.manifest.FileIdentity;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.manifest.ManifestWriter;
import dev.varve.row.BinaryRow;
import dev.varve.schema.TableSchema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Merges the manifests of a state into fewer ones with the same live files.
 *
 * <p>Usually the small ones: groups of neighbours that together reach the target size, and the last group if it is of many. A DELETE whose
 * ADD is in an earlier group remains. If much would change, all manifests with deletions and all small ones are merged at once, and no
 * DELETE remains.
 *
 * <p>A manifest of a later release, which says more of files than is known here, would lose that. Manifests that would be merged with it stay as they
 * are.
 */
final class ManifestMerge
{
    private final CommitOptions.Manifests options;
    private final TableSchema schema;
    private final ManifestReader reader;
    private final ManifestWriter writer;

    ManifestMerge(CommitOptions.Manifests options, TableSchema schema, ManifestReader reader, ManifestWriter writer)
    {
        this.options = options;
        this.schema = schema;
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * @param before what was merged
     * @param after the same live files
     * @param written those of {@code after} that are new
     */
    record Merged(List<ManifestFile> before, List<ManifestFile> after, List<ManifestFile> written)
    {
        /** Puts the result into a longer list that has what was merged; empty if it does not. */
        Optional<List<ManifestFile>> replaceIn(List<ManifestFile> manifests)
        {
            int start = Collections.indexOfSubList(manifests, before);
            if (start < 0 || before.isEmpty()) {
                return Optional.empty();
            }
            List<ManifestFile> replaced = new ArrayList<>(manifests.subList(0, start));
            replaced.addAll(after);
            replaced.addAll(manifests.subList(start + before.size(), manifests.size()));
            return Optional.of(replaced);
        }
    }

    /** What fails leaves none of the new manifests behind, unless the store does not let them be deleted. */
    Merged merge(List<ManifestFile> manifests)
            throws IOException
    {
        List<ManifestFile> written = new ArrayList<>();
        try {
            Optional<List<ManifestFile>> all = mergeAll(manifests, written);
            return new Merged(manifests, all.isPresent() ? all.get() : mergeSmall(manifests, written), List.copyOf(written));
        }
        catch (IOException | RuntimeException e) {
            for (ManifestFile manifest : written) {
                try {
                    writer.delete(manifest.name());
                }
                catch (IOException failure) {
                    e.addSuppressed(failure);
                }
            }
            throw e;
        }
    }

    private Optional<List<ManifestFile>> mergeAll(List<ManifestFile> manifests, List<ManifestFile> written)
            throws IOException
    {
        long changing = manifests.stream().filter(this::mustChange).mapToLong(ManifestFile::size).sum();
        if (changing < options.fullMergeSize()) {
            return Optional.empty();
        }
        Set<FileIdentity> deleted = new HashSet<>();
        Set<BinaryRow> deletedPartitions = new HashSet<>();
        for (ManifestFile manifest : manifests) {
            if (manifest.deletedFiles() > 0) {
                forEach(manifest, false, entry -> {
                    if (entry.kind() == FileKind.DELETE) {
                        deleted.add(entry.identity());
                        deletedPartitions.add(entry.partition());
                    }
                });
            }
        }
        PartitionSelection partitions = PartitionSelection.of(schema, deletedPartitions);
        List<ManifestFile> result = new ArrayList<>();
        List<ManifestFile> rewritten = new ArrayList<>();
        for (ManifestFile manifest : manifests) {
            boolean changes = mustChange(manifest) || partitions.mayContain(manifest) && containsAny(manifest, deleted);
            (changes ? rewritten : result).add(manifest);
        }
        if (rewritten.size() <= 1 || cannotBeWritten(rewritten)) {
            return Optional.empty();
        }
        try (ManifestWriter.Manifests merged = writer.begin()) {
            for (ManifestFile manifest : rewritten) {
                forEach(manifest, true, entry -> {
                    if (entry.kind() == FileKind.ADD && !deleted.contains(entry.identity())) {
                        merged.add(entry);
                    }
                });
            }
            written.addAll(merged.finish());
        }
        result.addAll(written);
        return Optional.of(result);
    }

    private boolean mustChange(ManifestFile manifest)
    {
        return manifest.deletedFiles() > 0 || manifest.size() < options.targetSize();
    }

    private boolean containsAny(ManifestFile manifest, Set<FileIdentity> deleted)
            throws IOException
    {
        try (ManifestEntries entries = reader.entriesWithoutStatistics(manifest)) {
            for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                if (deleted.contains(entry.get().identity())) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<ManifestFile> mergeSmall(List<ManifestFile> manifests, List<ManifestFile> written)
            throws IOException
    {
        List<ManifestFile> result = new ArrayList<>();
        List<ManifestFile> group = new ArrayList<>();
        long size = 0;
        for (ManifestFile manifest : manifests) {
            group.add(manifest);
            size += manifest.size();
            if (size >= options.targetSize()) {
                result.addAll(mergeGroup(group, written));
                group.clear();
                size = 0;
            }
        }
        result.addAll(group.size() >= options.mergeMinCount() ? mergeGroup(group, written) : group);
        return result;
    }

    private List<ManifestFile> mergeGroup(List<ManifestFile> group, List<ManifestFile> written)
            throws IOException
    {
        if (group.size() == 1 || cannotBeWritten(group)) {
            return List.copyOf(group);
        }
        Map<FileIdentity, ManifestEntry> entries = new LinkedHashMap<>();
        for (ManifestFile manifest : group) {
            forEach(manifest, true, entry -> add(entries, entry, manifest));
        }
        List<ManifestFile> merged = writer.write(List.copyOf(entries.values()));
        written.addAll(merged);
        return merged;
    }

    /** Whether one of the manifests has what would be lost. */
    private boolean cannotBeWritten(List<ManifestFile> manifests)
            throws IOException
    {
        for (ManifestFile manifest : manifests) {
            try (ManifestEntries entries = reader.entries(manifest)) {
                if (entries.leavesOut()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void add(Map<FileIdentity, ManifestEntry> entries, ManifestEntry entry, ManifestFile manifest)
    {
        FileIdentity identity = entry.identity();
        ManifestEntry known = entries.get(identity);
        if (known != null && known.kind() == FileKind.ADD && entry.kind() == FileKind.DELETE) {
            entries.remove(identity);
            return;
        }
        if (known != null) {
            throw VarveException.corrupt("Manifest " + manifest.name() + " is damaged: data file " + entry.file().name() +
                    (entry.kind() == FileKind.ADD ? " is added, but was there" : " is deleted twice"));
        }
        entries.put(identity, entry);
    }

    private void forEach(ManifestFile manifest, boolean statistics, EntryConsumer consumer)
            throws IOException
    {
        try (ManifestEntries entries = statistics ? reader.entries(manifest) : reader.entriesWithoutStatistics(manifest)) {
            for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                consumer.accept(entry.get());
            }
        }
    }

    private interface EntryConsumer
    {
        void accept(ManifestEntry entry)
                throws IOException;
    }
}
