package dev.varve.datafile.parquet;

import dev.varve.datafile.parquet.PhysicalValues.Binaries;
import dev.varve.datafile.parquet.PhysicalValues.Booleans;
import dev.varve.datafile.parquet.PhysicalValues.Int96s;
import dev.varve.datafile.parquet.PhysicalValues.Ints;
import dev.varve.datafile.parquet.PhysicalValues.Longs;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.schema.PrimitiveType;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The values of a page, from first to last. */
interface ValueDecoder
{
    VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Appends the next values. */
    void read(PhysicalValues target, int count)
            throws IOException;

    void skip(int count)
            throws IOException;

    /**
     * @param dictionary null if the column has none
     * @param valueCount values of the page, nulls included
     */
    static ValueDecoder of(ColumnDescriptor column, Encoding encoding, PhysicalValues dictionary, byte[] bytes, int position, int limit, int valueCount)
            throws IOException
    {
        switch (encoding) {
            case PLAIN:
                return new Plain(column.getPrimitiveType(), bytes, position, limit);
            case PLAIN_DICTIONARY:
            case RLE_DICTIONARY:
                if (dictionary == null) {
                    throw new IOException("A page refers to a dictionary, but there is none");
                }
                return new Dictionary(dictionary, position == limit
                        ? new HybridDecoder(bytes, position, limit, 0)
                        : new HybridDecoder(bytes, position + 1, limit, bytes[position]));
            case RLE:
                if (column.getPrimitiveType().getPrimitiveTypeName() != PrimitiveType.PrimitiveTypeName.BOOLEAN || limit - position < Integer.BYTES) {
                    throw new IOException("A page of " + column + " cannot be run-length encoded");
                }
                return new Runs(new HybridDecoder(bytes, position + Integer.BYTES, limit, 1));
            default:
                ValuesReader reader = encoding.getValuesReader(column, ValuesType.VALUES);
                reader.initFromPage(valueCount, ByteBufferInputStream.wrap(ByteBuffer.wrap(bytes, position, limit - position)));
                return new Library(column.getPrimitiveType().getPrimitiveTypeName(), reader);
        }
    }

    /** Values one after the other, as they are. */
    final class Plain
            implements ValueDecoder
    {
        private final byte[] bytes;
        private final int limit;
        /** Bytes of a value; 0 if it says so itself. */
        private final int width;
        private final boolean isBoolean;
        private int position;
        /** Next bit of a boolean. */
        private int bit;

        Plain(PrimitiveType type, byte[] bytes, int position, int limit)
        {
            this.bytes = bytes;
            this.position = position;
            this.limit = limit;
            isBoolean = type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BOOLEAN;
            width = switch (type.getPrimitiveTypeName()) {
                case INT32, FLOAT -> Integer.BYTES;
                case INT64, DOUBLE -> Long.BYTES;
                case INT96 -> Integer.BYTES + Long.BYTES;
                case FIXED_LEN_BYTE_ARRAY -> type.getTypeLength();
                case BOOLEAN, BINARY -> 0;
            };
        }

        @Override
        public void read(PhysicalValues target, int count)
                throws IOException
        {
            if (target instanceof Ints ints) {
                int source = take(count);
                int start = ints.grow(count);
                int[] values = ints.values();
                for (int i = 0; i < count; i++) {
                    values[start + i] = (int) INTS.get(bytes, source + i * Integer.BYTES);
                }
            }
            else if (target instanceof Longs longs) {
                int source = take(count);
                int start = longs.grow(count);
                long[] values = longs.values();
                for (int i = 0; i < count; i++) {
                    values[start + i] = (long) LONGS.get(bytes, source + i * Long.BYTES);
                }
            }
            else if (target instanceof Int96s timestamps) {
                int source = take(count);
                int start = timestamps.grow(count);
                for (int i = 0; i < count; i++) {
                    timestamps.nanos()[start + i] = (long) LONGS.get(bytes, source + i * width);
                    timestamps.days()[start + i] = (int) INTS.get(bytes, source + i * width + Long.BYTES);
                }
            }
            else if (target instanceof Binaries binaries) {
                binaries.materialize();
                readBinaries(binaries, count);
            }
            else {
                readBooleans((Booleans) target, count);
            }
        }

        private void readBinaries(Binaries target, int count)
                throws IOException
        {
            int source = width > 0 ? take(count) : 0;
            int start = target.grow(count);
            for (int i = 0; i < count; i++) {
                if (width > 0) {
                    target.set(start + i, bytes, source + i * width, width);
                }
                else {
                    int length = nextLength();
                    target.set(start + i, bytes, position, length);
                    position += length;
                }
            }
        }

        private void readBooleans(Booleans target, int count)
                throws IOException
        {
            checkBits(count);
            int start = target.grow(count);
            for (int i = 0; i < count; i++) {
                int index = bit + i;
                target.values()[start + i] = (byte) ((bytes[position + (index >>> 3)] >>> (index & 7)) & 1);
            }
            bit += count;
        }

        @Override
        public void skip(int count)
                throws IOException
        {
            if (width > 0) {
                take(count);
            }
            else if (isBoolean) {
                checkBits(count);
                bit += count;
            }
            else {
                for (int i = 0; i < count; i++) {
                    int length = nextLength();
                    position += length;
                }
            }
        }

        private void checkBits(int count)
                throws IOException
        {
            if (bit + (long) count > 8L * (limit - position)) {
                throw new IOException("A page has fewer bits than booleans");
            }
        }

        /** Steps over values of known width; returns where they start. */
        private int take(int count)
                throws IOException
        {
            if ((long) count * width > limit - position) {
                throw new IOException("A page has only " + (limit - position) + " bytes for " + count + " values of " + width);
            }
            int start = position;
            position += count * width;
            return start;
        }

        private int nextLength()
                throws IOException
        {
            int length = limit - position < Integer.BYTES ? -1 : (int) INTS.get(bytes, position);
            if (length < 0 || length > limit - position - Integer.BYTES) {
                throw new IOException("A value of " + length + " bytes, where " + (limit - position) + " are left");
            }
            position += Integer.BYTES;
            return length;
        }
    }

