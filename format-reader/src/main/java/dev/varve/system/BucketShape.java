package dev.varve.system;

import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;

/**
 * The files of one bucket, and how they lie over each other.
 *
 * @param partition as {@code $files} names it
 * @param files level 0 first, the newest first in it; then by level and key
 * @param runs how many files a reader must merge at the worst place: 1 if no two files overlap, 0 if there are none. In tables without a
 *         primary key, where nothing is merged, 1
 * @param overlappingBytes of files whose keys overlap with those of another
 */
public record BucketShape(String partition, int bucket, List<ShapeFile> files, int runs, long overlappingBytes)
{
    public BucketShape
    {
        requireNonNull(partition, "partition is null");
        files = List.copyOf(files);
    }

    /**
     * A data file.
     *
     * @param first where its keys begin: the number of bounds of files in the bucket that are smaller
     * @param last where they end, in the same way
     * @param minKey as text; empty in tables without a primary key
     * @param maxKey as text; empty in tables without a primary key
     * @param deletes rows that delete; 0 where it is not known
     * @param hidden rows that a deletion vector hides
     */
    public record ShapeFile(String name, int level, long rows, long bytes, long deletes, long hidden, int first, int last, String minKey, String maxKey)
    {
        public ShapeFile
        {
            requireNonNull(name, "name is null");
            requireNonNull(minKey, "minKey is null");
            requireNonNull(maxKey, "maxKey is null");
        }
    }

    /** A file before it is known where it lies among the others. */
    record Unplaced(ShapeFile file, BinaryRow minKey, BinaryRow maxKey, long sequenceNumber) {}

    /** @param order of keys; files of tables without a primary key come one after the other instead */
    static BucketShape of(String partition, int bucket, List<Unplaced> files, RowOrder order, boolean hasKeys)
    {
        TreeMap<BinaryRow, Integer> bounds = new TreeMap<>(order);
        if (hasKeys) {
            files.forEach(file -> {
                bounds.put(file.minKey(), 0);
                bounds.put(file.maxKey(), 0);
            });
            int next = 0;
            for (BinaryRow bound : List.copyOf(bounds.keySet())) {
                bounds.put(bound, next++);
            }
        }
        List<Unplaced> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparingInt((Unplaced file) -> file.file().level())
                .thenComparing(file -> file.file().level() == 0 ? -file.sequenceNumber() : hasKeys ? bounds.get(file.minKey()) : file.sequenceNumber()));
        List<ShapeFile> placed = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Unplaced unplaced = sorted.get(i);
            ShapeFile file = unplaced.file();
            placed.add(new ShapeFile(
                    file.name(), file.level(), file.rows(), file.bytes(), file.deletes(), file.hidden(),
                    hasKeys ? bounds.get(unplaced.minKey()) : 2 * i,
                    hasKeys ? bounds.get(unplaced.maxKey()) : 2 * i + 1,
                    file.minKey(), file.maxKey()));
        }
        return new BucketShape(partition, bucket, placed, runs(placed), overlappingBytes(placed));
    }

    /** The most files that hold keys of one place. */
    private static int runs(List<ShapeFile> files)
    {
        int most = 0;
        PriorityQueue<Integer> ends = new PriorityQueue<>();
        for (ShapeFile file : byPlace(files)) {
            while (!ends.isEmpty() && ends.peek() < file.first()) {
                ends.poll();
            }
            ends.add(file.last());
            most = Math.max(most, ends.size());
        }
        return most;
    }

    private static long overlappingBytes(List<ShapeFile> files)
    {
        long overlapping = 0;
        long section = 0;
        int inSection = 0;
        int end = -1;
        for (ShapeFile file : byPlace(files)) {
            if (file.first() > end) {
                overlapping += inSection > 1 ? section : 0;
                section = 0;
                inSection = 0;
            }
            section += file.bytes();
            inSection++;
            end = Math.max(end, file.last());
        }
        return overlapping + (inSection > 1 ? section : 0);
    }

    private static List<ShapeFile> byPlace(List<ShapeFile> files)
    {
        return files.stream().sorted(Comparator.comparingInt(ShapeFile::first)).toList();
    }

    public long rows()
    {
        return files.stream().mapToLong(ShapeFile::rows).sum();
    }

    public long bytes()
    {
        return files.stream().mapToLong(ShapeFile::bytes).sum();
    }

    /** Rows that delete, and rows that a deletion vector hides. */
    public long deleted()
    {
        return files.stream().mapToLong(file -> file.deletes() + file.hidden()).sum();
    }

    /** The levels that have files, ascending. */
    public List<Integer> levels()
    {
        return files.stream().map(ShapeFile::level).distinct().sorted().toList();
    }
}
