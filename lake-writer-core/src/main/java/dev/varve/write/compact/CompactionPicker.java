package dev.varve.write.compact;

import dev.varve.manifest.DataFile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/**
 * Says what to compact: universal compaction, as the format's own writer does it. A pure function of the levels, the options and a little
 * {@link State}; the reasons for each rule are in {@code docs/compaction.md}.
 */
final class CompactionPicker
{
    private final CompactionOptions options;

    CompactionPicker(CompactionOptions options)
    {
        this.options = requireNonNull(options, "options is null");
    }

    /**
     * What the picker goes by besides the levels.
     *
     * @param nowMillis the time, in milliseconds since the epoch
     * @param hour of the day, on the writer's clock
     * @param lastFullMillis when all runs were last compacted
     * @param skippedLookups how often, in a row, a compaction of level 0 was put off
     */
    record State(long nowMillis, int hour, OptionalLong lastFullMillis, int skippedLookups) {}

    /**
     * @param unit what to compact
     * @param full whether all runs were picked, be there anything to compact or not; the time goes into the next {@link State}
     * @param skippedLookups for the next {@link State}
     */
    record Pick(Optional<CompactionUnit> unit, boolean full, int skippedLookups)
    {
        Pick
        {
            requireNonNull(unit, "unit is null");
        }
    }

    Pick pick(Levels levels, State state)
    {
        List<SortedRun> runs = levels.sortedRuns();
        Optional<CompactionUnit> unit = universal(levels.highest(), runs, state);
        int skipped = state.skippedLookups();
        if (unit.isEmpty() && options.forceUpLevel0()) {
            boolean due = true;
            if (options.lookupInterval().isPresent()) {
                skipped++;
                due = skipped == options.lookupInterval().getAsInt();
                skipped = due ? 0 : skipped;
            }
            if (due) {
                unit = level0(levels, runs, state);
            }
        }
        return new Pick(unit.filter(CompactionUnit::isUseful), unit.map(CompactionUnit::full).orElse(false), skipped);
    }

    /**
     * All runs, or what is worth a rewrite if they are compacted already.
     *
     * @param rewrite files of the highest level that are rewritten even if nothing lies above them
     */
    static Optional<CompactionUnit> pickFull(Levels levels, Predicate<DataFile> rewrite)
    {
        List<SortedRun> runs = levels.sortedRuns();
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        if (runs.size() == 1 && runs.get(0).level() == levels.highest()) {
            List<DataFile> files = runs.get(0).files().stream().filter(rewrite).toList();
            return Optional.of(new CompactionUnit(levels.highest(), files, true, true)).filter(CompactionUnit::isUseful);
        }
        return Optional.of(CompactionUnit.ofRuns(levels.highest(), runs, true)).filter(CompactionUnit::isUseful);
    }

    private Optional<CompactionUnit> universal(int highest, List<SortedRun> runs, State state)
    {
        if (isEarlyFull(highest, runs, state) || isAmplified(runs)) {
            return Optional.of(CompactionUnit.ofRuns(highest, runs, true));
        }
        if (runs.size() >= options.trigger()) {
            Optional<CompactionUnit> unit = bySizeRatio(highest, runs, 1, false, state);
            if (unit.isPresent()) {
                return unit;
            }
        }
        if (runs.size() > options.trigger()) {
            return bySizeRatio(highest, runs, runs.size() - options.trigger() + 1, false, state);
        }
        return Optional.empty();
    }

    private boolean isEarlyFull(int highest, List<SortedRun> runs, State state)
    {
        if (runs.size() == 1) {
            return false;
        }
        if (options.fullInterval().isPresent()) {
            long interval = options.fullInterval().get().toMillis();
            if (state.lastFullMillis().isEmpty() || state.nowMillis() - state.lastFullMillis().getAsLong() > interval) {
                return true;
            }
        }
        if (options.totalSizeThreshold().isPresent() && size(runs, runs.size()) < options.totalSizeThreshold().getAsLong()) {
            return true;
        }
        return options.incrementalSizeThreshold().isPresent()
                && runs.stream().filter(run -> run.level() != highest).mapToLong(SortedRun::size).sum() > options.incrementalSizeThreshold().getAsLong();
    }

    /** Whether what lies above the last run is too large, compared with it. */
    private boolean isAmplified(List<SortedRun> runs)
    {
        if (runs.size() < options.trigger() || runs.isEmpty()) {
            return false;
        }
        long above = size(runs, runs.size() - 1);
        return above * 100 > options.maxSizeAmplificationPercent() * runs.get(runs.size() - 1).size();
    }

    /** The first runs, and those that follow as long as they are not larger than all before them together. */
    private Optional<CompactionUnit> bySizeRatio(int highest, List<SortedRun> runs, int candidates, boolean forced, State state)
    {
        int count = candidates;
        long size = size(runs, count);
        while (count < runs.size()) {
            long next = runs.get(count).size();
            if (size * (100.0 + options.sizeRatioPercent() + offPeakPercent(state.hour())) / 100.0 < next) {
                break;
            }
            size += next;
            count++;
        }
        return forced || count > 1 ? Optional.of(firstRuns(highest, runs, count)) : Optional.empty();
    }

    private Optional<CompactionUnit> level0(Levels levels, List<SortedRun> runs, State state)
    {
        return levels.level0().isEmpty() ? Optional.empty() : bySizeRatio(levels.highest(), runs, levels.level0().size(), true, state);
    }

    /** The first runs go right above the next one; level 0 is never an output. */
    private static CompactionUnit firstRuns(int highest, List<SortedRun> runs, int candidates)
    {
        int count = candidates;
        int output = count == runs.size() ? highest : Math.max(0, runs.get(count).level() - 1);
        while (output == 0 && count < runs.size()) {
            output = runs.get(count++).level();
        }
        boolean full = count == runs.size();
        return CompactionUnit.ofRuns(full ? highest : output, runs.subList(0, count), full);
    }

    private int offPeakPercent(int hour)
    {
        int start = options.offPeakStart();
        int end = options.offPeakEnd();
        if (start == -1 || end == -1 || start == end) {
            return 0;
        }
        boolean offPeak = start <= end ? start <= hour && hour < end : hour < end || start <= hour;
        return offPeak ? options.offPeakPercent() : 0;
    }

    private static long size(List<SortedRun> runs, int count)
    {
        return runs.subList(0, count).stream().mapToLong(SortedRun::size).sum();
    }
}
