package dev.varve.write.bucket;

import dev.varve.error.VarveException;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.LiveEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.type.DataType;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/** What a snapshot has in the buckets of some partitions, level 0 and waiting files included: what a writer goes on from. */
public final class LiveBuckets
{
    private final ManifestReader manifests;
    private final List<DataType> partitionTypes;
    private final Optional<Snapshot> snapshot;

    private LiveBuckets(ManifestReader manifests, List<DataType> partitionTypes, Optional<Snapshot> snapshot)
    {
        this.manifests = requireNonNull(manifests, "manifests is null");
        this.partitionTypes = partitionTypes;
        this.snapshot = requireNonNull(snapshot, "snapshot is null");
    }

    public static LiveBuckets of(ManifestReader manifests, TableSchema schema, Optional<Snapshot> snapshot)
    {
        return new LiveBuckets(manifests, schema.partitionFields().stream().map(Field::type).toList(), snapshot);
    }

    /**
     * The live files of one bucket.
     *
     * @param totalBuckets how many buckets its partition had when the files were written
     * @param files not empty, in the order of the manifests
     */
    public record LiveBucket(int totalBuckets, List<DataFile> files)
    {
        public LiveBucket
        {
            files = List.copyOf(files);
            if (files.isEmpty()) {
                throw new IllegalArgumentException("A live bucket has files");
            }
        }

        /** The highest sequence number of its files. */
        public long maxSequenceNumber()
        {
            return files.stream().mapToLong(DataFile::maxSequenceNumber).max().orElseThrow();
        }
    }

    /**
     * Reads the manifests once.
     *
     * @param withStatistics whether the files must be described whole, with their statistics
     * @return the buckets that have files
     * @throws VarveException of kind EXPIRED if the snapshot has expired, CORRUPT_TABLE if its metadata is damaged
     */
    public Map<BucketId, LiveBucket> read(Set<BinaryRow> partitions, boolean withStatistics)
            throws IOException
    {
        if (snapshot.isEmpty() || partitions.isEmpty()) {
            return Map.of();
        }
        List<ManifestFile> relevant = manifests.manifests(snapshot.get()).stream().filter(manifest -> mayHold(manifest, partitions)).toList();
        return read(relevant, partitions::contains, withStatistics);
    }

    /** As {@link #read(Set, boolean)}, but of all partitions that a condition holds for. */
    public Map<BucketId, LiveBucket> readAll(Predicate<BinaryRow> partitions, boolean withStatistics)
            throws IOException
    {
        return snapshot.isEmpty() ? Map.of() : read(manifests.manifests(snapshot.get()), partitions, withStatistics);
    }

    private Map<BucketId, LiveBucket> read(List<ManifestFile> relevant, Predicate<BinaryRow> partitions, boolean withStatistics)
            throws IOException
    {
        return byBucket(LiveEntries.read(manifests, relevant, partitions, withStatistics));
    }

    private static Map<BucketId, LiveBucket> byBucket(Collection<ManifestEntry> live)
    {
        Map<BucketId, List<ManifestEntry>> entries = new HashMap<>();
        for (ManifestEntry entry : live) {
            entries.computeIfAbsent(new BucketId(entry.partition(), entry.bucket()), key -> new ArrayList<>()).add(entry);
        }
        Map<BucketId, LiveBucket> buckets = new HashMap<>();
        entries.forEach((bucket, files) -> buckets.put(bucket, new LiveBucket(files.get(0).totalBuckets(), files.stream().map(ManifestEntry::file).toList())));
        return buckets;
    }

    private boolean mayHold(ManifestFile manifest, Set<BinaryRow> partitions)
    {
        BinaryRow min = manifest.partitionStatistics().min();
        BinaryRow max = manifest.partitionStatistics().max();
        return partitions.stream().anyMatch(partition -> mayHold(min, max, partition));
    }

    /** A bound that is null says nothing. */
    private boolean mayHold(BinaryRow min, BinaryRow max, BinaryRow partition)
    {
        for (int i = 0; i < partitionTypes.size(); i++) {
            Object value = partition.value(i, partitionTypes.get(i));
            Object least = min.value(i, partitionTypes.get(i));
            Object greatest = max.value(i, partitionTypes.get(i));
            if (value != null && (least != null && Literal.compare(value, least) < 0 || greatest != null && Literal.compare(value, greatest) > 0)) {
                return false;
            }
        }
        return true;
    }
}
