package dev.varve.predicate;

import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortColumn;

import java.util.List;

/** Conditions on columns that hold whole numbers of up to 64 bits. */
abstract class LongFilter
        extends LeafFilter
{
    @Override
    final int filterFlat(Column column, int[] positions, int count)
    {
        if (column instanceof LongColumn longs) {
            return filter(longs.values(), positions, count);
        }
        if (column instanceof IntColumn ints) {
            return filter(ints.values(), positions, count);
        }
        if (column instanceof ShortColumn shorts) {
            return filter(shorts.values(), positions, count);
        }
        if (column instanceof ByteColumn bytes) {
            return filter(bytes.values(), positions, count);
        }
        throw new IllegalArgumentException("A condition on whole numbers does not fit a " + column.getClass().getSimpleName());
    }

    abstract int filter(long[] values, int[] positions, int count);

    abstract int filter(int[] values, int[] positions, int count);

    abstract int filter(short[] values, int[] positions, int count);

    abstract int filter(byte[] values, int[] positions, int count);

    static final class Range
            extends LongFilter
    {
        private final long low;
        private final long high;
        private final boolean complement;

        Range(Interval interval)
        {
            low = interval.low().longValueExact();
            high = interval.high().longValueExact();
            complement = interval.complement();
        }

        @Override
        int cost()
        {
            return 2;
        }

        @Override
        int filter(long[] values, int[] positions, int count)
        {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                long value = values[position];
                positions[kept] = position;
                kept += (value >= low & value <= high) != complement ? 1 : 0;
            }
            return kept;
        }

        @Override
        int filter(int[] values, int[] positions, int count)
        {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                long value = values[position];
                positions[kept] = position;
                kept += (value >= low & value <= high) != complement ? 1 : 0;
            }
            return kept;
        }

        @Override
        int filter(short[] values, int[] positions, int count)
        {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                long value = values[position];
                positions[kept] = position;
                kept += (value >= low & value <= high) != complement ? 1 : 0;
            }
            return kept;
        }

        @Override
        int filter(byte[] values, int[] positions, int count)
        {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                long value = values[position];
                positions[kept] = position;
                kept += (value >= low & value <= high) != complement ? 1 : 0;
            }
            return kept;
        }
    }

    static final class Set
            extends LongFilter
    {
        private final LongSet set;
        private final boolean complement;

        Set(List<Interval.Number> numbers, boolean complement)
        {
            this.set = new LongSet(numbers.stream().mapToLong(number -> number.floor().longValueExact()).toArray());
            this.complement = complement;
        }

        @Override
        int cost()
        {
            return 4;
        }

        @Override
        int filter(long[] values, int[] positions, int count)
        {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                long value = values[position];
                positions[kept] = position;
                kept += set.contains(value) != complement ? 1 : 0;
            }
            return kept;
        }

        @Override
        int filter(int[] values, int[] positions, int count)
        {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                long value = values[position];
                positions[kept] = position;
                kept += set.contains(value) != complement ? 1 : 0;
            }
            return kept;
        }

        @Override
        int filter(short[] values, int[] positions, int count)
        {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                long value = values[position];
                positions[kept] = position;
                kept += set.contains(value) != complement ? 1 : 0;
            }
            return kept;
        }

        @Override
        int filter(byte[] values, int[] positions, int count)
        {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                long value = values[position];
                positions[kept] = position;
                kept += set.contains(value) != complement ? 1 : 0;
            }
            return kept;
        }
    }
}
