package dev.varve.benchmark;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.LongColumn;
import dev.varve.datafile.ReadMetrics;
import dev.varve.merge.BatchSource;
import dev.varve.merge.MergeSpec;
import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;
import dev.varve.merge.SelectingMerge;
import dev.varve.type.BigIntType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The merge of ten runs of 20,000 rows in memory, of which half have keys of other runs, under deduplicate. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MergeMicroBenchmark
{
    private static final int RUNS = 10;
    private static final int ROWS = 20_000;
    private static final int BATCH = 2_000;

    /** Ranks: files are as old as their runs, and a table of keys decides. Numbers: sequence numbers decide, in a loser tree. */
    @Param({"ranks", "numbers"})
    public String order = "ranks";

    private final List<List<Batch>> runs = new ArrayList<>();
    private MergeSpec spec;

    @Setup
    public void setUp()
    {
        runs.clear();
        Random random = new Random(1);
        for (int run = 0; run < RUNS; run++) {
            long[] keys = LongStream.generate(() -> random.nextLong((long) ROWS * RUNS / 2)).distinct().limit(ROWS).sorted().toArray();
            long[] numbers = new long[ROWS];
            Arrays.setAll(numbers, i -> random.nextLong());
            List<Batch> batches = new ArrayList<>();
            for (int start = 0; start < ROWS; start += BATCH) {
                List<Column> columns = List.of(
                        new LongColumn(BATCH, null, Arrays.copyOfRange(keys, start, start + BATCH)),
                        new LongColumn(BATCH, null, Arrays.copyOfRange(numbers, start, start + BATCH)));
                batches.add(new ColumnsBatch(BATCH, columns));
            }
            runs.add(batches);
        }
        spec = new MergeSpec(
                1,
                List.of(new ColumnRef(0, new BigIntType(false))),
                order.equals("ranks") ? OptionalInt.empty() : OptionalInt.of(1),
                OptionalInt.empty(),
                List.of(),
                false,
                false);
    }

    /** @return how many rows are left */
    @Benchmark
    public long merge()
            throws IOException
    {
        List<RunSource> sources = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            sources.add(new MemoryRun(runs.get(run).iterator(), run));
        }
        long rows = 0;
        try (BatchSource merge = new SelectingMerge(spec, SelectingMerge.Winner.LAST, false, sources, new ReadMetrics())) {
            for (Optional<Batch> batch = merge.next(); batch.isPresent(); batch = merge.next()) {
                rows += batch.get().selection().count();
            }
        }
        return rows;
    }

    private record MemoryRun(Iterator<Batch> batches, int rank)
            implements RunSource
    {
        @Override
        public Optional<RunBatch> next()
        {
            return batches.hasNext() ? Optional.of(new RunBatch(batches.next(), 0, rank, false, 0)) : Optional.empty();
        }

        @Override
        public long memoryBytes()
        {
            return 0;
        }

        @Override
        public void close() {}
    }
}
