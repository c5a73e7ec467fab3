package dev.varve.row;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The binary form of variants. The two lowest bits of the first byte of a value tell what it is: 0 a primitive, whose type the other bits
 * tell; 1 a short text, whose length they tell; 2 an object; 3 an array. All numbers are little-endian.
 *
 * <p>A VARIANT is such a value, and a {@linkplain Names dictionary} of the names of fields in it.
 */
public final class VariantBytes
{
    static final int NULL = 0;
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int INT8 = 3;
    static final int INT16 = 4;
    static final int INT32 = 5;
    static final int INT64 = 6;
    static final int DOUBLE = 7;
    static final int DECIMAL4 = 8;
    static final int DECIMAL8 = 9;
    static final int DECIMAL16 = 10;
    public static final int DATE = 11;
    public static final int INSTANT_MICROS = 12;
    public static final int TIMESTAMP_MICROS = 13;
    static final int FLOAT = 14;
    static final int BINARY = 15;
    static final int TEXT = 16;
    static final int INSTANT_NANOS = 18;
    static final int TIMESTAMP_NANOS = 19;
    static final int UUID = 20;

    static final int SHORT_TEXT_KIND = 1;
    static final int OBJECT_KIND = 2;
    static final int ARRAY_KIND = 3;
    private static final int MAX_SHORT_TEXT = 63;

    private VariantBytes() {}

    /** The null that is a value, not the one that is none. */
    public static byte[] ofNull()
    {
        return new byte[] {NULL};
    }

    public static byte[] of(boolean value)
    {
        return new byte[] {primitive(value ? TRUE : FALSE)};
    }

    /** In as few bytes as it takes. */
    public static byte[] of(long value)
    {
        if (value == (byte) value) {
            return fixed(INT8, 1).put((byte) value).array();
        }
        if (value == (short) value) {
            return fixed(INT16, Short.BYTES).putShort((short) value).array();
        }
        if (value == (int) value) {
            return fixed(INT32, Integer.BYTES).putInt((int) value).array();
        }
        return fixed(INT64, Long.BYTES).putLong(value).array();
    }

    /** Days since 1970. */
    public static byte[] ofDate(int days)
    {
        return fixed(DATE, Integer.BYTES).putInt(days).array();
    }

    /** @param type one of those of microseconds since the epoch */
    public static byte[] ofMicros(int type, long micros)
    {
        return fixed(type, Long.BYTES).putLong(micros).array();
    }

    public static byte[] of(float value)
    {
        return fixed(FLOAT, Float.BYTES).putFloat(value).array();
    }

    public static byte[] of(double value)
    {
        return fixed(DOUBLE, Double.BYTES).putDouble(value).array();
    }

    public static byte[] of(BigDecimal value)
    {
        BigInteger unscaled = value.unscaledValue();
        byte scale = (byte) value.scale();
        if (unscaled.bitLength() < Integer.SIZE && value.precision() <= 9) {
            return fixed(DECIMAL4, 1 + Integer.BYTES).put(scale).putInt(unscaled.intValue()).array();
        }
        if (unscaled.bitLength() < Long.SIZE && value.precision() <= 18) {
            return fixed(DECIMAL8, 1 + Long.BYTES).put(scale).putLong(unscaled.longValue()).array();
        }
        return fixed(DECIMAL16, 1 + 2 * Long.BYTES).put(scale).putLong(unscaled.longValue()).putLong(unscaled.shiftRight(Long.SIZE).longValue()).array();
    }

    /** @param text UTF-8 */
    public static byte[] ofText(Slice text)
    {
        if (text.length() <= MAX_SHORT_TEXT) {
            return ByteBuffer.allocate(1 + text.length()).put((byte) (text.length() << 2 | 1)).put(text.getBytes()).array();
        }
        return sized(TEXT, text);
    }

    public static byte[] ofBinary(Slice bytes)
    {
        return sized(BINARY, bytes);
    }

    public static byte[] ofArray(List<byte[]> elements)
    {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        boolean large = elements.size() > 0xFF;
        int offsetSize = size(elements.stream().mapToLong(element -> element.length).sum());
        output.write((large ? 1 << 4 : 0) | (offsetSize - 1) << 2 | ARRAY_KIND);
        writeNumber(output, elements.size(), large ? Integer.BYTES : 1);
        writeItems(output, elements, offsetSize);
        return output.toByteArray();
    }

