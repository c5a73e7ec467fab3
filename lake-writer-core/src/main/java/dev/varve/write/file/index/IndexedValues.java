package dev.varve.write.file.index;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Layout;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;

import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a column, by row, for indexes that need them in order: every distinct value gets a code, and codes order like the values.
 */
abstract sealed class IndexedValues
{
    private static final int NULL = -1;

    private int[] ids = new int[1024];
    private int rows;

    /** @param index the type of the index, for the message if it does not go with that of the column */
    static IndexedValues of(Field column, String index)
    {
        DataType type = column.type();
        if (type instanceof CharType || type instanceof VarCharType) {
            return new Texts();
        }
        return new Fixed(Numbers.of(type), width(column, index), type instanceof FloatType || type instanceof DoubleType);
    }

    private static int width(Field column, String index)
    {
        DataType type = column.type();
        boolean tooPrecise = type instanceof TimestampType timestamp && timestamp.precision() > 6
                || type instanceof LocalZonedTimestampType zoned && zoned.precision() > 6;
        if (tooPrecise || type instanceof DecimalType decimal && (index.equals("bitmap") || !decimal.isShort())) {
            throw IndexSpec.unfit(column, index);
        }
        return switch (Layout.of(type)) {
            case BYTE -> Byte.BYTES;
            case SHORT -> Short.BYTES;
            case INT -> Integer.BYTES;
            case LONG -> Long.BYTES;
            default -> throw IndexSpec.unfit(column, index);
        };
    }

    final void add(Column column, int from, int to)
    {
        if (rows + to - from > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(rows + to - from, ids.length * 2));
        }
        for (int i = from; i < to; i++) {
            ids[rows++] = column.isNull(i) ? NULL : id(column, i);
        }
    }

    /** The number of a value among the distinct ones, in the order in which they come. */
    abstract int id(Column column, int position);

    /** How many distinct values there are. */
    abstract int count();

    final int rows()
    {
        return rows;
    }

    /** The ids of all values, smallest value first. */
    abstract int[] order();

    /** The bytes of every value, or 0 if they differ. */
    abstract int width();

    abstract void write(int id, DataOutput output)
            throws IOException;

    /** How many bytes {@link #write} writes. */
    abstract int bytes(int id);

    /** The code of the value in each row, its place in {@link #order}; negative for null. */
    final int[] codes(int[] order)
    {
        int[] codeOf = new int[order.length];
        for (int code = 0; code < order.length; code++) {
            codeOf[order[code]] = code;
        }
        int[] codes = new int[rows];
        for (int i = 0; i < rows; i++) {
            codes[i] = ids[i] == NULL ? NULL : codeOf[ids[i]];
        }
        return codes;
    }

    private static final class Fixed
            extends IndexedValues
    {
        private final Numbers numbers;
        private final int width;
        private final boolean floating;
        private final Map<Long, Integer> ids = new HashMap<>();
        private long[] values = new long[1024];

        private Fixed(Numbers numbers, int width, boolean floating)
        {
            this.numbers = numbers;
            this.width = width;
            this.floating = floating;
        }

        @Override
        int id(Column column, int position)
        {
            long value = numbers.value(column, position);
            int next = ids.size();
            Integer known = ids.putIfAbsent(value, next);
            if (known != null) {
                return known;
            }
            if (next == values.length) {
                values = Arrays.copyOf(values, next * 2);
            }
            values[next] = value;
            return next;
        }

        @Override
        int count()
        {
            return ids.size();
        }

        @Override
        int[] order()
        {
            long[] sorted = new long[count()];
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = sortable(values[i]);
            }
            Arrays.sort(sorted);
            int[] order = new int[sorted.length];
            for (int i = 0; i < order.length; i++) {
                order[i] = ids.get(sortable(sorted[i]));
            }
            return order;
        }

        /** Bits of floating-point numbers as a number that orders like them, and back. */
        private long sortable(long value)
        {
            if (!floating || value >= 0) {
                return value;
            }
            return value ^ Long.MAX_VALUE;
        }

        @Override
        int width()
        {
            return width;
        }

        @Override
        void write(int id, DataOutput output)
                throws IOException
        {
            switch (width) {
                case Byte.BYTES -> output.writeByte((int) values[id]);
                case Short.BYTES -> output.writeShort((int) values[id]);
                case Integer.BYTES -> output.writeInt((int) values[id]);
                default -> output.writeLong(values[id]);
            }
        }

        @Override
        int bytes(int id)
        {
            return width;
        }
    }

    private static final class Texts
            extends IndexedValues
    {
        private final Map<Slice, Integer> ids = new HashMap<>();
        private Slice[] values = new Slice[1024];

        @Override
        int id(Column column, int position)
        {
            Slice value = ((BytesColumn) column).value(position);
            Integer known = ids.get(value);
            if (known != null) {
                return known;
            }
            int next = ids.size();
            if (next == values.length) {
                values = Arrays.copyOf(values, next * 2);
            }
            values[next] = value.copy();
            ids.put(values[next], next);
            return next;
        }

        @Override
        int count()
        {
            return ids.size();
        }

        @Override
        int[] order()
        {
            List<Slice> sorted = Arrays.asList(Arrays.copyOf(values, count()));
            sorted.sort(null);
            return sorted.stream().mapToInt(ids::get).toArray();
        }

        @Override
        int width()
        {
            return 0;
        }

        @Override
        void write(int id, DataOutput output)
                throws IOException
        {
            output.writeInt(values[id].length());
            output.write(values[id].getBytes());
        }

        @Override
        int bytes(int id)
        {
            return Integer.BYTES + values[id].length();
        }
    }
}
