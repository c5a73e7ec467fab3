package dev.varve.datafile.parquet;

import dev.varve.column.BytesColumn;
import dev.varve.column.Validity;
import io.airlift.slice.Slices;
import org.apache.parquet.schema.PrimitiveType;

import java.util.Arrays;

/** Values of one physical type as the file holds them, without the nulls between them. */
abstract sealed class PhysicalValues
{
    private int size;

    /** Room for so many values at first. */
    static PhysicalValues of(PrimitiveType.PrimitiveTypeName type, int capacity)
    {
        return switch (type) {
            case BOOLEAN -> new Booleans(capacity);
            case INT32, FLOAT -> new Ints(capacity);
            case INT64, DOUBLE -> new Longs(capacity);
            case INT96 -> new Int96s(capacity);
            case BINARY, FIXED_LEN_BYTE_ARRAY -> new Binaries(capacity);
        };
    }

    final int size()
    {
        return size;
    }

    /** Makes room for so many more values; returns where the first of them goes. */
    final int grow(int count)
    {
        int start = size;
        size = Math.addExact(size, count);
        if (size > capacity()) {
            reserve((int) Math.min(Integer.MAX_VALUE - 8, Math.max(size, size + (size >> 1))));
        }
        return start;
    }

    abstract int capacity();

    abstract void reserve(int capacity);

    /** Appends values of a dictionary of the same class; the ids are known to be valid. */
    abstract void appendFrom(PhysicalValues dictionary, int[] ids, int count);

    /**
     * Makes room for nulls: moves the values to the positions that are valid, of so many in all. What then stands at the others is
     * arbitrary. Called once, at the end.
     */
    abstract void spread(long[] validity, int positions);

    abstract long retainedBytes();

    static final class Booleans
            extends PhysicalValues
    {
        private byte[] values;

        private Booleans(int capacity)
        {
            values = new byte[capacity];
        }

        byte[] values()
        {
            return values;
        }

        @Override
        int capacity()
        {
            return values.length;
        }

        @Override
        void reserve(int capacity)
        {
            values = Arrays.copyOf(values, capacity);
        }

        @Override
        void appendFrom(PhysicalValues dictionary, int[] ids, int count)
        {
            byte[] source = ((Booleans) dictionary).values;
            int start = grow(count);
            for (int i = 0; i < count; i++) {
                values[start + i] = source[ids[i]];
            }
        }

        @Override
        void spread(long[] validity, int positions)
        {
            if (positions > values.length) {
                reserve(positions);
            }
            for (int source = size() - 1, target = positions - 1; target > source; target--) {
                if (Validity.isValid(validity, target)) {
                    values[target] = values[source];
                    source--;
                }
            }
        }

        @Override
        long retainedBytes()
        {
            return values.length;
        }
    }

    /** INT32, and the bits of FLOAT. */
    static final class Ints
            extends PhysicalValues
    {
        private int[] values;

        private Ints(int capacity)
        {
            values = new int[capacity];
        }

        int[] values()
        {
            return values;
        }

        @Override
        int capacity()
        {
            return values.length;
        }

        @Override
        void reserve(int capacity)
        {
            values = Arrays.copyOf(values, capacity);
        }

        @Override
        void appendFrom(PhysicalValues dictionary, int[] ids, int count)
        {
            int[] source = ((Ints) dictionary).values;
            int start = grow(count);
            for (int i = 0; i < count; i++) {
                values[start + i] = source[ids[i]];
            }
        }

        @Override
        void spread(long[] validity, int positions)
        {
            if (positions > values.length) {
                reserve(positions);
            }
            for (int source = size() - 1, target = positions - 1; target > source; target--) {
                if (Validity.isValid(validity, target)) {
                    values[target] = values[source];
                    source--;
                }
            }
        }

        @Override
        long retainedBytes()
        {
            return 4L * values.length;
        }
    }

    /** INT64, and the bits of DOUBLE. */
    static final class Longs
            extends PhysicalValues
    {
        private long[] values;

        private Longs(int capacity)
        {
            values = new long[capacity];
        }

        long[] values()
        {
            return values;
        }

        @Override
        int capacity()
        {
            return values.length;
        }

        @Override
        void reserve(int capacity)
        {
            values = Arrays.copyOf(values, capacity);
        }

        @Override
        void appendFrom(PhysicalValues dictionary, int[] ids, int count)
        {
            long[] source = ((Longs) dictionary).values;
            int start = grow(count);
            for (int i = 0; i < count; i++) {
                values[start + i] = source[ids[i]];
            }
        }

        @Override
        void spread(long[] validity, int positions)
        {
            if (positions > values.length) {
                reserve(positions);
            }
            for (int source = size() - 1, target = positions - 1; target > source; target--) {
                if (Validity.isValid(validity, target)) {
                    values[target] = values[source];
                    source--;
                }
            }
        }

        @Override
        long retainedBytes()
        {
            return 8L * values.length;
        }
    }

