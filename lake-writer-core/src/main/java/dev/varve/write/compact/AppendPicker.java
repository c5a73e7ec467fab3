package dev.varve.write.compact;

import dev.varve.manifest.DataFile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import static java.util.Comparator.comparingLong;

/** Says which files of an append table to put together. Pure functions of the files. */
final class AppendPicker
{
    /** A full compaction of fewer files is not worth it. */
    private static final int FULL_MIN_FILES = 3;

    private final CompactionOptions options;
    private final long openFileCost;

    /** @param openFileCost bytes that a file counts for besides its own */
    AppendPicker(CompactionOptions options, long openFileCost)
    {
        this.options = options;
        this.openFileCost = openFileCost;
    }

    /** Neighbours in a bucket whose rows have an order: enough of them that are not too large together. */
    List<List<DataFile>> pickNeighbours(Collection<DataFile> files)
    {
        List<List<DataFile>> picked = new ArrayList<>();
        Deque<DataFile> candidates = new ArrayDeque<>();
        long size = 0;
        for (DataFile file : inOrder(files)) {
            candidates.add(file);
            size += file.size();
            if (candidates.size() >= options.minFileCount()) {
                picked.add(List.copyOf(candidates));
                candidates.clear();
                size = 0;
            }
            else if (size >= options.targetFileSize() * 2) {
                size -= candidates.remove().size();
            }
        }
        return picked;
    }

    /**
     * All files of such a bucket but the first ones that are large, if most of them are small or one has deleted rows.
     *
     * @param hasDeletions whether rows of a file are deleted
     */
    List<List<DataFile>> pickAllNeighbours(Collection<DataFile> files, Predicate<DataFile> hasDeletions)
    {
        List<DataFile> candidates = new ArrayList<>(inOrder(files));
        if (!options.forceRewriteAll()) {
            while (!candidates.isEmpty() && !isSmall(candidates.get(0)) && !hasDeletions.test(candidates.get(0))) {
                candidates.remove(0);
            }
        }
        long small = candidates.stream().filter(this::isSmall).count();
        boolean worthIt = options.forceRewriteAll()
                || candidates.stream().anyMatch(hasDeletions)
                || small > candidates.size() - small && candidates.size() >= FULL_MIN_FILES;
        return worthIt && !candidates.isEmpty() ? List.of(candidates) : List.of();
    }

    /**
     * Small files of a partition whose rows have no order, and files of which many rows are deleted, in groups that make about two files.
     *
     * @param vectorFile the index file that holds the deletions of a file; they are rewritten together
     * @param deletedShare of the rows of a file
     * @param all whether even few small files are put together
     */
    List<List<DataFile>> pickAnywhere(Collection<DataFile> files, Function<DataFile, Optional<String>> vectorFile, Function<DataFile, Double> deletedShare, boolean all)
    {
        Map<String, List<DataFile>> byVectorFile = new LinkedHashMap<>();
        List<DataFile> others = new ArrayList<>();
        for (DataFile file : files.stream().sorted(comparingLong(DataFile::size).thenComparing(DataFile::name)).toList()) {
            boolean hasDeletions = vectorFile.apply(file).isPresent();
            if (!isSmall(file) && !(deletedShare.apply(file) > options.deleteRatio()) && !(all && hasDeletions)) {
                continue;
            }
            if (hasDeletions) {
                byVectorFile.computeIfAbsent(vectorFile.apply(file).get(), name -> new ArrayList<>()).add(file);
            }
            else {
                others.add(file);
            }
        }
        List<List<DataFile>> groups = pack(byVectorFile.values().stream().sorted(comparingLong(AppendPicker::size)).toList(), 1);
        groups.addAll(pack(others.stream().map(List::of).toList(), all ? 2 : options.minFileCount()));
        return groups;
    }

    /** @param minRest files that the last group must have at least */
    private List<List<DataFile>> pack(List<List<DataFile>> parts, int minRest)
    {
        List<List<DataFile>> groups = new ArrayList<>();
        List<DataFile> group = new ArrayList<>();
        long weight = 0;
        for (List<DataFile> part : parts) {
            group.addAll(part);
            weight += size(part) + part.size() * openFileCost;
            if (group.size() > 1 && weight >= options.targetFileSize() * 2) {
                groups.add(group);
                group = new ArrayList<>();
                weight = 0;
            }
        }
        if (!group.isEmpty() && group.size() >= minRest) {
            groups.add(group);
        }
        return groups;
    }

    private boolean isSmall(DataFile file)
    {
        return file.size() < options.smallFileSize();
    }

    private static List<DataFile> inOrder(Collection<DataFile> files)
    {
        return files.stream().sorted(comparingLong(DataFile::minSequenceNumber).thenComparing(DataFile::name)).toList();
    }

    private static long size(List<DataFile> files)
    {
        return files.stream().mapToLong(DataFile::size).sum();
    }
}
