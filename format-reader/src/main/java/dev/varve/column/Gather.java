package dev.varve.column;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects values of several columns of one layout into one: value {@code i} of the result is value {@code positions[i]} of
 * column {@code sources[i]}, or null where {@code sources[i]} is negative.
 */
public final class Gather
{
    private Gather() {}

    /** @param columns those that {@code sources} refers to; others may be null */
    public static Column gather(Layout layout, Column[] columns, int[] sources, int[] positions, int count)
    {
        Column[] flat = flatten(columns);
        return gatherFlat(layout, flat, sources, positions, count, validity(flat, sources, positions, count));
    }

    /** As {@link #gather}, but none of the values referred to is null. */
    public static Column gatherPresent(Layout layout, Column[] columns, int[] sources, int[] positions, int count)
    {
        return gatherFlat(layout, flatten(columns), sources, positions, count, presence(sources, count));
    }

    private static Column[] flatten(Column[] columns)
    {
        Column[] flat = new Column[columns.length];
        for (int i = 0; i < columns.length; i++) {
            flat[i] = columns[i] == null ? null : columns[i].flatten();
        }
        return flat;
    }

    private static Column gatherFlat(Layout layout, Column[] columns, int[] sources, int[] positions, int count, long[] validity)
    {
        return switch (layout) {
            case BYTE -> {
                byte[] result = new byte[count];
                byte[][] values = new byte[columns.length][];
                for (int i = 0; i < columns.length; i++) {
                    values[i] = columns[i] == null ? null : ((ByteColumn) columns[i]).values();
                }
                for (int i = 0; i < count; i++) {
                    if (sources[i] >= 0) {
                        result[i] = values[sources[i]][positions[i]];
                    }
                }
                yield new ByteColumn(count, validity, result);
            }
            case SHORT -> {
                short[] result = new short[count];
                short[][] values = new short[columns.length][];
                for (int i = 0; i < columns.length; i++) {
                    values[i] = columns[i] == null ? null : ((ShortColumn) columns[i]).values();
                }
                for (int i = 0; i < count; i++) {
                    if (sources[i] >= 0) {
                        result[i] = values[sources[i]][positions[i]];
                    }
                }
                yield new ShortColumn(count, validity, result);
            }
            case INT -> {
                int[] result = new int[count];
                int[][] values = new int[columns.length][];
                for (int i = 0; i < columns.length; i++) {
                    values[i] = columns[i] == null ? null : ((IntColumn) columns[i]).values();
                }
                for (int i = 0; i < count; i++) {
                    if (sources[i] >= 0) {
                        result[i] = values[sources[i]][positions[i]];
                    }
                }
                yield new IntColumn(count, validity, result);
            }
            case LONG -> {
                long[] result = new long[count];
                long[][] values = new long[columns.length][];
                for (int i = 0; i < columns.length; i++) {
                    values[i] = columns[i] == null ? null : ((LongColumn) columns[i]).values();
                }
                for (int i = 0; i < count; i++) {
                    if (sources[i] >= 0) {
                        result[i] = values[sources[i]][positions[i]];
                    }
                }
                yield new LongColumn(count, validity, result);
            }
            case INT128 -> {
                long[] result = new long[2 * count];
                for (int i = 0; i < count; i++) {
                    if (sources[i] >= 0) {
                        long[] words = ((Int128Column) columns[sources[i]]).words();
                        result[2 * i] = words[2 * positions[i]];
                        result[2 * i + 1] = words[2 * positions[i] + 1];
                    }
                }
                yield new Int128Column(count, validity, result);
            }
            case FIXED12 -> {
                int[] result = new int[3 * count];
                for (int i = 0; i < count; i++) {
                    if (sources[i] >= 0) {
                        System.arraycopy(((Fixed12Column) columns[sources[i]]).words(), 3 * positions[i], result, 3 * i, 3);
                    }
                }
                yield new Fixed12Column(count, validity, result);
            }
            case BYTES -> gatherBytes(columns, sources, positions, count, validity);
            case ARRAY -> gatherNested(columns, sources, positions, count, validity, true);
            case MAP -> gatherNested(columns, sources, positions, count, validity, false);
            case ROW -> gatherRows(columns, sources, positions, count, validity);
        };
    }

    private static long[] validity(Column[] columns, int[] sources, int[] positions, int count)
    {
        boolean sparse = false;
        for (Column column : columns) {
            sparse |= column != null && column.mayHaveNulls();
        }
        if (!sparse) {
            return presence(sources, count);
        }
        long[] validity = new long[Validity.words(count)];
        boolean anyNull = false;
        for (int i = 0; i < count; i++) {
            if (sources[i] >= 0 && !columns[sources[i]].isNull(positions[i])) {
                Validity.set(validity, i);
            }
            else {
                anyNull = true;
            }
        }
        return anyNull ? validity : null;
    }