    /** Timestamps: nanoseconds of the day, which may be negative, and the Julian day. */
    static final class Int96s
            extends PhysicalValues
    {
        private long[] nanos;
        private int[] days;

        private Int96s(int capacity)
        {
            nanos = new long[capacity];
            days = new int[capacity];
        }

        long[] nanos()
        {
            return nanos;
        }

        int[] days()
        {
            return days;
        }

        @Override
        int capacity()
        {
            return days.length;
        }

        @Override
        void reserve(int capacity)
        {
            nanos = Arrays.copyOf(nanos, capacity);
            days = Arrays.copyOf(days, capacity);
        }

        @Override
        void appendFrom(PhysicalValues dictionary, int[] ids, int count)
        {
            Int96s source = (Int96s) dictionary;
            int start = grow(count);
            for (int i = 0; i < count; i++) {
                nanos[start + i] = source.nanos[ids[i]];
                days[start + i] = source.days[ids[i]];
            }
        }

        @Override
        void spread(long[] validity, int positions)
        {
            if (positions > days.length) {
                reserve(positions);
            }
            for (int source = size() - 1, target = positions - 1; target > source; target--) {
                if (Validity.isValid(validity, target)) {
                    nanos[target] = nanos[source];
                    days[target] = days[source];
                    source--;
                }
            }
        }

        @Override
        long retainedBytes()
        {
            return 12L * days.length;
        }
    }

    /**
     * Values of any width. As long as all come from the dictionary, they are kept as references to it.
     */
    static final class Binaries
            extends PhysicalValues
    {
        private byte[] bytes = {};
        private int[] offsets;
        private int[] ids;
        private Binaries dictionary;
        private BytesColumn column;
        private BytesColumn nullableColumn;

        private Binaries(int capacity)
        {
            offsets = new int[capacity + 1];
        }

        /** Where value {@code i} starts is at {@code i}, where it ends at {@code i + 1}. */
        int[] offsets()
        {
            return offsets;
        }

        byte[] bytes()
        {
            return bytes;
        }

        /** Whether there are only references, {@link #ids}, to {@link #dictionary}. */
        boolean isDictionary()
        {
            return dictionary != null;
        }

        int[] ids()
        {
            return ids;
        }

        Binaries dictionary()
        {
            return dictionary;
        }

        /** These values as a column, made once. */
        BytesColumn column()
        {
            if (column == null) {
                column = new BytesColumn(size(), null, Slices.wrappedBuffer(bytes, 0, offsets[size()]), offsets);
            }
            return column;
        }

        /** These values and a null after the last, as a column, made once. */
        BytesColumn nullableColumn()
        {
            if (nullableColumn == null) {
                int size = size();
                long[] validity = Validity.allValid(size + 1);
                Validity.clear(validity, size);
                int[] withNull = Arrays.copyOf(offsets, size + 2);
                withNull[size + 1] = offsets[size];
                nullableColumn = new BytesColumn(size + 1, validity, Slices.wrappedBuffer(bytes, 0, offsets[size]), withNull);
            }
            return nullableColumn;
        }

        @Override
        int capacity()
        {
            return isDictionary() ? ids.length : offsets.length - 1;
        }

        @Override
        void reserve(int capacity)
        {
            if (isDictionary()) {
                ids = Arrays.copyOf(ids, capacity);
            }
            else {
                offsets = Arrays.copyOf(offsets, capacity + 1);
            }
        }

        /** Appends one value; room for it was made with {@link #grow}. */
        void set(int index, byte[] source, int offset, int length)
        {
            int start = offsets[index];
            int end = Math.addExact(start, length);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, Math.max(64L, bytes.length * 2L))));
            }
            System.arraycopy(source, offset, bytes, start, length);
            offsets[index + 1] = end;
        }

        @Override
        void appendFrom(PhysicalValues values, int[] moreIds, int count)
        {
            Binaries source = (Binaries) values;
            if (size() == 0 && !isDictionary()) {
                dictionary = source;
                ids = new int[Math.max(offsets.length - 1, count)];
            }
            int start = grow(count);
            if (isDictionary()) {
                System.arraycopy(moreIds, 0, ids, start, count);
            }
            else {
                copy(source, moreIds, start, count);
            }
        }

        /** Replaces references by what they refer to, so that other values can be appended. */
        void materialize()
        {
            if (isDictionary()) {
                Binaries source = dictionary;
                dictionary = null;
                offsets = new int[Math.max(ids.length, size()) + 1];
                copy(source, ids, 0, size());
                ids = null;
            }
        }

        private void copy(Binaries source, int[] sourceIds, int start, int count)
        {
            for (int i = 0; i < count; i++) {
                int id = sourceIds[i];
                set(start + i, source.bytes, source.offsets[id], source.offsets[id + 1] - source.offsets[id]);
            }
        }

        @Override
        void spread(long[] validity, int positions)
        {
            if (isDictionary()) {
                int[] spread = new int[positions];
                for (int i = 0, source = 0; i < positions; i++) {
                    spread[i] = Validity.isValid(validity, i) ? ids[source++] : dictionary.size();
                }
                ids = spread;
            }
            else {
                int[] spread = new int[positions + 1];
                for (int i = 0, source = 0; i < positions; i++) {
                    source += Validity.isValid(validity, i) ? 1 : 0;
                    spread[i + 1] = offsets[source];
                }
                offsets = spread;
            }
        }

        @Override
        long retainedBytes()
        {
            return bytes.length + 4L * offsets.length + (ids == null ? 0 : 4L * ids.length);
        }
    }
}
