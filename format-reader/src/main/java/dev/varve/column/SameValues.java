package dev.varve.column;

import java.util.Arrays;
import java.util.List;

/**
 * Whether values are held by the same bits: numbers by their bits, so that NaN is the same as itself and -0.0 is not the same as 0.0; arrays
 * element by element; maps entry by entry in any order, as formats and merges order them as they like. Null is the same as null.
 */
public final class SameValues
{
    private SameValues() {}

    /**
     * Marks the pairs of values that differ.
     *
     * @param left of the same layout as {@code right}
     * @param leftPositions of the left value of each pair
     * @param anyOrder whether the elements of arrays may be in any order
     * @param differs gets true where the values differ, and keeps what it has elsewhere
     */
    public static void markDifferent(Column left, int[] leftPositions, Column right, int[] rightPositions, int count, boolean anyOrder, boolean[] differs)
    {
        Column flatLeft = left.flatten();
        Column flatRight = right.flatten();
        for (int i = 0; i < count; i++) {
            if (!differs[i] && !same(flatLeft, leftPositions[i], flatRight, rightPositions[i]) && !(anyOrder && sameElements(flatLeft, leftPositions[i], flatRight, rightPositions[i]))) {
                differs[i] = true;
            }
        }
    }

    private static boolean same(Column left, int i, Column right, int j)
    {
        boolean leftNull = left.isNull(i);
        if (leftNull || right.isNull(j)) {
            return leftNull && right.isNull(j);
        }
        if (left instanceof ByteColumn bytes) {
            return bytes.values()[i] == ((ByteColumn) right).values()[j];
        }
        if (left instanceof ShortColumn shorts) {
            return shorts.values()[i] == ((ShortColumn) right).values()[j];
        }
        if (left instanceof IntColumn ints) {
            return ints.values()[i] == ((IntColumn) right).values()[j];
        }
        if (left instanceof LongColumn longs) {
            return longs.values()[i] == ((LongColumn) right).values()[j];
        }
        if (left instanceof Int128Column wide) {
            return wide.high(i) == ((Int128Column) right).high(j) && wide.low(i) == ((Int128Column) right).low(j);
        }
        if (left instanceof Fixed12Column times) {
            return times.epochMicros(i) == ((Fixed12Column) right).epochMicros(j) && times.picosOfMicro(i) == ((Fixed12Column) right).picosOfMicro(j);
        }
        if (left instanceof BytesColumn text) {
            return same(text, i, (BytesColumn) right, j);
        }
        if (left instanceof ArrayColumn array) {
            ArrayColumn other = (ArrayColumn) right;
            return same(array.elements(), array.offsets()[i], array.offsets()[i + 1], other.elements(), other.offsets()[j], other.offsets()[j + 1]);
        }
        if (left instanceof MapColumn map) {
            MapColumn other = (MapColumn) right;
            return sameInAnyOrder(
                    List.of(map.keys().flatten(), map.values().flatten()), map.offsets()[i], map.offsets()[i + 1],
                    List.of(other.keys().flatten(), other.values().flatten()), other.offsets()[j], other.offsets()[j + 1]);
        }
        RowColumn row = (RowColumn) left;
        RowColumn other = (RowColumn) right;
        for (int field = 0; field < row.fields().size(); field++) {
            if (!same(row.field(field).flatten(), i, other.field(field).flatten(), j)) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(BytesColumn left, int i, BytesColumn right, int j)
    {
        int leftBase = left.bytes().byteArrayOffset();
        int rightBase = right.bytes().byteArrayOffset();
        return Arrays.equals(
                left.bytes().byteArray(), leftBase + left.offsets()[i], leftBase + left.offsets()[i + 1],
                right.bytes().byteArray(), rightBase + right.offsets()[j], rightBase + right.offsets()[j + 1]);
    }

    private static boolean same(Column left, int start, int end, Column right, int otherStart, int otherEnd)
    {
        if (end - start != otherEnd - otherStart) {
            return false;
        }
        Column flatLeft = left.flatten();
        Column flatRight = right.flatten();
        for (int i = 0; i < end - start; i++) {
            if (!same(flatLeft, start + i, flatRight, otherStart + i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameElements(Column left, int i, Column right, int j)
    {
        return left instanceof ArrayColumn array && right instanceof ArrayColumn other && !left.isNull(i) && !right.isNull(j)
                && sameInAnyOrder(
                        List.of(array.elements().flatten()), array.offsets()[i], array.offsets()[i + 1],
                        List.of(other.elements().flatten()), other.offsets()[j], other.offsets()[j + 1]);
    }

    /** Whether each entry of the one side is the same as another of the other. Entries mostly are in the same order, or in one much like it. */
    private static boolean sameInAnyOrder(List<Column> left, int start, int end, List<Column> right, int otherStart, int otherEnd)
    {
        int size = end - start;
        if (size != otherEnd - otherStart) {
            return false;
        }
        boolean[] taken = new boolean[size];
        for (int entry = 0; entry < size; entry++) {
            int found = -1;
            for (int step = 0; step < size && found < 0; step++) {
                int candidate = (entry + step) % size;
                if (!taken[candidate] && sameEntry(left, start + entry, right, otherStart + candidate)) {
                    found = candidate;
                }
            }
            if (found < 0) {
                return false;
            }
            taken[found] = true;
        }
        return true;
    }

    private static boolean sameEntry(List<Column> left, int i, List<Column> right, int j)
    {
        for (int column = 0; column < left.size(); column++) {
            if (!same(left.get(column), i, right.get(column), j)) {
                return false;
            }
        }
        return true;
    }
}