    /** The validity of values that are null only where there is no source. */
    private static long[] presence(int[] sources, int count)
    {
        long[] validity = new long[Validity.words(count)];
        int present = 0;
        for (int i = 0; i < count; i++) {
            int bit = ~sources[i] >>> 31;
            validity[i >>> 6] |= (long) bit << i;
            present += bit;
        }
        return present == count ? null : validity;
    }

    private static BytesColumn gatherBytes(Column[] columns, int[] sources, int[] positions, int count, long[] validity)
    {
        int[] offsets = new int[count + 1];
        long total = 0;
        for (int i = 0; i < count; i++) {
            if (sources[i] >= 0) {
                total += ((BytesColumn) columns[sources[i]]).length(positions[i]);
            }
            offsets[i + 1] = (int) total;
        }
        byte[] result = new byte[Math.toIntExact(total)];
        for (int i = 0; i < count; i++) {
            int length = offsets[i + 1] - offsets[i];
            if (length > 0) {
                BytesColumn column = (BytesColumn) columns[sources[i]];
                Slice bytes = column.bytes();
                int start = column.offsets()[positions[i]];
                System.arraycopy(bytes.byteArray(), bytes.byteArrayOffset() + start, result, offsets[i], length);
            }
        }
        return new BytesColumn(count, validity, Slices.wrappedBuffer(result), offsets);
    }

    private static Column gatherNested(Column[] columns, int[] sources, int[] positions, int count, long[] validity, boolean array)
    {
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            int length = 0;
            if (sources[i] >= 0) {
                int[] from = offsets(columns[sources[i]]);
                length = from[positions[i] + 1] - from[positions[i]];
            }
            offsets[i + 1] = Math.addExact(offsets[i], length);
        }
        int[] nestedSources = new int[offsets[count]];
        int[] nestedPositions = new int[offsets[count]];
        for (int i = 0; i < count; i++) {
            int length = offsets[i + 1] - offsets[i];
            for (int j = 0; j < length; j++) {
                nestedSources[offsets[i] + j] = sources[i];
                nestedPositions[offsets[i] + j] = offsets(columns[sources[i]])[positions[i]] + j;
            }
        }
        if (array) {
            Column[] elements = new Column[columns.length];
            for (int i = 0; i < columns.length; i++) {
                elements[i] = columns[i] == null ? null : ((ArrayColumn) columns[i]).elements();
            }
            return new ArrayColumn(count, validity, offsets, gatherAny(elements, nestedSources, nestedPositions));
        }
        Column[] keys = new Column[columns.length];
        Column[] values = new Column[columns.length];
        for (int i = 0; i < columns.length; i++) {
            keys[i] = columns[i] == null ? null : ((MapColumn) columns[i]).keys();
            values[i] = columns[i] == null ? null : ((MapColumn) columns[i]).values();
        }
        return new MapColumn(count, validity, offsets, gatherAny(keys, nestedSources, nestedPositions), gatherAny(values, nestedSources, nestedPositions));
    }

    private static Column gatherRows(Column[] columns, int[] sources, int[] positions, int count, long[] validity)
    {
        int fieldCount = 0;
        for (Column column : columns) {
            if (column != null) {
                fieldCount = ((RowColumn) column).fields().size();
            }
        }
        List<Column> fields = new ArrayList<>();
        for (int field = 0; field < fieldCount; field++) {
            Column[] members = new Column[columns.length];
            for (int i = 0; i < columns.length; i++) {
                members[i] = columns[i] == null ? null : ((RowColumn) columns[i]).field(field).flatten();
            }
            fields.add(gatherFlat(layout(members), members, sources, positions, count, validity(members, sources, positions, count)));
        }
        return new RowColumn(count, validity, fields);
    }

    private static Column gatherAny(Column[] columns, int[] sources, int[] positions)
    {
        Column[] flat = flatten(columns);
        return gatherFlat(layout(flat), flat, sources, positions, sources.length, validity(flat, sources, positions, sources.length));
    }

    private static int[] offsets(Column column)
    {
        return column instanceof ArrayColumn array ? array.offsets() : ((MapColumn) column).offsets();
    }

    /** The layout of the first column that is there; nothing refers to any if none is. */
    private static Layout layout(Column[] columns)
    {
        for (Column column : columns) {
            if (column instanceof ByteColumn) {
                return Layout.BYTE;
            }
            if (column instanceof ShortColumn) {
                return Layout.SHORT;
            }
            if (column instanceof IntColumn) {
                return Layout.INT;
            }
            if (column instanceof LongColumn) {
                return Layout.LONG;
            }
            if (column instanceof Int128Column) {
                return Layout.INT128;
            }
            if (column instanceof Fixed12Column) {
                return Layout.FIXED12;
            }
            if (column instanceof BytesColumn) {
                return Layout.BYTES;
            }
            if (column instanceof ArrayColumn) {
                return Layout.ARRAY;
            }
            if (column instanceof MapColumn) {
                return Layout.MAP;
            }
            if (column instanceof RowColumn) {
                return Layout.ROW;
            }
        }
        throw new IllegalArgumentException("No column to gather from");
    }
}
