package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.index.DeletionVectorIndex;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.merge.FoldPlan;
import dev.varve.predicate.Predicate;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.TableOptions;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * Plans reads of one state of a table: which files, in what portions, and how many rows to expect. Reads metadata only, never
 * data files. {@code docs/scan-planning.md} says what is left out where, and why that is safe.
 */
public final class ScanPlanner
{
    private final ScanTarget target;

    private ScanPlanner(ScanTarget target)
    {
        this.target = requireNonNull(target, "target is null");
    }

    public static ScanPlanner of(ScanTarget target)
    {
        return new ScanPlanner(target);
    }

    /**
     * Starts a scan; most of the work is done while splits are asked for.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE if what the request asks for cannot be read correctly; EXPIRED if a file of
     *         the metadata is gone, CORRUPT_TABLE if one is damaged
     */
    public SplitSource plan(ScanRequest request)
            throws IOException
    {
        return plan(request, 0);
    }

    /**
     * As {@link #plan(ScanRequest)}, but of the files of a level and above it only, as if the others were not there.
     */
    public SplitSource plan(ScanRequest request, int lowestLevel)
            throws IOException
    {
        requireSupported(target.options());
        requireReadable(request);
        return SplitSource.start(target, request, reader(), manifests(), deletions(), lowestLevel);
    }

    /**
     * What to expect of a scan with that predicate, from metadata alone. Reads all manifests that may matter.
     *
     * @param predicate its column indexes are those of the table's columns
     */
    public TableStatistics statistics(Optional<Predicate> predicate)
            throws IOException
    {
        requireSupported(target.options());
        return StatisticsCollection.collect(target, predicate, reader(), manifests(), deletions());
    }

    /**
     * What a scan misses that leaves out the levels below one.
     *
     * @param snapshots those of the table
     */
    public SkippedLevels skippedLevels(SnapshotLog snapshots, int lowestLevel)
            throws IOException
    {
        return SkippedLevels.of(target, reader(), snapshots, lowestLevel);
    }

    /**
     * What manifests tell exactly about the rows. Reads all manifests that may matter.
     *
     * @param predicate its column indexes are those of the table's columns, all of them partition columns. It only narrows: what is known may include other
     *         partitions than those that meet it
     */
    public MetadataSummary summary(Optional<Predicate> predicate, List<MetadataSummary.Asked> columns)
            throws IOException
    {
        requireSupported(target.options());
        return SummaryCollection.collect(target, predicate, columns, reader(), manifests(), deletions());
    }

    /**
     * How the rows of a scan are spread over buckets; empty if they are not by a hash that all of them have in common. Reads all manifests that may matter.
     *
     * @param predicate its column indexes are those of the table's columns
     */
    public Optional<BucketSpread> bucketSpread(Optional<Predicate> predicate)
            throws IOException
    {
        requireSupported(target.options());
        return BucketSpread.collect(target, predicate, reader(), manifests());
    }

    /**
     * A value of the column that none of the first rows exceeds in their order; empty if there may be fewer rows, or metadata does not tell. Reads all
     * manifests that may matter, and looks into one data file at most.
     */
    public Optional<Object> firstRowsBound(FirstRows wanted)
            throws IOException
    {
        requireSupported(target.options());
        return FirstRowsBound.find(target, wanted, reader(), manifests(), deletions());
    }

    private ManifestReader reader()
    {
        return ManifestReader.of(target.storage(), target.table(), target.formats());
    }

    private List<ManifestFile> manifests()
            throws IOException
    {
        return target.snapshot().isPresent() ? reader().manifests(target.snapshot().get()) : List.of();
    }

    private DeletionVectorIndex deletions()
            throws IOException
    {
        if (target.snapshot().isEmpty() || !target.options().deletionVectors()) {
            return DeletionVectorIndex.EMPTY;
        }
        BucketPaths paths = BucketPaths.of(target.table(), target.schema(), target.options().layout());
        return IndexManifestReader.of(target.storage(), target.table(), target.options().layout(), paths, target.formats()).deletionVectors(target.snapshot().get());
    }

    private static void requireSupported(TableOptions options)
    {
        if (options.bucketing().postponeMergeOnRead()) {
            throw VarveException.unsupported("The table has option postpone.merge-on-read=true, which is not supported");
        }
    }

    private void requireReadable(ScanRequest request)
    {
        List<Field> fields = target.schema().fields().fields();
        List<Field> requested = IntStream.range(0, fields.size())
                .filter(i -> request.columns().isEmpty() || request.columns().get().contains(i))
                .mapToObj(fields::get)
                .toList();
        if (target.schema().hasPrimaryKey()) {
            FoldPlan.check(target.schema(), target.options().merge(), requested);
        }
    }
}
