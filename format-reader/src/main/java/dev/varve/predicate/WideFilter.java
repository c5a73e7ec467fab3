package dev.varve.predicate;

import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;

import java.math.BigInteger;
import java.util.List;
import java.util.function.LongConsumer;

/** Conditions on columns that hold whole numbers of up to 128 bits: long decimals, and timestamps as picoseconds. */
abstract class WideFilter
        extends LeafFilter
{
    private static final long PICOS_PER_MICRO = 1_000_000;

    final boolean complement;

    WideFilter(boolean complement)
    {
        this.complement = complement;
    }

    @Override
    final int filterFlat(Column column, int[] positions, int count)
    {
        int kept = 0;
        if (column instanceof Int128Column wide) {
            long[] words = wide.words();
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                positions[kept] = position;
                kept += contains(words[2 * position], words[2 * position + 1]) != complement ? 1 : 0;
            }
            return kept;
        }
        if (column instanceof Fixed12Column timestamps) {
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                long micros = timestamps.epochMicros(position);
                long product = micros * PICOS_PER_MICRO;
                long low = product + timestamps.picosOfMicro(position);
                long high = Math.multiplyHigh(micros, PICOS_PER_MICRO) + (Long.compareUnsigned(low, product) < 0 ? 1 : 0);
                positions[kept] = position;
                kept += contains(high, low) != complement ? 1 : 0;
            }
            return kept;
        }
        throw new IllegalArgumentException("A condition on 128-bit numbers does not fit a " + column.getClass().getSimpleName());
    }

    abstract boolean contains(long high, long low);

    private static long high(BigInteger number)
    {
        return number.shiftRight(64).longValue();
    }

    private static int compare(long leftHigh, long leftLow, long rightHigh, long rightLow)
    {
        int order = Long.compare(leftHigh, rightHigh);
        return order != 0 ? order : Long.compareUnsigned(leftLow, rightLow);
    }

    static final class Range
            extends WideFilter
    {
        private final long minHigh;
        private final long minLow;
        private final long maxHigh;
        private final long maxLow;

        Range(Interval interval)
        {
            super(interval.complement());
            minHigh = high(interval.low());
            minLow = interval.low().longValue();
            maxHigh = high(interval.high());
            maxLow = interval.high().longValue();
        }

        @Override
        int cost()
        {
            return 3;
        }

        @Override
        boolean contains(long high, long low)
        {
            return compare(high, low, minHigh, minLow) >= 0 && compare(high, low, maxHigh, maxLow) <= 0;
        }
    }

    static final class Set
            extends WideFilter
    {
        /** Ascending, two words each. */
        private final long[] sorted;

        Set(List<Interval.Number> numbers, boolean complement)
        {
            super(complement);
            sorted = numbers.stream()
                    .map(Interval.Number::floor)
                    .sorted()
                    .mapMultiToLong((BigInteger number, LongConsumer words) -> {
                        words.accept(high(number));
                        words.accept(number.longValue());
                    })
                    .toArray();
        }

        @Override
        int cost()
        {
            return 5;
        }

        @Override
        boolean contains(long high, long low)
        {
            int from = 0;
            int to = sorted.length / 2;
            while (from < to) {
                int middle = (from + to) >>> 1;
                int order = compare(high, low, sorted[2 * middle], sorted[2 * middle + 1]);
                if (order == 0) {
                    return true;
                }
                if (order < 0) {
                    to = middle;
                }
                else {
                    from = middle + 1;
                }
            }
            return false;
        }
    }
}