    /** @param fields by name; the ids of the names are those of the dictionary */
    public static byte[] ofObject(Map<String, byte[]> fields, Names names)
    {
        // Names are in the order of their bytes.
        TreeMap<Slice, String> sorted = new TreeMap<>();
        fields.keySet().forEach(name -> sorted.put(Slices.utf8Slice(name), name));
        List<byte[]> values = sorted.values().stream().map(fields::get).toList();
        int[] ids = sorted.values().stream().mapToInt(names::id).toArray();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        boolean large = fields.size() > 0xFF;
        int idSize = size(names.count());
        int offsetSize = size(values.stream().mapToLong(value -> value.length).sum());
        output.write((large ? 1 << 6 : 0) | (idSize - 1) << 4 | (offsetSize - 1) << 2 | OBJECT_KIND);
        writeNumber(output, fields.size(), large ? Integer.BYTES : 1);
        for (int id : ids) {
            writeNumber(output, id, idSize);
        }
        writeItems(output, values, offsetSize);
        return output.toByteArray();
    }

    /**
     * Adds the fields of an object to others.
     *
     * @throws IOException if the value is not a whole object
     */
    public static void addFields(Slice value, Names names, Map<String, byte[]> fields)
            throws IOException
    {
        int header = value.length() == 0 ? 0 : value.getByte(0) & 0xFF;
        if ((header & 3) != OBJECT_KIND) {
            throw new IOException("A variant has fields of an object beside a value that is none");
        }
        int countSize = (header >> 6 & 1) != 0 ? Integer.BYTES : 1;
        int idSize = (header >> 4 & 3) + 1;
        int offsetSize = (header >> 2 & 3) + 1;
        long count = number(value, 1, countSize);
        long ids = 1 + countSize;
        long offsets = ids + count * idSize;
        long values = offsets + (count + 1) * offsetSize;
        if (values > value.length()) {
            throw new IOException("An object of " + count + " fields in " + value.length() + " bytes");
        }
        for (int i = 0; i < count; i++) {
            int start = (int) values + Math.toIntExact(number(value, (int) offsets + i * offsetSize, offsetSize));
            String name = names.name(number(value, (int) ids + i * idSize, idSize));
            fields.put(name, value.slice(start, length(value, start)).getBytes());
        }
    }

    /** The length of a value, which its first bytes tell; offsets do not, as they need not ascend. */
    private static int length(Slice value, int start)
            throws IOException
    {
        check(value, start, 1);
        int header = value.getByte(start) & 0xFF;
        int bits = header >> 2;
        long length = switch (header & 3) {
            case SHORT_TEXT_KIND -> 1L + bits;
            case OBJECT_KIND -> {
                int countSize = (bits >> 4 & 1) != 0 ? Integer.BYTES : 1;
                yield itemsLength(value, start, countSize, (bits >> 2 & 3) + 1, (bits & 3) + 1);
            }
            case ARRAY_KIND -> itemsLength(value, start, (bits >> 2 & 1) != 0 ? Integer.BYTES : 1, 0, (bits & 3) + 1);
            default -> switch (bits) {
                case NULL, TRUE, FALSE -> 1;
                case INT8 -> 2;
                case INT16 -> 3;
                case INT32, DATE, FLOAT -> 5;
                case INT64, DOUBLE, INSTANT_MICROS, TIMESTAMP_MICROS, 17, INSTANT_NANOS, TIMESTAMP_NANOS -> 9;
                case DECIMAL4 -> 6;
                case DECIMAL8 -> 10;
                case DECIMAL16 -> 18;
                case BINARY, TEXT -> 5 + number(value, start + 1, Integer.BYTES);
                case UUID -> 17;
                default -> throw new IOException("A variant of the unknown type " + bits);
            };
        };
        check(value, start, length);
        return (int) length;
    }

    private static long itemsLength(Slice value, int start, int countSize, int idSize, int offsetSize)
            throws IOException
    {
        long count = number(value, start + 1, countSize);
        long offsets = start + 1 + countSize + count * idSize;
        check(value, offsets, (count + 1) * offsetSize);
        return offsets + (count + 1) * offsetSize + number(value, (int) (offsets + count * offsetSize), offsetSize) - start;
    }

