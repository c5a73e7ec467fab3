package dev.varve.row;

import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
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
import io.airlift.slice.Slice;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a {@link BinaryRow} of literals, byte for byte as Paimon does: the bucket of a row is a hash over them.
 *
 * <p>That includes an oddity: a null of a long decimal or of a timestamp with more than 3 digits still reserves its 16 or
 * 8 bytes, and its slot points at them.
 */
public final class BinaryRowWriter
{
    private static final int MAX_INLINE = 7;
    private static final int LONG_DECIMAL_BYTES = 16;

    private final int arity;
    /** The row without the arity before it. */
    private ByteBuffer row;
    private int end;

    private BinaryRowWriter(int arity)
    {
        this.arity = arity;
        end = BinaryRow.headerBytes(arity) + arity * Long.BYTES;
        row = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * @param types one per value; those that have literals
     * @param values {@link Literal}s, null for NULL
     */
    public static BinaryRow write(List<DataType> types, List<?> values)
    {
        if (types.size() != values.size()) {
            throw new IllegalArgumentException(values.size() + " values for " + types.size() + " fields");
        }
        BinaryRowWriter writer = new BinaryRowWriter(types.size());
        for (int i = 0; i < values.size(); i++) {
            writer.field(i, types.get(i), values.get(i));
        }
        return writer.finish();
    }

    private BinaryRow finish()
    {
        byte[] bytes = new byte[BinaryRow.PREFIX + end];
        ByteBuffer.wrap(bytes).putInt(arity).put(row.array(), 0, end);
        return BinaryRow.of(bytes);
    }

    private void field(int field, DataType type, Object value)
    {
        int slot = BinaryRow.headerBytes(arity) + field * Long.BYTES;
        if (value == null) {
            nullField(field, slot, type);
        }
        else if (type instanceof BooleanType) {
            row.put(slot, (byte) ((Boolean) value ? 1 : 0));
        }
        else if (type instanceof TinyIntType) {
            row.put(slot, ((Long) value).byteValue());
        }
        else if (type instanceof SmallIntType) {
            row.putShort(slot, ((Long) value).shortValue());
        }
        else if (type instanceof IntType || type instanceof DateType || type instanceof TimeType) {
            row.putInt(slot, ((Long) value).intValue());
        }
        else if (type instanceof BigIntType) {
            row.putLong(slot, (Long) value);
        }
        else if (type instanceof FloatType) {
            row.putFloat(slot, (Float) value);
        }
        else if (type instanceof DoubleType) {
            row.putDouble(slot, (Double) value);
        }
        else if (type instanceof DecimalType decimal) {
            decimal(slot, decimal, (BigDecimal) value);
        }
        else if (type instanceof TimestampType timestamp) {
            timestamp(slot, timestamp.precision(), (Timestamp) value);
        }
        else if (type instanceof LocalZonedTimestampType timestamp) {
            timestamp(slot, timestamp.precision(), (Timestamp) value);
        }
        else if (Literal.exists(type)) {
            variableWidth(slot, (Slice) value);
        }
        else {
            throw new IllegalArgumentException("No literals of type " + type);
        }
    }

    private void nullField(int field, int slot, DataType type)
    {
        int bit = field + BinaryRow.KIND_BITS;
        int index = bit / Byte.SIZE;
        row.put(index, (byte) (row.get(index) | 1 << (bit % Byte.SIZE)));
        if (type instanceof DecimalType decimal && !decimal.isShort()) {
            pointer(slot, reserve(LONG_DECIMAL_BYTES), 0);
        }
        else if (type instanceof TimestampType timestamp && timestamp.precision() > 3
                || type instanceof LocalZonedTimestampType zoned && zoned.precision() > 3) {
            pointer(slot, reserve(Long.BYTES), 0);
        }
    }

    private void decimal(int slot, DecimalType type, BigDecimal value)
    {
        BigDecimal scaled = value.setScale(type.scale());
        if (type.isShort()) {
            row.putLong(slot, scaled.unscaledValue().longValueExact());
            return;
        }
        byte[] unscaled = scaled.unscaledValue().toByteArray();
        int offset = reserve(LONG_DECIMAL_BYTES);
        row.put(offset, unscaled);
        pointer(slot, offset, unscaled.length);
    }

    private void timestamp(int slot, int precision, Timestamp value)
    {
        if (precision <= 3) {
            row.putLong(slot, value.epochMillis());
            return;
        }
        int offset = reserve(Long.BYTES);
        row.putLong(offset, value.epochMillis());
        pointer(slot, offset, value.nanosOfMilli());
    }

    private void variableWidth(int slot, Slice value)
    {
        byte[] bytes = value.getBytes();
        if (bytes.length <= MAX_INLINE) {
            row.put(slot, bytes);
            row.put(slot + MAX_INLINE, (byte) (0x80 | bytes.length));
            return;
        }
        int offset = reserve(bytes.length);
        row.put(offset, bytes);
        pointer(slot, offset, bytes.length);
    }

    private void pointer(int slot, int offset, int length)
    {
        row.putLong(slot, (long) offset << 32 | length);
    }

    /** Appends zeroed room for that many bytes, rounded up to a multiple of 8, and returns its offset. */
    private int reserve(int length)
    {
        int offset = end;
        end += (length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        row = ByteBuffer.wrap(Arrays.copyOf(row.array(), end)).order(ByteOrder.LITTLE_ENDIAN);
        return offset;
    }
}
