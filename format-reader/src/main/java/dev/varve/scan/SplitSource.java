package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.index.DeletionVectorIndex;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.scan.BucketFiles.Candidate;
import dev.varve.scan.PartitionOrder.Place;
import dev.varve.scan.PlanMetrics.Counter;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.ReadFailure;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the splits of a scan while they are asked for. Not safe for use by several threads.
 *
 * <p>A bucket is cut into splits as soon as no manifest is left that can hold more of it. So memory is bounded by the buckets
 * that manifests still to be read overlap with, and of a file only what its reader needs is held. The files of append tables
 * without buckets need not even wait that long, as they have no order.
 */
public final class SplitSource
        implements Closeable
{
    private static final int MAX_WAITING_FILES = 4096;
    /** What a split should have at most that has to be merged: that takes several times as long as to read the rows as they are. */
    private static final long MERGED_BYTES = 64 << 20;

    private final ScanTarget target;
    private final ScanRequest request;
    private final DeletionVectorIndex deletions;
    private final BucketPaths paths;
    private final RowOrder keyOrder;
    private final SplitGeneration generation;
    private final PartitionOrder order;
    private final RowGroupPruning rowGroups;
    private final PlanMetrics metrics = new PlanMetrics();
    private final ManifestSweep sweep;

    /** What the request asks for by now, its refinement included. */
    private Optional<Predicate> predicate = Optional.empty();
    private Pruning pruning;
    private final Map<BucketKey, BucketFiles> open = new HashMap<>();
    private final Deque<BucketFiles> complete = new ArrayDeque<>();
    private final Deque<Split> splits = new ArrayDeque<>();
    private Optional<Fallback> fallback = Optional.empty();
    private long rowsPlanned;
    private boolean closed;

    private SplitSource(ScanTarget target, ScanRequest request, ManifestReader reader, List<ManifestFile> manifests, DeletionVectorIndex deletions, int lowestLevel)
    {
        this.target = target;
        this.request = request;
        this.deletions = deletions;
        TableSchema schema = target.schema();
        TableOptions options = target.options();
        paths = BucketPaths.of(target.table(), schema, options.layout());
        keyOrder = RowOrder.of(schema.keyFields().stream().map(Field::type).toList());
        generation = new SplitGeneration(
                kind(schema, options),
                keyOrder,
                options.scan().splitTargetBytes(),
                options.scan().openFileCostBytes());
        order = new PartitionOrder(schema);
        rowGroups = RowGroupPruning.of(target, request);
        pruning = Pruning.of(target, Optional.empty());
        refine();
        sweep = new ManifestSweep(target, reader, manifests, pruning, metrics, lowestLevel, request.places());
    }

    /** What another branch has of partitions that are not in {@code present}. */
    private record Fallback(FallbackBranch branch, SplitSource splits, Set<BinaryRow> present)
    {
        Optional<Split> next()
        {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                if (!present.contains(split.get().partition())) {
                    return Optional.of(split.get().ofFallback(branch));
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Goes on with splits of another branch.
     *
     * @param present the partitions of this one, which are not looked for there
     */
    public SplitSource withFallback(FallbackBranch branch, SplitSource splits, Set<BinaryRow> present)
    {
        fallback = Optional.of(new Fallback(branch, splits, Set.copyOf(present)));
        return this;
    }

    private record BucketKey(BinaryRow partition, int bucket) {}

    static SplitSource start(ScanTarget target, ScanRequest request, ManifestReader reader, List<ManifestFile> manifests, DeletionVectorIndex deletions, int lowestLevel)
            throws IOException
    {
        SplitSource source = new SplitSource(target, request, reader, manifests, deletions, lowestLevel);
        if (target.schema().hasPrimaryKey() && target.options().overlappingLevels()) {
            // What is not supported must be known before the first row, and only the files tell.
            while (source.advance()) {
                source.refine();
            }
        }
        return source;
    }

    static SplitGeneration.Kind kind(TableSchema schema, TableOptions options)
    {
        if (!schema.hasPrimaryKey()) {
            return SplitGeneration.Kind.APPEND;
        }
        return options.deletionVectors() || options.merge().engine() == MergeEngine.FIRST_ROW
                ? SplitGeneration.Kind.KEYS_DISJOINT_ABOVE_LEVEL_0
                : SplitGeneration.Kind.KEYS_OVERLAP;
    }

    /** What the scan did so far. */
    public PlanMetrics metrics()
    {
        return metrics;
    }

    /**
     * The next split, or empty if there are no more.
     *
     * @throws VarveException of kind EXPIRED if a file of the metadata is gone, CORRUPT_TABLE if one is damaged,
     *         STORAGE_FAILURE if the store fails, UNSUPPORTED_FEATURE if files cannot be read correctly
     */
    public Optional<Split> next()
    {
        if (closed) {
            return Optional.empty();
        }
        try {
            Optional<Split> split = find();
            return split.isPresent() || hasEnough() ? split : fallback.flatMap(Fallback::next);
        }
        catch (IOException e) {
            throw ReadFailure.of(e).during("The manifests of the table in " + target.table() + " cannot be read");
        }
    }

    private Optional<Split> find()
            throws IOException
    {
        refine();
        while (splits.isEmpty()) {
            if (hasEnough() || !advance()) {
                return Optional.empty();
            }
        }
        return hasEnough() ? Optional.empty() : Optional.of(planned(splits.poll()));
    }

    /** Ends the scan: there are no more splits. */
    @Override
    public void close()
    {
        closed = true;
        fallback.ifPresent(branch -> branch.splits().close());
        open.clear();
        complete.clear();
        splits.clear();
    }

    private boolean hasEnough()
    {
        return predicate.isEmpty() && request.limit().isPresent() && rowsPlanned >= request.limit().getAsLong();
    }

    private Split planned(Split split)
    {
        metrics.increment(Counter.SPLITS);
        metrics.add(Counter.FILES_PLANNED, split.files().size());
        metrics.add(Counter.BYTES_PLANNED, split.bytes());
        rowsPlanned += split.exactRowCount().orElse(0);
        return split;
    }

    /** Takes up what the refinement of the request says by now. */
    private void refine()
    {
        List<Predicate> conjuncts = new ArrayList<>(Predicate.conjuncts(request.predicate()));
        request.refinement().get().ifPresent(conjuncts::add);
        Optional<Predicate> refined = conjuncts.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(conjuncts));
        if (!refined.equals(predicate)) {
            predicate = refined;
            pruning = Pruning.of(target, refined);
        }
    }

    /** Goes a step further; false if there is nothing left to do. */
    private boolean advance()
            throws IOException
    {
        if (!complete.isEmpty()) {
            cut(complete.poll());
            return true;
        }
        if (sweep.hasNext()) {
            sweep.visitNext(pruning, false, this::add);
            completeBefore(sweep.bound());
            return true;
        }
        return false;
    }

    private void add(ManifestEntry entry, long number)
            throws IOException
    {
        boolean wholeRows = !target.options().dataEvolution();
        boolean valuesMayMatch = !wholeRows || pruning.valuesMayMatch(entry);
        metrics.add(Counter.FILES_SKIPPED_BY_INDEX, pruning.takeRuledOutByIndex());
        if (!valuesMayMatch && filesAreIndependent()) {
            metrics.increment(Counter.FILES_SKIPPED_BY_VALUE);
            return;
        }
        BucketFiles bucket = open.computeIfAbsent(
                new BucketKey(entry.partition(), entry.bucket()),
                key -> new BucketFiles(key.partition(), key.bucket(), order.of(key.partition(), key.bucket())));
        bucket.add(new Candidate(number, SplitFile.of(entry.file()), entry.totalBuckets(), valuesMayMatch, wholeRows ? Map.of() : rowGroups.ranges(entry)));
    }

    /** Whether what a file holds cannot be changed by other files. */
    private boolean filesAreIndependent()
    {
        return !target.schema().hasPrimaryKey() && !target.options().dataEvolution();
    }

    /** Sets those buckets apart that get no more files, or need not wait for them. */
    private void completeBefore(Optional<Place> bound)
    {
        List<BucketFiles> finished = open.values().stream()
                .filter(bucket -> bound.isEmpty() || bucket.place().compareTo(bound.get()) < 0 || mayBeCutEarly(bucket))
                .sorted(Comparator.comparing(BucketFiles::place))
                .toList();
        finished.forEach(bucket -> open.remove(new BucketKey(bucket.partition(), bucket.bucket())));
        complete.addAll(finished);
    }

    private boolean mayBeCutEarly(BucketFiles bucket)
    {
        return filesAreIndependent() && target.options().bucketing().count() == Bucketing.DYNAMIC && bucket.size() >= MAX_WAITING_FILES;
    }

    private void cut(BucketFiles bucket)
            throws IOException
    {
        if (target.options().dataEvolution()) {
            cutRowGroups(bucket);
            return;
        }
        List<Candidate> candidates = matching(afterRefinement(bucket));
        if (candidates.isEmpty()) {
            return;
        }
        // Other merge engines make values of those of several files.
        boolean deduplicates = target.options().merge().engine() == MergeEngine.DEDUPLICATE;
        List<SplitFile> files = candidates.stream()
                .map(candidate -> candidate.valuesMayMatch() || !deduplicates ? candidate.file() : candidate.file().onlySuperseding())
                .toList();
        if (target.schema().hasPrimaryKey() && target.options().overlappingLevels() && !generation.needsNoMerge(files)) {
            throw VarveException.unsupported("The table has option pk-clustering-override=true and files that must be merged, which is not supported; " +
                    "compact the table");
        }
        int totalBuckets = candidates.get(candidates.size() - 1).totalBuckets();
        StoragePath path = paths.bucket(bucket.partition(), bucket.bucket());
        for (SplitGeneration.Group group : groups(bucket, files)) {
            List<SplitFile> withDeletions = deletions.isEmpty() ? group.files() : group.files().stream().map(file -> withDeletions(bucket, file)).toList();
            splits.add(split(bucket, totalBuckets, path, withDeletions, group));
        }
    }

    private List<SplitGeneration.Group> groups(BucketFiles bucket, List<SplitFile> files)
            throws IOException
    {
        if (!request.portions()) {
            return generation.groups(files);
        }
        KeySamples samples = new KeySamples(target, paths.bucket(bucket.partition(), bucket.bucket()), metrics);
        return samples.isSorted(files) ? generation.portions(files, new KeyRangeCut(keyOrder, mergeTargetBytes(), samples)) : generation.groups(files);
    }

    private long mergeTargetBytes()
    {
        return Math.min(target.options().scan().splitTargetBytes(), MERGED_BYTES);
    }

    /** Cuts a bucket whose files hold different columns of the same rows. */
    private void cutRowGroups(BucketFiles bucket)
            throws IOException
    {
        List<Candidate> candidates = afterRefinement(bucket);
        List<SplitFile> files = new ArrayList<>();
        IdentityHashMap<SplitFile, Map<Integer, ColumnRange>> ranges = new IdentityHashMap<>();
        for (Candidate candidate : candidates) {
            SplitFile file = withDeletions(bucket, candidate.file());
            files.add(file);
            ranges.put(file, candidate.ranges());
        }
        List<List<SplitFile>> groups = new ArrayList<>();
        for (RowIdGroup group : RowIdGroup.of(files)) {
            if (rowGroups.mayMatch(group, ranges)) {
                groups.add(rowGroups.needed(group));
            }
            else {
                metrics.add(Counter.FILES_SKIPPED_BY_VALUE, group.files().size());
            }
        }
        StoragePath path = paths.bucket(bucket.partition(), bucket.bucket());
        for (SplitGeneration.Group group : generation.rowGroups(groups)) {
            splits.add(split(bucket, candidates.get(candidates.size() - 1).totalBuckets(), path, group.files(), group));
        }
    }

    private SplitFile withDeletions(BucketFiles bucket, SplitFile file)
    {
        return file.withDeletionFile(deletions.find(bucket.partition(), bucket.bucket(), file.name()));
    }

    private Split split(BucketFiles bucket, int totalBuckets, StoragePath path, List<SplitFile> files, SplitGeneration.Group group)
    {
        return new Split(
                target.snapshot().orElseThrow().id(),
                bucket.partition(),
                bucket.bucket(),
                totalBuckets,
                path,
                files,
                group.raw(),
                group.range(),
                group.part());
    }

    /** The files that were not ruled out by what became known after their manifest was read. */
    private List<Candidate> afterRefinement(BucketFiles bucket)
            throws IOException
    {
        if (predicate.equals(request.predicate())) {
            return bucket.candidates();
        }
        List<Candidate> rest = new ArrayList<>();
        for (Candidate candidate : bucket.candidates()) {
            Optional<Counter> skipped = pruning.skipped(bucket.partition(), bucket.bucket(), candidate.totalBuckets(), candidate.file());
            skipped.ifPresent(metrics::increment);
            if (skipped.isEmpty()) {
                rest.add(candidate);
            }
        }
        return rest;
    }

    /**
     * The files of a bucket without those that cannot hold matching values, as far as the others allow: where keys occur in
     * several files, leaving out the newest row of a key would bring back an older one.
     */
    private List<Candidate> matching(List<Candidate> candidates)
    {
        if (candidates.stream().allMatch(Candidate::valuesMayMatch)) {
            return candidates;
        }
        List<Candidate> matching = candidates.stream().filter(Candidate::valuesMayMatch).toList();
        boolean alone = !target.schema().hasPrimaryKey()
                || candidates.size() == 1
                || generation.needsNoMerge(candidates.stream().map(Candidate::file).toList());
        List<Candidate> kept = alone || matching.isEmpty() && yieldsStoredRows(target.options()) ? matching : candidates;
        metrics.add(Counter.FILES_SKIPPED_BY_VALUE, candidates.size() - kept.size());
        return kept;
    }

    /** Whether each row of a merge is a row of some file. The other merge engines make rows with values that no file has. */
    static boolean yieldsStoredRows(TableOptions options)
    {
        return options.merge().engine() == MergeEngine.DEDUPLICATE || options.merge().engine() == MergeEngine.FIRST_ROW;
    }
}