    static long number(Slice value, int position, int size)
            throws IOException
    {
        check(value, position, size);
        long number = 0;
        for (int i = size - 1; i >= 0; i--) {
            number = number << 8 | value.getByte(position + i) & 0xFF;
        }
        return number;
    }

    static void check(Slice value, long position, long length)
            throws IOException
    {
        if (position < 0 || length < 0 || position > value.length() - length) {
            throw new IOException("A variant of " + value.length() + " bytes refers to " + length + " at " + position);
        }
    }

    /** How many bytes a number takes. */
    static int size(long number)
    {
        return number <= 0xFF ? 1 : number <= 0xFFFF ? 2 : number <= 0xFF_FFFF ? 3 : 4;
    }

    static void writeNumber(ByteArrayOutputStream output, long number, int size)
    {
        for (int i = 0; i < size; i++) {
            output.write((int) (number >>> 8 * i));
        }
    }

    /** Offsets, and then what they refer to. */
    private static void writeItems(ByteArrayOutputStream output, List<byte[]> items, int offsetSize)
    {
        long offset = 0;
        writeNumber(output, 0, offsetSize);
        for (byte[] item : items) {
            offset += item.length;
            writeNumber(output, offset, offsetSize);
        }
        items.forEach(output::writeBytes);
    }

    private static byte primitive(int type)
    {
        return (byte) (type << 2);
    }

    private static ByteBuffer fixed(int type, int length)
    {
        return ByteBuffer.allocate(1 + length).order(ByteOrder.LITTLE_ENDIAN).put(primitive(type));
    }

    private static byte[] sized(int type, Slice bytes)
    {
        return fixed(type, Integer.BYTES + bytes.length()).putInt(bytes.length()).put(bytes.getBytes()).array();
    }

    /** The dictionary of names of one variant: that of the file, and names that it misses. */
    public static final class Names
    {
        private static final int VERSION = 1;

        private final Slice metadata;
        private final List<String> names = new ArrayList<>();
        private final Map<String, Integer> ids = new HashMap<>();
        private final int known;

        private Names()
        {
            metadata = Slices.wrappedBuffer(new byte[] {VERSION, 0, 0});
            known = 0;
        }

        private Names(Slice metadata)
                throws IOException
        {
            this.metadata = metadata;
            int header = (int) number(metadata, 0, 1);
            int size = (header >> 6 & 3) + 1;
            if ((header & 0xF) != VERSION) {
                throw new IOException("A variant of version " + (header & 0xF));
            }
            long count = number(metadata, 1, size);
            long texts = 1 + size + (count + 1) * size;
            check(metadata, 0, texts);
            for (int i = 0; i < count; i++) {
                long start = number(metadata, 1 + size + i * size, size);
                long end = number(metadata, 1 + size + (i + 1) * size, size);
                check(metadata, texts + start, end - start);
                add(metadata.toString((int) (texts + start), (int) (end - start), UTF_8));
            }
            known = names.size();
        }

        public static Names parse(Slice metadata)
                throws IOException
        {
            return new Names(metadata);
        }

        /** A dictionary without names. */
        public static Names empty()
        {
            return new Names();
        }

        /** Whether this is a dictionary of the file, and no name was added to it. */
        public boolean isExactly(Slice dictionary)
        {
            return names.size() == known && metadata.equals(dictionary);
        }

        int count()
        {
            return names.size();
        }

        String name(long id)
                throws IOException
        {
            if (id >= names.size()) {
                throw new IOException("Name " + id + " of a dictionary of " + names.size());
            }
            return names.get((int) id);
        }

        /** The number of a name, which is added if it is new. */
        public int id(String name)
        {
            Integer id = ids.get(name);
            return id == null ? add(name) : id;
        }

        /** The dictionary in binary form. */
        public byte[] toBytes()
        {
            if (names.size() == known) {
                return metadata.getBytes();
            }
            List<byte[]> texts = names.stream().map(name -> name.getBytes(UTF_8)).toList();
            int size = size(Math.max(names.size(), texts.stream().mapToLong(text -> text.length).sum()));
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            output.write((size - 1) << 6 | VERSION);
            writeNumber(output, names.size(), size);
            writeItems(output, texts, size);
            return output.toByteArray();
        }

        private int add(String name)
        {
            names.add(name);
            ids.putIfAbsent(name, names.size() - 1);
            return names.size() - 1;
        }
    }
}
