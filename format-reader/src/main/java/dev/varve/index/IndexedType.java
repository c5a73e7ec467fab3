package dev.varve.index;

import dev.varve.column.Layout;
import dev.varve.type.BinaryType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** How values of a type are held in indexes: as numbers or as bytes. Types whose order or equality in SQL is not that of what is held are left out. */
final class IndexedType
{
    private static final long MICROS_PER_MILLI = 1000;
    private static final int MAX_EXACT_PRECISION = 6;

    private final DataType type;
    private final int precision;
    private final boolean exact;
    private final long rowCount;

    private IndexedType(DataType type, int precision, boolean exact, long rowCount)
    {
        this.rowCount = rowCount;
        this.type = type;
        this.precision = precision;
        this.exact = exact;
    }

    /**
     * Empty if nothing can be told of values of the type.
     *
     * @param rowCount of the file
     */
    static Optional<IndexedType> of(DataType type, long rowCount, boolean exactTimes)
    {
        if (type instanceof TimestampType timestamp) {
            return exactTimes ? Optional.of(new IndexedType(type, timestamp.precision(), timestamp.precision() <= MAX_EXACT_PRECISION, rowCount)) : Optional.empty();
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return exactTimes ? Optional.of(new IndexedType(type, timestamp.precision(), timestamp.precision() <= MAX_EXACT_PRECISION, rowCount)) : Optional.empty();
        }
        if (type instanceof DecimalType decimal) {
            return decimal.isShort() ? Optional.of(new IndexedType(type, 0, true, rowCount)) : Optional.empty();
        }
        if (type instanceof FloatType || type instanceof DoubleType) {
            // There are two zeros, and NaN.
            return Optional.of(new IndexedType(type, 0, false, rowCount));
        }
        if (type instanceof VarCharType || type instanceof BinaryType || type instanceof VarBinaryType) {
            return Optional.of(new IndexedType(type, 0, type instanceof VarCharType, rowCount));
        }
        return switch (Layout.of(type)) {
            case BYTE, SHORT, INT, LONG -> Optional.of(new IndexedType(type, 0, true, rowCount));
            default -> Optional.empty();
        };
    }

    /** An index of other rows is not one of the file. */
    void requireRows(int rows)
    {
        if (rows != rowCount) {
            throw new IllegalArgumentException("it has " + rows + " rows, the file " + rowCount);
        }
    }

    /** Whether different values are held differently. */
    boolean isExact()
    {
        return exact;
    }

    boolean isBytes()
    {
        return Layout.of(type) == Layout.BYTES;
    }

    byte[] bytes(Object literal)
    {
        return ((Slice) literal).getBytes();
    }

    /** A literal as a number; of exact types, empty if no value can equal it. */
    Optional<Long> number(Object literal)
    {
        if (literal instanceof Boolean truth) {
            return Optional.of(truth ? 1L : 0L);
        }
        if (literal instanceof Timestamp timestamp) {
            boolean millis = precision <= 3;
            boolean fits = timestamp.nanosOfMicro() == 0 && !(millis && Math.floorMod(timestamp.epochMicros(), MICROS_PER_MILLI) != 0);
            return exact && !fits ? Optional.empty() : Optional.of(millis ? Math.floorDiv(timestamp.epochMicros(), MICROS_PER_MILLI) : timestamp.epochMicros());
        }
        if (literal instanceof BigDecimal decimal) {
            return Optional.of(decimal.setScale(((DecimalType) type).scale()).unscaledValue().longValueExact());
        }
        if (literal instanceof Double number) {
            return Optional.of(Double.doubleToRawLongBits(number));
        }
        return literal instanceof Float number ? Optional.of((long) Float.floatToRawIntBits(number)) : Optional.of((Long) literal);
    }

    /** Whether equality with the literal is that of what is held. */
    static boolean isPlain(Object literal)
    {
        return !(literal instanceof Double number && (number.isNaN() || number == 0)) && !(literal instanceof Float real && (real.isNaN() || real == 0));
    }

    /** A value as an index holds it. */
    Object read(ByteBuffer input)
    {
        if (isBytes()) {
            byte[] bytes = new byte[length(input)];
            input.get(bytes);
            return bytes;
        }
        if (type instanceof BooleanType) {
            return (long) input.get();
        }
        return switch (Layout.of(type)) {
            case BYTE -> (long) input.get();
            case SHORT -> (long) input.getShort();
            case INT -> (long) input.getInt();
            default -> input.getLong();
        };
    }

    private static int length(ByteBuffer input)
    {
        int length = input.getInt();
        if (length < 0 || length > input.remaining()) {
            throw new IllegalArgumentException("a text has " + length + " bytes");
        }
        return length;
    }

    /** A literal as {@link #read} returns values; empty if no value can equal it. */
    Optional<Object> held(Object literal)
    {
        return isBytes() ? Optional.of(bytes(literal)) : number(literal).map(number -> number);
    }

    static int compare(Object left, Object right)
    {
        return left instanceof byte[] bytes ? Arrays.compareUnsigned(bytes, (byte[]) right) : Long.compare((Long) left, (Long) right);
    }
}
