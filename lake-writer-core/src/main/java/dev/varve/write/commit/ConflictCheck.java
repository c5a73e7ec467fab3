package dev.varve.write.commit;

import dev.varve.index.IndexFile;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileIdentity;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.snapshot.CommitKind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * Whether changes still fit the files that are there: another commit may have been faster since they were made. A pure function.
 *
 * @param keyOrder of the keys of a table whose files of one level, from level 1 on, may not overlap; empty otherwise
 * @param sharedBucket whether there is one bucket for all rows
 * @param dataEvolution whether files with the same row ids hold different columns of the same rows
 */
record ConflictCheck(Optional<RowOrder> keyOrder, boolean sharedBucket, boolean dataEvolution)
{
    ConflictCheck
    {
        requireNonNull(keyOrder, "keyOrder is null");
    }

    /**
     * Why the changes cannot be made, empty if they can.
     *
     * @param live files of all partitions that the changes concern
     */
    Optional<String> conflict(CommitKind kind, List<ManifestEntry> live, Changes changes)
    {
        Map<FileIdentity, ManifestEntry> files = new LinkedHashMap<>();
        live.forEach(entry -> files.put(entry.identity(), entry));
        for (ManifestEntry entry : changes.files()) {
            if (entry.kind() == FileKind.DELETE && files.remove(entry.identity()) == null) {
                return Optional.of("file " + entry.file().name() + " is to be deleted from level " + entry.file().level() + " of bucket " + entry.bucket() +
                        ", but another commit has compacted, overwritten or changed it");
            }
            if (entry.kind() == FileKind.ADD && files.put(entry.identity(), entry) != null) {
                return Optional.of("file " + entry.file().name() + " is to be added, but is there already");
            }
        }
        return otherBucketCount(kind, files.values(), changes)
                .or(() -> overlap(files.values(), changes))
                .or(() -> vectorOfMissingFile(files.values(), changes))
                .or(() -> misplacedRowIds(live, files.values(), changes));
    }

    /** Files of one partition are hashed to the same number of buckets, unless all are replaced. */
    private static Optional<String> otherBucketCount(CommitKind kind, Iterable<ManifestEntry> files, Changes changes)
    {
        if (kind == CommitKind.OVERWRITE) {
            return Optional.empty();
        }
        Map<BinaryRow, Integer> counts = new HashMap<>();
        for (ManifestEntry entry : changes.files()) {
            if (entry.kind() == FileKind.ADD && entry.totalBuckets() > 0) {
                counts.put(entry.partition(), entry.totalBuckets());
            }
        }
        for (ManifestEntry entry : files) {
            int count = counts.getOrDefault(entry.partition(), entry.totalBuckets());
            if (entry.totalBuckets() > 0 && entry.totalBuckets() != count) {
                return Optional.of("files were written for " + count + " buckets, but file " + entry.file().name() + " of the same partition is one of " +
                        entry.totalBuckets() + "; the number of buckets changes only when the partition is overwritten");
            }
        }
        return Optional.empty();
    }

    private Optional<String> overlap(Iterable<ManifestEntry> files, Changes changes)
    {
        if (keyOrder.isEmpty()) {
            return Optional.empty();
        }
        Set<Level> changed = new HashSet<>();
        for (ManifestEntry entry : changes.files()) {
            if (entry.kind() == FileKind.ADD && entry.file().level() > 0) {
                changed.add(Level.of(entry));
            }
        }
        Map<Level, List<DataFile>> levels = new HashMap<>();
        for (ManifestEntry entry : files) {
            if (changed.contains(Level.of(entry))) {
                levels.computeIfAbsent(Level.of(entry), level -> new ArrayList<>()).add(entry.file());
            }
        }
        for (Map.Entry<Level, List<DataFile>> level : levels.entrySet()) {
            level.getValue().sort(Comparator.comparing(DataFile::minKey, keyOrder.get()));
            for (int i = 1; i < level.getValue().size(); i++) {
                DataFile left = level.getValue().get(i - 1);
                DataFile right = level.getValue().get(i);
                if (keyOrder.get().compare(left.maxKey(), right.minKey()) >= 0) {
                    return Optional.of("files " + left.name() + " and " + right.name() + " would overlap on level " + level.getKey().level() + " of bucket " +
                            level.getKey().bucket() + ": another commit has compacted the same bucket");
                }
            }
        }
        return Optional.empty();
    }

    /** Where files of vectors are many, each vector that a commit brings is one of a file that is there afterwards. */
    private Optional<String> vectorOfMissingFile(Iterable<ManifestEntry> files, Changes changes)
    {
        if (!sharedBucket) {
            return Optional.empty();
        }
        Set<String> names = new HashSet<>();
        files.forEach(entry -> names.add(entry.file().name()));
        for (IndexChange change : changes.indexes()) {
            IndexManifestEntry entry = change.entry();
            if (change.kind() == FileKind.DELETE || !entry.file().type().equals(IndexFile.DELETION_VECTORS)) {
                continue;
            }
            for (VectorRange vector : entry.file().vectors()) {
                if (!names.contains(vector.dataFile())) {
                    return Optional.of("rows of file " + vector.dataFile() + " are to be deleted, but another commit has replaced the file");
                }
            }
        }
        return Optional.empty();
    }

    /** Files that share row ids have the same rows; new columns of rows belong to rows that are there. */
    private Optional<String> misplacedRowIds(List<ManifestEntry> live, Iterable<ManifestEntry> files, Changes changes)
    {
        if (!dataEvolution) {
            return Optional.empty();
        }
        Set<RowIds> known = new HashSet<>();
        live.stream().filter(RowIds::has).forEach(entry -> known.add(RowIds.of(entry.file())));
        for (ManifestEntry entry : changes.files()) {
            if (entry.kind() == FileKind.ADD
                    && RowIds.has(entry)
                    && entry.file().source().orElse(FileSource.APPEND) == FileSource.APPEND
                    && !known.contains(RowIds.of(entry.file()))) {
                return Optional.of("file " + entry.file().name() + " has columns of rows that no file has any more: another commit has compacted or deleted them");
            }
        }
        List<ManifestEntry> sorted = new ArrayList<>();
        files.forEach(entry -> {
            if (RowIds.has(entry)) {
                sorted.add(entry);
            }
        });
        sorted.sort(Comparator.comparing(entry -> RowIds.of(entry.file())));
        for (int i = 1; i < sorted.size(); i++) {
            RowIds left = RowIds.of(sorted.get(i - 1).file());
            RowIds right = RowIds.of(sorted.get(i).file());
            if (right.first() <= left.last() && !right.equals(left)) {
                return Optional.of("files " + sorted.get(i - 1).file().name() + " and " + sorted.get(i).file().name() +
                        " would share some of their rows and not all: another commit has compacted them");
            }
        }
        return Optional.empty();
    }

    private record Level(BinaryRow partition, int bucket, int level)
    {
        static Level of(ManifestEntry entry)
        {
            return new Level(entry.partition(), entry.bucket(), entry.file().level());
        }
    }

    private record RowIds(long first, long last)
            implements Comparable<RowIds>
    {
        static boolean has(ManifestEntry entry)
        {
            return entry.file().firstRowId().isPresent() && !RowTracking.isDedicated(entry.file());
        }

        static RowIds of(DataFile file)
        {
            long first = file.firstRowId().orElseThrow();
            return new RowIds(first, first + file.rowCount() - 1);
        }

        @Override
        public int compareTo(RowIds other)
        {
            return first != other.first ? Long.compare(first, other.first) : Long.compare(last, other.last);
        }
    }
}
