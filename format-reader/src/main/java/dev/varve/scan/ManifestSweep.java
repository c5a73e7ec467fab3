package dev.varve.scan;

import dev.varve.manifest.FileIdentity;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.scan.PartitionOrder.Place;
import dev.varve.scan.PlanMetrics.Counter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Visits the live files of a snapshot, manifest by manifest, ordered by the partitions in them.
 *
 * <p>Before the first manifest, those that remove files are read for the identities of what they remove; the rest of their
 * entries is left for later. So what is held is small, and a file that is visited is live for good.
 */
final class ManifestSweep
{
    private final ScanTarget target;
    private final ManifestReader reader;
    private final PlanMetrics metrics;
    private final int lowestLevel;
    private final WantedPlaces places;
    private final List<NumberedManifest> manifests = new ArrayList<>();
    private Set<FileIdentity> removed;
    private int next;

    /**
     * @param manifests of the snapshot, in its order
     * @param pruning leaves out whole manifests
     */
    ManifestSweep(ScanTarget target, ManifestReader reader, List<ManifestFile> manifests, Pruning pruning, PlanMetrics metrics)
    {
        this(target, reader, manifests, pruning, metrics, 0, WantedPlaces.ALL);
    }

    /**
     * @param lowestLevel files of levels below are left out, whoever sees them
     * @param places files elsewhere are left out
     */
    ManifestSweep(ScanTarget target, ManifestReader reader, List<ManifestFile> manifests, Pruning pruning, PlanMetrics metrics, int lowestLevel, WantedPlaces places)
    {
        this.target = target;
        this.reader = reader;
        this.metrics = metrics;
        this.places = places;
        this.lowestLevel = Math.max(lowestLevel, target.options().hidesLevel0() ? 1 : 0);
        PartitionOrder order = new PartitionOrder(target.schema());
        for (int i = 0; i < manifests.size(); i++) {
            ManifestFile manifest = manifests.get(i);
            if (isHidden(manifest) || !pruning.mayMatch(manifest) || !places.mayMatch(manifest)) {
                metrics.increment(Counter.MANIFESTS_SKIPPED);
            }
            else {
                this.manifests.add(new NumberedManifest(i, manifest, order.lowerBound(manifest)));
            }
        }
        this.manifests.sort(Comparator.comparing(NumberedManifest::lowerBound));
    }

    private record NumberedManifest(int number, ManifestFile file, Place lowerBound) {}

    /** Gets the live files that some reader may see and that keys and partitions do not rule out. */
    interface Visitor
    {
        /** @param number ascends in the order of the snapshot's manifests */
        void visit(ManifestEntry entry, long number)
                throws IOException;
    }

    boolean hasNext()
    {
        return next < manifests.size();
    }

    /** No bucket before this place will be visited any more; empty if none at all will be. */
    Optional<Place> bound()
    {
        return hasNext() ? Optional.of(manifests.get(next).lowerBound()) : Optional.empty();
    }

    /**
     * Visits the files of the next manifest.
     *
     * @param pruning at least as strict as that of the calls before
     * @param withStatistics whether the visitor looks at the statistics of files
     */
    void visitNext(Pruning pruning, boolean withStatistics, Visitor visitor)
            throws IOException
    {
        if (removed == null) {
            removed = readRemoved(pruning);
        }
        NumberedManifest manifest = manifests.get(next++);
        if (manifest.file().addedFiles() > 0) {
            if (pruning.mayMatch(manifest.file())) {
                metrics.increment(Counter.MANIFESTS_READ);
                visit(manifest, pruning, withStatistics || pruning.needsStatistics(), visitor);
            }
            else {
                metrics.increment(Counter.MANIFESTS_SKIPPED);
            }
        }
        if (!hasNext()) {
            removed = Set.of();
        }
    }

    private void visit(NumberedManifest manifest, Pruning pruning, boolean withStatistics, Visitor visitor)
            throws IOException
    {
        long number = (long) manifest.number() << Integer.SIZE;
        try (ManifestEntries entries = withStatistics ? reader.entries(manifest.file()) : reader.entriesWithoutStatistics(manifest.file())) {
            while (entries.advance()) {
                if (entries.kind() == FileKind.ADD && mayBeWanted(entries, pruning)) {
                    ManifestEntry entry = entries.entry();
                    if (isWanted(entry, pruning)) {
                        visitor.visit(entry, number++);
                    }
                }
            }
        }
    }

    /** Whether the place of the file allows for it. Most entries of a scan of few partitions are left out here, and never decoded. */
    private boolean mayBeWanted(ManifestEntries entries, Pruning pruning)
    {
        if (pruning.partitionMatches(entries.partition())) {
            return true;
        }
        metrics.increment(Counter.FILES);
        metrics.increment(isHidden(entries.bucket(), entries.level()) ? Counter.FILES_HIDDEN : Counter.FILES_SKIPPED_BY_PARTITION);
        return false;
    }

    /** @param entry of a partition that matches */
    private boolean isWanted(ManifestEntry entry, Pruning pruning)
            throws IOException
    {
        if (!removed.isEmpty() && removed.remove(entry.identity())) {
            return false;
        }
        metrics.increment(Counter.FILES);
        if (isHidden(entry.bucket(), entry.file().level())) {
            metrics.increment(Counter.FILES_HIDDEN);
            return false;
        }
        Optional<Counter> skipped = unwanted(entry);
        if (skipped.isEmpty()) {
            skipped = pruning.skipped(entry);
        }
        skipped.ifPresent(metrics::increment);
        return skipped.isEmpty();
    }

    /** Why the file is none of the places that are wanted; empty if it is. */
    private Optional<Counter> unwanted(ManifestEntry entry)
    {
        if (!places.partitions().test(entry.partition())) {
            return Optional.of(Counter.FILES_SKIPPED_BY_PARTITION);
        }
        return places.buckets().test(entry.bucket()) ? Optional.empty() : Optional.of(Counter.FILES_SKIPPED_BY_BUCKET);
    }

    /** Collects what manifests remove of the partitions that matter. */
    private Set<FileIdentity> readRemoved(Pruning pruning)
            throws IOException
    {
        Set<FileIdentity> identities = new HashSet<>();
        for (NumberedManifest manifest : manifests) {
            if (manifest.file().deletedFiles() == 0) {
                continue;
            }
            try (ManifestEntries entries = reader.entriesWithoutStatistics(manifest.file())) {
                while (entries.advance()) {
                    if (entries.kind() == FileKind.DELETE && pruning.partitionMatches(entries.partition())) {
                        identities.add(entries.entry().identity());
                    }
                }
            }
        }
        return identities;
    }

    /** Whether no reader sees any file of the manifest. */
    private boolean isHidden(ManifestFile manifest)
    {
        return target.schema().hasPrimaryKey()
                && (manifest.buckets().isPresent() && manifest.buckets().get().max() < 0
                || manifest.levels().isPresent() && manifest.levels().get().max() < lowestLevel);
    }

    private boolean isHidden(int bucket, int level)
    {
        return target.schema().hasPrimaryKey() && (bucket < 0 || level < lowestLevel);
    }
}
