package dev.varve.benchmark;

import dev.varve.column.BytesColumn;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import io.airlift.slice.DynamicSliceOutput;
import io.airlift.slice.Slices;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes the rows of the benchmark tables, in the columns that both sides write from. */
final class RowBatches
{
    private static final int BATCH_ROWS = 8192;
    private static final long KEY_MASK = (1L << 40) - 1;

    private final Random random;
    private long distinct;

    RowBatches(long seed)
    {
        random = new Random(seed);
    }

    /** Rows of which half update a key of the calls before. */
    List<ColumnsBatch> upserts(int rows)
    {
        long before = distinct;
        return batches(rows, () -> scatter(before > 0 && random.nextBoolean() ? random.nextLong(before) : distinct++));
    }

    /** Rows with ascending ids. */
    List<ColumnsBatch> appends(int rows)
    {
        return batches(rows, () -> distinct++);
    }

    private interface Ids
    {
        long next();
    }

    private List<ColumnsBatch> batches(int rows, Ids ids)
    {
        List<ColumnsBatch> batches = new ArrayList<>();
        for (int done = 0; done < rows; done += BATCH_ROWS) {
            batches.add(batch(Math.min(BATCH_ROWS, rows - done), ids));
        }
        return batches;
    }

    private ColumnsBatch batch(int rows, Ids ids)
    {
        long[] id = new long[rows];
        long[] big1 = new long[rows];
        long[] big2 = new long[rows];
        long[] double1 = new long[rows];
        long[] double2 = new long[rows];
        long[] decimal = new long[rows];
        long[] timestamp = new long[rows];
        int[] integer = new int[rows];
        Texts text = new Texts(rows);
        Texts category = new Texts(rows);
        for (int i = 0; i < rows; i++) {
            id[i] = ids.next();
            big1[i] = random.nextLong();
            big2[i] = random.nextInt(1000);
            double1[i] = Double.doubleToRawLongBits(random.nextGaussian());
            double2[i] = Double.doubleToRawLongBits(random.nextInt(10_000) / 100.0);
            decimal[i] = random.nextLong(1_000_000_000_000L);
            text.add("value-" + Long.toHexString(random.nextLong()));
            category.add("category-" + random.nextInt(50));
            timestamp[i] = (1_600_000_000_000L + random.nextInt(Integer.MAX_VALUE) * 50L) * 1000;
            integer[i] = random.nextInt(1_000_000);
        }
        return new ColumnsBatch(rows, List.of(
                new LongColumn(rows, null, id),
                new LongColumn(rows, null, big1),
                new LongColumn(rows, null, big2),
                new LongColumn(rows, null, double1),
                new LongColumn(rows, null, double2),
                new LongColumn(rows, null, decimal),
                text.column(),
                category.column(),
                new LongColumn(rows, null, timestamp),
                new IntColumn(rows, null, integer)));
    }

    private static final class Texts
    {
        private final DynamicSliceOutput bytes = new DynamicSliceOutput(1 << 16);
        private final int[] offsets;
        private int count;

        private Texts(int size)
        {
            offsets = new int[size + 1];
        }

        private void add(String text)
        {
            bytes.writeBytes(Slices.utf8Slice(text));
            offsets[++count] = bytes.size();
        }

        private BytesColumn column()
        {
            return new BytesColumn(count, null, bytes.slice(), offsets);
        }
    }

    /** A bijection over 40 bits, so that keys come in no order. */
    static long scatter(long number)
    {
        long key = number & KEY_MASK;
        key = (key * 0x9E37_79B9_7FL) & KEY_MASK;
        key ^= key >>> 17;
        return (key * 0xBF58_476D_1DL) & KEY_MASK;
    }
}
