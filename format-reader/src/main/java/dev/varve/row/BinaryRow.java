package dev.varve.row;

import dev.varve.error.VarveException;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A row as manifests store it: partition values, file keys, minima and maxima. Two partitions are the same when their
 * bytes are, and buckets are hashes over the bytes, so the bytes are the identity; values are decoded when asked for.
 *
 * <pre>
 * int32 big-endian   arity
 * then the row, everything in it little-endian, offsets counted from here:
 *   byte 0             row kind, 0 in metadata
 *   bits from bit 8    null bit per field, least significant first; 1 = null
 *   ... W bytes        W = (arity + 63 + 8) / 64 * 8
 *   arity x 8 bytes    slot per field: the value itself, or (offset &lt;&lt; 32 | length) of a chunk below,
 *                      or up to 7 bytes of text with 0x80 | length in the last
 *   chunks             each padded with zeros to 8 bytes
 * </pre>
 *
 * <p>Fields beyond the stored arity read as null: a row may come from an older schema. Damaged bytes are reported as
 * {@link VarveException} of kind CORRUPT_TABLE when the field is read.
 */
public final class BinaryRow
{
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle ARITY = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** Bytes of the arity before the row. */
    static final int PREFIX = Integer.BYTES;
    static final int KIND_BITS = 8;

    /** The row without fields: the partition of a table that has none. */
    public static final BinaryRow EMPTY = new BinaryRow(new byte[PREFIX + Long.BYTES], 0);

    private final byte[] bytes;
    private final int arity;

    private BinaryRow(byte[] bytes, int arity)
    {
        this.bytes = bytes;
        this.arity = arity;
    }

    /**
     * The row of these bytes, arity first. The array is not copied and must not be changed afterwards.
     *
     * @throws VarveException of kind CORRUPT_TABLE if the bytes are too few for the arity
     */
    public static BinaryRow of(byte[] serialized)
    {
        if (serialized.length < PREFIX) {
            throw VarveException.corrupt("A binary row has only " + serialized.length + " bytes");
        }
        int arity = (int) ARITY.get(serialized, 0);
        if (arity < 0 || headerBytes(arity) + (long) arity * Long.BYTES > serialized.length - PREFIX) {
            throw VarveException.corrupt("A binary row of " + (serialized.length - PREFIX) + " bytes cannot have " + arity + " fields");
        }
        return new BinaryRow(serialized, arity);
    }

    /** Bytes of row kind and null bits. */
    static int headerBytes(int arity)
    {
        return (int) ((arity + 63L + KIND_BITS) / 64 * Long.BYTES);
    }

    /** Number of stored fields. */
    public int arity()
    {
        return arity;
    }

    public boolean isNull(int field)
    {
        if (field >= arity) {
            return true;
        }
        int bit = field + KIND_BITS;
        return (bytes[PREFIX + bit / Byte.SIZE] & (1 << (bit % Byte.SIZE))) != 0;
    }

    /**
     * The value of a field as a {@link Literal}; null for NULL, for a field beyond the arity, and for a type that has no
     * literals.
     */
    public Object value(int field, DataType type)
    {
        if (isNull(field) || !Literal.exists(type)) {
            return null;
        }
        int slot = PREFIX + headerBytes(arity) + field * Long.BYTES;
        if (type instanceof BooleanType) {
            return bytes[slot] != 0;
        }
        if (type instanceof TinyIntType) {
            return (long) bytes[slot];
        }
        if (type instanceof SmallIntType) {
            return (long) (short) (int) INT.get(bytes, slot);
        }
        if (type instanceof IntType || type instanceof DateType || type instanceof TimeType) {
            return (long) (int) INT.get(bytes, slot);
        }
        if (type instanceof BigIntType) {
            return (long) LONG.get(bytes, slot);
        }
        if (type instanceof FloatType) {
            return Float.intBitsToFloat((int) INT.get(bytes, slot));
        }
        if (type instanceof DoubleType) {
            return Double.longBitsToDouble((long) LONG.get(bytes, slot));
        }
        if (type instanceof DecimalType decimal) {
            return decimal(slot, decimal);
        }
        if (type instanceof TimestampType timestamp) {
            return timestamp(slot, timestamp.precision());
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return timestamp(slot, timestamp.precision());
        }
        if (type instanceof CharType || type instanceof VarCharType || type instanceof BinaryType || type instanceof VarBinaryType) {
            return variableWidth(slot);
        }
        throw new IllegalArgumentException("No literals of type " + type);
    }

