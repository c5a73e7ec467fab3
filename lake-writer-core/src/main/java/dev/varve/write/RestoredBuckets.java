package dev.varve.write;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.bucket.LiveBuckets;
import dev.varve.write.bucket.LiveBuckets.LiveBucket;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the newest snapshot has in the buckets that writers are opened for. Read a partition at a time, and again when there is a newer one. */
final class RestoredBuckets
{
    private final Table table;
    private final TableSchema schema;
    private final TableOptions options;
    private final BucketPaths paths;
    private final boolean whole;

    private Optional<Snapshot> snapshot = Optional.empty();
    private final Set<BinaryRow> partitions = new HashSet<>();
    private final Map<BucketId, LiveBucket> live = new HashMap<>();
    private final Map<BucketId, IndexFile> vectors = new HashMap<>();

    /** @param whole whether files are needed as manifests describe them, not only their sequence numbers */
    RestoredBuckets(Table table, TableSchema schema, TableOptions options, BucketPaths paths, boolean whole)
    {
        this.table = table;
        this.schema = schema;
        this.options = options;
        this.paths = paths;
        this.whole = whole;
    }

    /**
     * Reads what is needed for these buckets.
     *
     * @throws VarveException of kind INVALID_REQUEST if a partition has another number of buckets than the table is to have now
     */
    void read(Collection<BucketId> buckets)
            throws IOException
    {
        Optional<Snapshot> latest = table.snapshots().latest();
        if (!latest.map(Snapshot::id).equals(snapshot.map(Snapshot::id))) {
            live.clear();
            partitions.clear();
            vectors.clear();
            snapshot = latest;
            if (whole && options.deletionVectors() && latest.isPresent()) {
                readVectors(latest.get());
            }
        }
        Set<BinaryRow> unknown = new HashSet<>();
        for (BucketId bucket : buckets) {
            if (!partitions.contains(bucket.partition())) {
                unknown.add(bucket.partition());
            }
        }
        Map<BucketId, LiveBucket> found = LiveBuckets.of(table.manifests(), schema, latest).read(unknown, whole);
        found.forEach(this::requireSameBuckets);
        live.putAll(found);
        partitions.addAll(unknown);
    }

    private void readVectors(Snapshot latest)
            throws IOException
    {
        for (IndexManifestEntry entry : IndexManifestReader.of(table.storage(), table.location(), options.layout(), paths).entries(latest)) {
            if (entry.file().type().equals(IndexFile.DELETION_VECTORS)) {
                vectors.put(new BucketId(entry.partition(), entry.bucket()), entry.file());
            }
        }
    }

    private void requireSameBuckets(BucketId bucket, LiveBucket files)
    {
        int count = options.bucketing().count();
        if (count > 0 && bucket.bucket() >= 0 && files.totalBuckets() > 0 && files.totalBuckets() != count) {
            throw VarveException.invalid("The table has option bucket=" + count + ", but what lies in " + paths.bucket(bucket.partition(), bucket.bucket()).parent() +
                    " was written with " + files.totalBuckets() + " buckets; overwrite it to spread its rows over the new buckets, before anything is added");
        }
    }

    /** The files of a bucket that was read. */
    List<DataFile> files(BucketId bucket)
    {
        return Optional.ofNullable(live.get(bucket)).map(LiveBucket::files).orElse(List.of());
    }

    /** The number of the next row of a bucket that was read. */
    long nextSequence(BucketId bucket)
    {
        return Optional.ofNullable(live.get(bucket)).map(LiveBucket::maxSequenceNumber).orElse(-1L) + 1;
    }

    /** The deletion vectors of a bucket that was read. */
    Optional<IndexFile> vectors(BucketId bucket)
    {
        return Optional.ofNullable(vectors.get(bucket));
    }
}
