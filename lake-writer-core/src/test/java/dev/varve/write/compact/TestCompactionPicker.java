package dev.varve.write.compact;

import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import org.apache.paimon.compact.CompactUnit;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.mergetree.LevelSortedRun;
import org.apache.paimon.mergetree.SortedRun;
import org.apache.paimon.mergetree.compact.CompactStrategy;
import org.apache.paimon.mergetree.compact.EarlyFullCompaction;
import org.apache.paimon.mergetree.compact.ForceUpLevel0Compaction;
import org.apache.paimon.mergetree.compact.OffPeakHours;
import org.apache.paimon.mergetree.compact.UniversalCompaction;
import org.apache.paimon.stats.SimpleStats;
import org.testng.annotations.Test;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Buckets grow and are compacted, at random; Paimon's picker must make the same choices. */
public class TestCompactionPicker
{
    private static final int BUCKETS = 200;
    private static final int COMMITS = 60;

    private int nextFile;

    @Test
    public void picksWhatPaimonPicks()
    {
        int picks = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            picks += simulate(20_000 + bucket);
        }
        assertThat(picks).isGreaterThan(BUCKETS * 5);
    }

    /** The number of picks. */
    private int simulate(long seed)
    {
        Random random = new Random(seed);
        int hour = LocalDateTime.now().getHour();
        CompactionOptions options = options(random);
        Optional<Integer> interval = options.lookupInterval().isPresent() ? Optional.of(options.lookupInterval().getAsInt()) : Optional.empty();
        UniversalCompaction universal = new UniversalCompaction(
                options.maxSizeAmplificationPercent(),
                options.sizeRatioPercent(),
                options.trigger(),
                new EarlyFullCompaction(
                        options.fullInterval().map(Duration::toMillis).orElse(null),
                        boxed(options.totalSizeThreshold()),
                        boxed(options.incrementalSizeThreshold())),
                OffPeakHours.create(options.offPeakStart(), options.offPeakEnd(), options.offPeakPercent()));
        CompactStrategy paimon = options.forceUpLevel0() ? new ForceUpLevel0Compaction(universal, interval.orElse(null)) : universal;
        CompactionPicker picker = new CompactionPicker(options);

        Levels levels = Levels.of(options.numLevels(), (left, right) -> 0, List.of());
        OptionalLong lastFull = OptionalLong.empty();
        int skipped = 0;
        int picks = 0;
        for (int commit = 0; commit < COMMITS; commit++) {
            int files = random.nextInt(3);
            for (int i = 0; i < files; i++) {
                levels = levels.replace(List.of(), List.of(file(size(random), 0, random.nextInt(100))));
            }
            CompactionPicker.Pick pick = picker.pick(levels, new CompactionPicker.State(System.currentTimeMillis(), hour, lastFull, skipped));
            skipped = pick.skippedLookups();
            Optional<CompactUnit> expected = paimon.pick(levels.count(), paimonRuns(levels))
                    .filter(unit -> unit.files().size() > 1 || unit.files().size() == 1 && unit.files().get(0).level() != unit.outputLevel());
            if (LocalDateTime.now().getHour() != hour) {
                return 0;
            }
            assertThat(pick.unit().map(TestCompactionPicker::describe))
                    .describedAs("seed %s, commit %s, %s, %s", seed, commit, options, levels.sortedRuns().stream().map(run -> run.level() + ":" + run.size()).toList())
                    .isEqualTo(expected.map(unit -> unit.outputLevel() + " " + unit.files().stream().map(DataFileMeta::fileName).toList()));
            Optional<CompactionUnit> unit = pick.unit();
            if (unit.isEmpty() && random.nextInt(15) == 0) {
                unit = CompactionPicker.pickFull(levels, file -> false);
                assertThat(unit.map(TestCompactionPicker::describe))
                        .isEqualTo(CompactStrategy.pickFullCompaction(levels.count(), paimonRuns(levels), null, null, false)
                                .filter(full -> full.files().size() > 1 || full.files().get(0).level() != full.outputLevel())
                                .map(full -> full.outputLevel() + " " + full.files().stream().map(DataFileMeta::fileName).toList()));
            }
            if (pick.full()) {
                lastFull = OptionalLong.of(System.currentTimeMillis());
            }
            if (unit.isPresent()) {
                picks++;
                long size = unit.get().files().stream().mapToLong(DataFile::size).sum();
                long sequence = unit.get().files().stream().mapToLong(DataFile::maxSequenceNumber).max().orElseThrow();
                levels = levels.replace(unit.get().files(), List.of(file(Math.max(1, (long) (size * (0.5 + random.nextDouble() / 2))), unit.get().outputLevel(), sequence)));
            }
        }
        return picks;
    }

    private static String describe(CompactionUnit unit)
    {
        return unit.outputLevel() + " " + unit.files().stream().map(DataFile::name).toList();
    }

    private static Long boxed(OptionalLong value)
    {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static long size(Random random)
    {
        return 1 + (random.nextInt(4) == 0 ? random.nextInt(100_000) : random.nextInt(1000));
    }

    private static List<LevelSortedRun> paimonRuns(Levels levels)
    {
        List<LevelSortedRun> runs = new ArrayList<>();
        for (dev.varve.write.compact.SortedRun run : levels.sortedRuns()) {
            runs.add(new LevelSortedRun(run.level(), SortedRun.fromSorted(run.files().stream().map(TestCompactionPicker::paimonFile).toList())));
        }
        return runs;
    }

    private static DataFileMeta paimonFile(DataFile file)
    {
        DataFileMeta meta = DataFileMeta.forAppend(file.name(), file.size(), file.rowCount(), SimpleStats.EMPTY_STATS, 0, 0, 0, List.of(), null, null, null, null, null, null);
        return file.level() == 0 ? meta : meta.upgrade(file.level());
    }

    private DataFile file(long size, int level, long sequence)
    {
        BinaryRow key = BinaryRow.EMPTY;
        return new DataFile("data-" + nextFile++, size, 1, key, key, SimpleStatistics.UNKNOWN, SimpleStatistics.UNKNOWN, sequence, sequence, 0, level, List.of(),
                OptionalLong.empty(), OptionalLong.of(0), Optional.empty(), Optional.of(FileSource.APPEND), Optional.empty(), Optional.empty(), OptionalLong.empty(),
                Optional.empty(), Optional.empty());
    }

    private static CompactionOptions options(Random random)
    {
        int trigger = 2 + random.nextInt(6);
        return new CompactionOptions(
                trigger,
                trigger + 3,
                trigger + random.nextInt(2) + 1,
                random.nextInt(3) == 0 ? random.nextInt(300) : 200,
                random.nextBoolean() ? 1 : random.nextInt(100),
                random.nextInt(8) == 0 ? Optional.of(Duration.ofHours(5)) : Optional.empty(),
                random.nextInt(8) == 0 ? OptionalLong.of(random.nextInt(50_000)) : OptionalLong.empty(),
                random.nextInt(8) == 0 ? OptionalLong.of(random.nextInt(50_000)) : OptionalLong.empty(),
                random.nextInt(3) == 0,
                random.nextInt(3) == 0 ? OptionalInt.of(1 + random.nextInt(10)) : OptionalInt.empty(),
                random.nextInt(25) - 1,
                random.nextInt(25) - 1,
                random.nextInt(200),
                false,
                0,
                1 << 20,
                false,
                false,
                Optional.empty(),
                false,
                List.of(),
                "parquet",
                Map.of(),
                false,
                5,
                0.2);
    }
}