    /** References to a dictionary. */
    final class Dictionary
            implements ValueDecoder
    {
        private final PhysicalValues dictionary;
        private final HybridDecoder ids;
        private int[] buffer = {};

        Dictionary(PhysicalValues dictionary, HybridDecoder ids)
        {
            this.dictionary = dictionary;
            this.ids = ids;
        }

        @Override
        public void read(PhysicalValues target, int count)
                throws IOException
        {
            if (buffer.length < count) {
                buffer = new int[count];
            }
            ids.read(buffer, 0, count);
            int size = dictionary.size();
            for (int i = 0; i < count; i++) {
                if (buffer[i] < 0 || buffer[i] >= size) {
                    throw new IOException("Value " + buffer[i] + " of a dictionary of " + size);
                }
            }
            target.appendFrom(dictionary, buffer, count);
        }

        @Override
        public void skip(int count)
                throws IOException
        {
            ids.skip(count);
        }
    }

    /** Runs of booleans. */
    final class Runs
            implements ValueDecoder
    {
        private final HybridDecoder runs;

        Runs(HybridDecoder runs)
        {
            this.runs = runs;
        }

        @Override
        public void read(PhysicalValues target, int count)
                throws IOException
        {
            Booleans booleans = (Booleans) target;
            int start = booleans.grow(count);
            runs.read(booleans.values(), start, count);
        }

        @Override
        public void skip(int count)
                throws IOException
        {
            runs.skip(count);
        }
    }

    /** Encodings that are rare enough to be left to parquet-mr. */
    final class Library
            implements ValueDecoder
    {
        private final PrimitiveType.PrimitiveTypeName type;
        private final ValuesReader reader;

        Library(PrimitiveType.PrimitiveTypeName type, ValuesReader reader)
        {
            this.type = type;
            this.reader = reader;
        }

        @Override
        public void read(PhysicalValues target, int count)
                throws IOException
        {
            if (target instanceof Binaries binaries) {
                binaries.materialize();
            }
            int start = target.grow(count);
            for (int i = start; i < start + count; i++) {
                switch (type) {
                    case BOOLEAN -> ((Booleans) target).values()[i] = (byte) (reader.readBoolean() ? 1 : 0);
                    case INT32 -> ((Ints) target).values()[i] = reader.readInteger();
                    case FLOAT -> ((Ints) target).values()[i] = Float.floatToRawIntBits(reader.readFloat());
                    case INT64 -> ((Longs) target).values()[i] = reader.readLong();
                    case DOUBLE -> ((Longs) target).values()[i] = Double.doubleToRawLongBits(reader.readDouble());
                    case BINARY, FIXED_LEN_BYTE_ARRAY -> {
                        byte[] value = reader.readBytes().getBytesUnsafe();
                        ((Binaries) target).set(i, value, 0, value.length);
                    }
                    case INT96 -> {
                        byte[] value = reader.readBytes().getBytesUnsafe();
                        ((Int96s) target).nanos()[i] = (long) LONGS.get(value, 0);
                        ((Int96s) target).days()[i] = (int) INTS.get(value, Long.BYTES);
                    }
                }
            }
        }

        @Override
        public void skip(int count)
        {
            reader.skip(count);
        }
    }
}
