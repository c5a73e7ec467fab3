package dev.varve.scan;

import dev.varve.manifest.FileIdentity;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.predicate.Predicate;
import dev.varve.schema.TableSchema;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The data files of a snapshot, one after the other in the order of its manifests: also those that no query reads, such as files of
 * level 0 that wait for compaction. Held in memory is no more than a block of a manifest, and what manifests remove. Not safe for use
 * by several threads.
 */
public final class LiveFiles
        implements Closeable
{
    private final ManifestReader reader;
    private final boolean withStatistics;
    private final PartitionPruning partitions;
    private final Iterator<ManifestFile> manifests;
    private final Set<FileIdentity> removed;
    private final boolean withRemovals;
    private Optional<ManifestEntries> entries = Optional.empty();

    private LiveFiles(ManifestReader reader, List<ManifestFile> manifests, PartitionPruning partitions, Set<FileIdentity> removed, boolean withStatistics, boolean withRemovals)
    {
        this.withRemovals = withRemovals;
        this.reader = reader;
        this.manifests = manifests.iterator();
        this.partitions = partitions;
        this.removed = removed;
        this.withStatistics = withStatistics;
    }

    /**
     * @param manifests those of the snapshot
     * @param predicate on the columns of {@code schema}; its conjuncts on partition columns leave out files, and manifests that have no
     *         others are not read
     * @param withStatistics whether files come with the statistics of their columns
     */
    public static LiveFiles of(ManifestReader reader, List<ManifestFile> manifests, TableSchema schema, Optional<Predicate> predicate, boolean withStatistics)
            throws IOException
    {
        PartitionPruning partitions = PartitionPruning.of(schema, predicate);
        List<ManifestFile> wanted = manifests.stream().filter(partitions::mayMatch).toList();
        return new LiveFiles(reader, wanted, partitions, removed(reader, wanted, partitions), withStatistics, false);
    }

    /** All entries of the manifests, without statistics: those that add files, whether they are live or not, and those that remove some. */
    public static LiveFiles withRemovals(ManifestReader reader, List<ManifestFile> manifests, TableSchema schema, Optional<Predicate> predicate)
    {
        PartitionPruning partitions = PartitionPruning.of(schema, predicate);
        return new LiveFiles(reader, manifests.stream().filter(partitions::mayMatch).toList(), partitions, Set.of(), false, true);
    }

    private static Set<FileIdentity> removed(ManifestReader reader, List<ManifestFile> manifests, PartitionPruning partitions)
            throws IOException
    {
        Set<FileIdentity> removed = new HashSet<>();
        for (ManifestFile manifest : manifests) {
            if (manifest.deletedFiles() == 0) {
                continue;
            }
            try (ManifestEntries entries = reader.entriesWithoutStatistics(manifest)) {
                while (entries.advance()) {
                    if (entries.kind() == FileKind.DELETE && partitions.matches(entries.partition())) {
                        removed.add(entries.entry().identity());
                    }
                }
            }
        }
        return removed;
    }

    /** The next file; empty after the last one. */
    public Optional<ManifestEntry> next()
            throws IOException
    {
        while (entries.isPresent() || openNext()) {
            while (entries.get().advance()) {
                if (partitions.matches(entries.get().partition()) && (withRemovals || entries.get().kind() == FileKind.ADD)) {
                    ManifestEntry entry = entries.get().entry();
                    if (withRemovals || removed.isEmpty() || !removed.remove(entry.identity())) {
                        return Optional.of(entry);
                    }
                }
            }
            close();
        }
        return Optional.empty();
    }

    private boolean openNext()
            throws IOException
    {
        while (manifests.hasNext()) {
            ManifestFile manifest = manifests.next();
            if (withRemovals || manifest.addedFiles() > 0) {
                entries = Optional.of(withStatistics ? reader.entries(manifest) : reader.entriesWithoutStatistics(manifest));
                return true;
            }
        }
        return false;
    }

    @Override
    public void close()
            throws IOException
    {
        if (entries.isPresent()) {
            ManifestEntries open = entries.get();
            entries = Optional.empty();
            open.close();
        }
    }
}
