package dev.varve.benchmark;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.Gather;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.predicate.ColumnFilter;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.row.RowEncoder;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What is done to 8,192 rows of a BIGINT, an INT and a text of 16 bytes in memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ColumnMicroBenchmark
{
    private static final int ROWS = 8_192;
    private static final int TEXT_BYTES = 16;
    private static final int SOURCES = 10;
    private static final DataType BIGINT = new BigIntType(false);
    private static final DataType INT = new IntType(false);
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, false);

    private final RowEncoder encoder = RowEncoder.of(List.of(BIGINT, INT, TEXT));
    private final Column[][] sources = new Column[3][SOURCES];
    private final int[] chosenSources = new int[ROWS];
    private final int[] chosenRows = new int[ROWS];
    private ColumnsBatch batch;
    private ColumnFilter filter;

    @Setup
    public void setUp()
    {
        Random random = new Random(1);
        for (int source = 0; source < SOURCES; source++) {
            long[] longs = random.longs(ROWS, 0, 1_000).toArray();
            int[] ints = random.ints(ROWS, 0, 1_000).toArray();
            byte[] bytes = new byte[ROWS * TEXT_BYTES];
            random.nextBytes(bytes);
            int[] offsets = new int[ROWS + 1];
            Arrays.setAll(offsets, i -> i * TEXT_BYTES);
            sources[0][source] = new LongColumn(ROWS, null, longs);
            sources[1][source] = new IntColumn(ROWS, null, ints);
            sources[2][source] = new BytesColumn(ROWS, null, Slices.wrappedBuffer(bytes), offsets);
        }
        batch = new ColumnsBatch(ROWS, List.of(sources[0][0], sources[1][0], sources[2][0]));
        for (int i = 0; i < ROWS; i++) {
            chosenSources[i] = random.nextInt(SOURCES);
            chosenRows[i] = random.nextInt(ROWS);
        }
        filter = ColumnFilter.of(new Predicate.And(List.of(
                new Predicate.Compare(0, BIGINT, Comparison.LESS, 500L),
                new Predicate.In(1, INT, List.of(7L, 77L, 777L)))));
    }

    /** A range and a list of values. */
    @Benchmark
    public int predicate()
            throws IOException
    {
        return filter.apply(batch).count();
    }

    /** Every row as a binary row, and its hash, as a writer does for keys that are no longs. */
    @Benchmark
    public int encodeKeys()
    {
        Column[] columns = {sources[0][0], sources[1][0], sources[2][0]};
        int hashes = 0;
        for (int row = 0; row < ROWS; row++) {
            encoder.encode(columns, row);
            hashes += encoder.bucketHash();
        }
        return hashes;
    }

    /** Rows of ten batches, in no order, as one column. */
    @Benchmark
    public Column gatherLongs()
    {
        return Gather.gather(Layout.of(BIGINT), sources[0], chosenSources, chosenRows, ROWS);
    }

    @Benchmark
    public Column gatherTexts()
    {
        return Gather.gather(Layout.of(TEXT), sources[2], chosenSources, chosenRows, ROWS);
    }
}