    /** The values of the first fields, one per type; see {@link #value}. The list may contain null. */
    public List<Object> values(List<DataType> types)
    {
        List<Object> values = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            values.add(value(i, types.get(i)));
        }
        return values;
    }

    /** The bytes as manifests store them, arity first. A copy. */
    public byte[] toBytes()
    {
        return bytes.clone();
    }

    /**
     * The hash that the format takes over the bytes of the row, without the arity: buckets and hash indexes use it.
     */
    public int bucketHash()
    {
        return bucketHash(bytes, bytes.length);
    }

    /** The same of the first bytes of an array, arity first. */
    static int bucketHash(byte[] bytes, int end)
    {
        int length = (end - PREFIX) & -Integer.BYTES;
        int hash = 42;
        for (int i = PREFIX; i < PREFIX + length; i += Integer.BYTES) {
            int word = (int) INT.get(bytes, i) * 0xcc9e2d51;
            hash ^= Integer.rotateLeft(word, 15) * 0x1b873593;
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
        }
        hash ^= length;
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }

    boolean hasBytes(byte[] other, int end)
    {
        return Arrays.equals(bytes, 0, bytes.length, other, 0, end);
    }

    private BigDecimal decimal(int slot, DecimalType type)
    {
        long compact = (long) LONG.get(bytes, slot);
        if (type.isShort()) {
            return BigDecimal.valueOf(compact, type.scale());
        }
        int length = (int) compact;
        if (length < 1 || length > 2 * Long.BYTES) {
            throw VarveException.corrupt("A decimal in a binary row has " + length + " bytes");
        }
        int start = chunk(compact, length);
        return new BigDecimal(new BigInteger(bytes, start, length), type.scale());
    }

    private Timestamp timestamp(int slot, int precision)
    {
        long compact = (long) LONG.get(bytes, slot);
        try {
            if (precision <= 3) {
                return Timestamp.ofMillis(compact, 0);
            }
            return Timestamp.ofMillis((long) LONG.get(bytes, chunk(compact, Long.BYTES)), (int) compact);
        }
        catch (IllegalArgumentException | ArithmeticException e) {
            throw VarveException.corrupt("A timestamp in a binary row is out of range: " + e.getMessage(), e);
        }
    }

    private Slice variableWidth(int slot)
    {
        int last = bytes[slot + Long.BYTES - 1];
        if (last < 0) {
            int length = last & 0x7f;
            if (length >= Long.BYTES) {
                throw VarveException.corrupt("A short text in a binary row has " + length + " bytes");
            }
            return Slices.wrappedBuffer(bytes, slot, length);
        }
        long compact = (long) LONG.get(bytes, slot);
        int length = (int) compact;
        return Slices.wrappedBuffer(bytes, chunk(compact, length), length);
    }

    /** The index in {@link #bytes} of a chunk of that length, checked. */
    private int chunk(long compact, int length)
    {
        int offset = (int) (compact >>> 32);
        if (offset < 0 || length < 0 || offset > bytes.length - PREFIX - length) {
            throw VarveException.corrupt("A value of a binary row (offset " + offset + ", length " + length + ") lies outside of its " +
                    (bytes.length - PREFIX) + " bytes");
        }
        return PREFIX + offset;
    }

    @Override
    public boolean equals(Object other)
    {
        return other instanceof BinaryRow row && Arrays.equals(bytes, row.bytes);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(bytes);
    }

    /** The bytes in hexadecimal. */
    @Override
    public String toString()
    {
        return HexFormat.of().formatHex(bytes);
    }
}
