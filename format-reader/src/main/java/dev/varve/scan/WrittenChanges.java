package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.scan.PlanMetrics.Counter;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.ChangelogProducer;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/** The files that one snapshot added, be they data or changelog, as portions of changes. */
final class WrittenChanges
{
    private final ScanTarget target;
    private final ManifestReader reader;
    private final Pruning pruning;
    private final boolean realBucketsOnly;
    private final boolean hidesLevel0;
    private final PlanMetrics metrics;
    private final BucketPaths paths;

    /**
     * @param streaming whether files are wanted, too, that a query does not see before they are compacted
     */
    WrittenChanges(ScanTarget target, ManifestReader reader, Optional<Predicate> predicate, boolean streaming, PlanMetrics metrics)
    {
        this.target = target;
        this.reader = reader;
        pruning = Pruning.of(target, predicate);
        realBucketsOnly = !streaming || target.options().changelogProducer() != ChangelogProducer.NONE;
        hidesLevel0 = !streaming && target.schema().hasPrimaryKey() && target.options().hidesLevel0();
        this.metrics = metrics;
        paths = BucketPaths.of(target.table(), target.schema(), target.options().layout());
    }

    private record BucketKey(BinaryRow partition, int bucket) {}

    /**
     * @param list the delta or the changelog list of the snapshot
     */
    List<ChangeSplit> of(Snapshot snapshot, ListFile list)
            throws IOException
    {
        List<ChangeSplit> splits = new ArrayList<>();
        for (Map.Entry<BucketKey, List<ManifestEntry>> bucket : added(snapshot, list).entrySet()) {
            cut(snapshot, bucket.getKey(), bucket.getValue(), splits);
        }
        return splits;
    }

    /**
     * Rows of which several snapshots wrote some columns each are one change, of the last of these snapshots; columns that none of them wrote are null.
     *
     * @param snapshots of which the deltas count
     * @param wanted which snapshots' changes are wanted
     */
    List<ChangeSplit> ofRowGroups(List<Snapshot> snapshots, LongPredicate wanted)
            throws IOException
    {
        Map<BucketKey, List<SplitFile>> buckets = new LinkedHashMap<>();
        Map<BucketKey, Integer> totalBuckets = new HashMap<>();
        IdentityHashMap<SplitFile, Snapshot> writtenBy = new IdentityHashMap<>();
        for (Snapshot snapshot : snapshots) {
            added(snapshot, snapshot.deltaManifestList()).forEach((bucket, entries) -> {
                List<SplitFile> files = buckets.computeIfAbsent(bucket, key -> new ArrayList<>());
                for (ManifestEntry entry : entries) {
                    SplitFile file = SplitFile.of(entry.file());
                    files.add(file);
                    writtenBy.put(file, snapshot);
                    totalBuckets.put(bucket, entry.totalBuckets());
                }
            });
        }
        List<ChangeSplit> splits = new ArrayList<>();
        buckets.forEach((bucket, files) -> {
            for (RowIdGroup group : RowIdGroup.of(files)) {
                Snapshot last = group.files().stream().map(writtenBy::get).max(Comparator.comparingLong(Snapshot::id)).orElseThrow();
                if (wanted.test(last.id())) {
                    splits.add(split(last, bucket, totalBuckets.get(bucket), group.files(), group.files().size() == 1));
                }
            }
        });
        return splits;
    }

    private Map<BucketKey, List<ManifestEntry>> added(Snapshot snapshot, ListFile list)
            throws IOException
    {
        Map<BucketKey, List<ManifestEntry>> buckets = new LinkedHashMap<>();
        for (ManifestFile manifest : reader.manifests(list)) {
            if (!pruning.mayMatch(manifest)) {
                metrics.increment(Counter.MANIFESTS_SKIPPED);
                continue;
            }
            metrics.increment(Counter.MANIFESTS_READ);
            try (ManifestEntries entries = reader.entries(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    if (isWanted(entry.get(), snapshot)) {
                        buckets.computeIfAbsent(new BucketKey(entry.get().partition(), entry.get().bucket()), bucket -> new ArrayList<>()).add(entry.get());
                    }
                }
            }
        }
        return buckets;
    }

    private boolean isWanted(ManifestEntry entry, Snapshot snapshot)
            throws IOException
    {
        if (entry.kind() != FileKind.ADD) {
            throw VarveException.corrupt("Snapshot " + snapshot.id() + " is damaged: it only adds, but removes file '" + entry.file().name() + "'");
        }
        metrics.increment(Counter.FILES);
        if (realBucketsOnly && entry.bucket() < 0 || hidesLevel0 && entry.file().level() == 0) {
            metrics.increment(Counter.FILES_HIDDEN);
            return false;
        }
        Optional<Counter> skipped = pruning.skipped(entry);
        if (skipped.isEmpty() && !target.options().dataEvolution() && !pruning.valuesMayMatch(entry)) {
            skipped = Optional.of(Counter.FILES_SKIPPED_BY_VALUE);
        }
        skipped.ifPresent(metrics::increment);
        return skipped.isEmpty();
    }

    /** Each row stands for itself, so the files of a bucket may be read apart. */
    private void cut(Snapshot snapshot, BucketKey key, List<ManifestEntry> entries, List<ChangeSplit> splits)
    {
        long target = this.target.options().scan().splitTargetBytes();
        long openFile = this.target.options().scan().openFileCostBytes();
        List<SplitFile> group = new ArrayList<>();
        long bytes = 0;
        for (ManifestEntry entry : entries) {
            long weight = Math.max(entry.file().size(), openFile);
            if (!group.isEmpty() && bytes + weight > target) {
                splits.add(split(snapshot, key, entry.totalBuckets(), group, true));
                group = new ArrayList<>();
                bytes = 0;
            }
            group.add(SplitFile.of(entry.file()));
            bytes += weight;
        }
        splits.add(split(snapshot, key, entries.get(entries.size() - 1).totalBuckets(), group, true));
    }

    private ChangeSplit split(Snapshot snapshot, BucketKey key, int totalBuckets, List<SplitFile> files, boolean raw)
    {
        Split split = new Split(snapshot.id(), key.partition(), key.bucket(), totalBuckets, paths.bucket(key.partition(), key.bucket()), files, raw);
        return new ChangeSplit(ChangeSplit.Kind.AS_WRITTEN, snapshot.id(), snapshot.timeMillis(), Optional.empty(), Optional.of(split));
    }
}
