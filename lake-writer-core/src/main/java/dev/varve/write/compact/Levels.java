package dev.varve.write.compact;

import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

/**
 * The files of a bucket: level 0, whose files may overlap, the newest one first; and levels of files that do not. Immutable.
 *
 * @param count how many levels there are, level 0 included; the highest is one less
 */
record Levels(int count, List<DataFile> level0, Map<Integer, SortedRun> runs, Comparator<BinaryRow> keyOrder)
{
    /** Newest first. */
    private static final Comparator<DataFile> BY_AGE = comparingLong(DataFile::maxSequenceNumber).reversed()
            .thenComparingLong(DataFile::minSequenceNumber)
            .thenComparingLong(file -> file.creationMillis().orElse(0))
            .thenComparing(DataFile::name);

    Levels
    {
        level0 = List.copyOf(level0);
        runs = Map.copyOf(runs);
    }

    /**
     * @param configuredCount of levels; there are more if a file lies above them
     * @param keyOrder of the trimmed primary key
     */
    static Levels of(int configuredCount, Comparator<BinaryRow> keyOrder, Collection<DataFile> files)
    {
        int highest = files.stream().mapToInt(DataFile::level).max().orElse(-1);
        Map<Integer, List<DataFile>> byLevel = new TreeMap<>();
        files.forEach(file -> byLevel.computeIfAbsent(file.level(), level -> new ArrayList<>()).add(file));
        List<DataFile> level0 = byLevel.getOrDefault(0, List.of()).stream().sorted(BY_AGE).toList();
        Map<Integer, SortedRun> runs = new TreeMap<>();
        byLevel.forEach((level, ofLevel) -> {
            if (level > 0) {
                runs.put(level, new SortedRun(level, ofLevel.stream().sorted(comparing(DataFile::minKey, keyOrder)).toList()));
            }
        });
        return new Levels(Math.max(configuredCount, highest + 1), level0, runs, keyOrder);
    }

    int highest()
    {
        return count - 1;
    }

    /** The highest level that has files, or -1. */
    int highestWithFiles()
    {
        return runs.keySet().stream().mapToInt(Integer::intValue).max().orElse(level0.isEmpty() ? -1 : 0);
    }

    /** The runs, newest first: each file of level 0, then the other levels, ascending. */
    List<SortedRun> sortedRuns()
    {
        List<SortedRun> result = new ArrayList<>();
        level0.forEach(file -> result.add(new SortedRun(0, List.of(file))));
        runs.keySet().stream().sorted().forEach(level -> result.add(runs.get(level)));
        return result;
    }

    int runCount()
    {
        return level0.size() + runs.size();
    }

    List<DataFile> files()
    {
        return sortedRuns().stream().flatMap(run -> run.files().stream()).toList();
    }

    /** The levels after files have been replaced by others. */
    Levels replace(Collection<DataFile> before, Collection<DataFile> after)
    {
        Set<DataFile> gone = new HashSet<>(before);
        List<DataFile> left = new ArrayList<>(files().stream().filter(file -> !gone.contains(file)).toList());
        left.addAll(after);
        return of(count, keyOrder, left);
    }
}
