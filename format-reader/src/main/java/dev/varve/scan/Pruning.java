package dev.varve.scan;

import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.schema.TableSchema;
import dev.varve.scan.PlanMetrics.Counter;

import java.io.IOException;
import java.util.Optional;

/** All that leaves out files because of one predicate, from the cheapest to the most expensive. */
final class Pruning
{
    private final PartitionPruning partitions;
    private final BucketPruning buckets;
    private final FilePruning files;
    private final boolean keysAreInFiles;
    private final boolean needsStatistics;

    private Pruning(PartitionPruning partitions, BucketPruning buckets, FilePruning files, boolean keysAreInFiles, boolean needsStatistics)
    {
        this.partitions = partitions;
        this.buckets = buckets;
        this.files = files;
        this.keysAreInFiles = keysAreInFiles;
        this.needsStatistics = needsStatistics;
    }

    static Pruning of(ScanTarget target, Optional<Predicate> predicate)
    {
        TableSchema schema = target.schema();
        // Otherwise the files say which values of the clustering columns they hold, not which keys.
        boolean keysAreInFiles = schema.hasPrimaryKey() && !target.options().overlappingLevels();
        return new Pruning(
                PartitionPruning.of(schema, predicate),
                BucketPruning.of(schema, target.options().bucketing(), predicate),
                FilePruning.of(schema, target.schemas(), predicate, target.options().scan().useFileIndexes(), keysAreInFiles),
                keysAreInFiles,
                predicate.isPresent() && !Columns.of(predicate.get()).stream().allMatch(column -> PartitionPruning.isPartitionColumn(schema, column)));
    }

    /** Whether {@link #keysMayMatch} and {@link #valuesMayMatch} look at the statistics of files. */
    boolean needsStatistics()
    {
        return needsStatistics;
    }

    boolean mayMatch(ManifestFile manifest)
    {
        return partitions.mayMatch(manifest);
    }

    boolean partitionMatches(BinaryRow partition)
    {
        return partitions.matches(partition);
    }

    /** Why no row of the file can match, whatever other files of the bucket say; empty if one may. */
    Optional<Counter> skipped(ManifestEntry entry)
            throws IOException
    {
        if (!partitions.matches(entry.partition())) {
            return Optional.of(Counter.FILES_SKIPPED_BY_PARTITION);
        }
        if (!buckets.mayMatch(entry.partition(), entry.bucket(), entry.totalBuckets(), files.schema(entry.file().schemaId()))) {
            return Optional.of(Counter.FILES_SKIPPED_BY_BUCKET);
        }
        return files.keysMayMatch(entry) ? Optional.empty() : Optional.of(Counter.FILES_SKIPPED_BY_KEY);
    }

    /** The same for a file whose statistics are no longer there. */
    Optional<Counter> skipped(BinaryRow partition, int bucket, int totalBuckets, SplitFile file)
            throws IOException
    {
        if (!partitions.matches(partition)) {
            return Optional.of(Counter.FILES_SKIPPED_BY_PARTITION);
        }
        if (!buckets.mayMatch(partition, bucket, totalBuckets, files.schema(file.schemaId()))) {
            return Optional.of(Counter.FILES_SKIPPED_BY_BUCKET);
        }
        return !keysAreInFiles || files.keysMayMatch(file) ? Optional.empty() : Optional.of(Counter.FILES_SKIPPED_BY_KEY);
    }

    /** Whether the file may hold rows that match as they are in it. */
    boolean valuesMayMatch(ManifestEntry entry)
            throws IOException
    {
        return files.valuesMayMatch(entry);
    }

    /** How many files an index has ruled out since this was last asked. */
    long takeRuledOutByIndex()
    {
        return files.takeRuledOutByIndex();
    }
}
