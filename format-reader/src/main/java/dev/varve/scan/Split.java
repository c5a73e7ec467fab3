package dev.varve.scan;

import dev.varve.datafile.FilePart;
import dev.varve.index.DeletionFile;
import dev.varve.row.BinaryRow;
import dev.varve.storage.StoragePath;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * A portion of one bucket that is read on its own: the files, and how to combine them.
 *
 * <p>Small, immutable, and independent of the planner; {@link SplitCodec} makes bytes of it.
 *
 * @param partition values of the partition columns in declared order; no fields if the table is not partitioned
 * @param bucket 0 for append tables without buckets
 * @param totalBuckets how many buckets the partition had when the files were written; -1 if buckets are not fixed
 * @param bucketPath the directory of the bucket
 * @param files in the order of the manifests (primary key) or of their rows (append)
 * @param rawConvertible whether the rows of the split are those of its files one after the other, less their deletion
 *         vectors; otherwise the files must be merged by key
 * @param range the keys whose rows belong to the split; empty if all of its files do. Other splits have the others
 * @param fallback the branch whose files these are, if not that of the table
 * @param part of the only file; empty if all of it belongs to the split
 */
public record Split(
        long snapshotId,
        BinaryRow partition,
        int bucket,
        int totalBuckets,
        StoragePath bucketPath,
        List<SplitFile> files,
        boolean rawConvertible,
        Optional<KeyRange> range,
        Optional<FilePart> part,
        Optional<FallbackBranch> fallback)
{
    public Split
    {
        requireNonNull(partition, "partition is null");
        requireNonNull(bucketPath, "bucketPath is null");
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("A split has no files");
        }
        requireNonNull(range, "range is null");
        requireNonNull(part, "part is null");
        requireNonNull(fallback, "fallback is null");
        if (part.isPresent() && (files.size() != 1 || !rawConvertible || range.isPresent())) {
            throw new IllegalArgumentException("A split has a part of " + files.size() + " files, or of one that must be merged");
        }
    }

    /** Whole files. */
    public Split(long snapshotId, BinaryRow partition, int bucket, int totalBuckets, StoragePath bucketPath, List<SplitFile> files, boolean rawConvertible)
    {
        this(snapshotId, partition, bucket, totalBuckets, bucketPath, files, rawConvertible, Optional.empty(), Optional.empty());
    }

    /** Files of the table's own branch. */
    public Split(
            long snapshotId,
            BinaryRow partition,
            int bucket,
            int totalBuckets,
            StoragePath bucketPath,
            List<SplitFile> files,
            boolean rawConvertible,
            Optional<KeyRange> range,
            Optional<FilePart> part)
    {
        this(snapshotId, partition, bucket, totalBuckets, bucketPath, files, rawConvertible, range, part, Optional.empty());
    }

    /** The same split, of another branch. */
    Split ofFallback(FallbackBranch branch)
    {
        return new Split(snapshotId, partition, bucket, totalBuckets, bucketPath, files, rawConvertible, range, part, Optional.of(branch));
    }

    /** The same split, as one of the branch that it is of. */
    public Split withoutFallback()
    {
        return new Split(snapshotId, partition, bucket, totalBuckets, bucketPath, files, rawConvertible, range, part);
    }

    public StoragePath path(SplitFile file)
    {
        return file.externalPath().orElseGet(() -> bucketPath.child(file.name()));
    }

    /** The path of one of {@link SplitFile#extraFiles}: it lies in the directory of its data file. */
    public StoragePath path(SplitFile file, String extraFile)
    {
        return file.externalPath().map(StoragePath::parent).orElse(bucketPath).child(extraFile);
    }

    /** A split of some of the files; that the rows of the others are not needed is for the caller to know. */
    public Split withFiles(List<SplitFile> files)
    {
        return new Split(snapshotId, partition, bucket, totalBuckets, bucketPath, files, rawConvertible, range, part, fallback);
    }

    /** About how many bytes of files there are to read. */
    public long bytes()
    {
        return range.map(KeyRange::bytes).orElseGet(() -> fileBytes() / part.map(FilePart::count).orElse(1));
    }

    private long fileBytes()
    {
        long bytes = 0;
        for (SplitFile file : files) {
            bytes += file.size();
        }
        return bytes;
    }

    private boolean hasWholeFiles()
    {
        return range.isEmpty() && part.isEmpty();
    }

    /**
     * The most rows that reading whole files can return: physical rows less retractions and deletions as far as they are known. Of portions of files, a share
     * of these.
     */
    public long rowEstimate()
    {
        long rows = 0;
        for (SplitFile file : files) {
            long deleted = file.deletionFile().map(DeletionFile::cardinality).orElse(OptionalLong.empty()).orElse(0);
            rows += Math.max(0, file.rowCount() - file.deleteRowCount().orElse(0) - deleted);
        }
        return hasWholeFiles() ? rows : (long) Math.ceil(rows * Math.min(1.0, (double) bytes() / Math.max(1, fileBytes())));
    }

    /** How many rows reading returns without a filter, where metadata alone tells. */
    public OptionalLong exactRowCount()
    {
        if (!rawConvertible || !hasWholeFiles()) {
            return OptionalLong.empty();
        }
        long rows = 0;
        for (SplitFile file : files) {
            if (!file.holdsOnlyAdditions()) {
                return OptionalLong.empty();
            }
            rows += file.rowCount();
            if (file.deletionFile().isPresent()) {
                OptionalLong deleted = file.deletionFile().get().cardinality();
                if (deleted.isEmpty()) {
                    return OptionalLong.empty();
                }
                rows -= deleted.getAsLong();
            }
        }
        return OptionalLong.of(rows);
    }
}
