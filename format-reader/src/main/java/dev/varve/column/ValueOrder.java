package dev.varve.column;

import dev.varve.type.BlobType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;

import java.util.Arrays;
import java.util.Optional;

/**
 * How values of one type are ordered: numbers by value ({@code -0.0 < 0.0 < NaN}), text and binaries by unsigned bytes, a prefix first,
 * times by time. Values are not null, columns flat.
 */
@FunctionalInterface
public interface ValueOrder
{
    int compare(Column left, int leftPosition, Column right, int rightPosition);

    /** The order of a type, if its values have one. */
    static Optional<ValueOrder> of(DataType type)
    {
        if (type instanceof BlobType) {
            return Optional.empty();
        }
        if (type instanceof FloatType) {
            return Optional.of((left, i, right, j) -> Float.compare(
                    Float.intBitsToFloat(((IntColumn) left).values()[i]),
                    Float.intBitsToFloat(((IntColumn) right).values()[j])));
        }
        if (type instanceof DoubleType) {
            return Optional.of((left, i, right, j) -> Double.compare(
                    Double.longBitsToDouble(((LongColumn) left).values()[i]),
                    Double.longBitsToDouble(((LongColumn) right).values()[j])));
        }
        return switch (Layout.of(type)) {
            case BYTE -> Optional.of((left, i, right, j) -> Byte.compare(((ByteColumn) left).values()[i], ((ByteColumn) right).values()[j]));
            case SHORT -> Optional.of((left, i, right, j) -> Short.compare(((ShortColumn) left).values()[i], ((ShortColumn) right).values()[j]));
            case INT -> Optional.of((left, i, right, j) -> Integer.compare(((IntColumn) left).values()[i], ((IntColumn) right).values()[j]));
            case LONG -> Optional.of((left, i, right, j) -> Long.compare(((LongColumn) left).values()[i], ((LongColumn) right).values()[j]));
            case INT128 -> Optional.of((left, i, right, j) -> compare((Int128Column) left, i, (Int128Column) right, j));
            case FIXED12 -> Optional.of((left, i, right, j) -> compare((Fixed12Column) left, i, (Fixed12Column) right, j));
            case BYTES -> Optional.of((left, i, right, j) -> compare((BytesColumn) left, i, (BytesColumn) right, j));
            case ARRAY, MAP, ROW -> Optional.empty();
        };
    }

    private static int compare(Int128Column left, int i, Int128Column right, int j)
    {
        int order = Long.compare(left.high(i), right.high(j));
        return order != 0 ? order : Long.compareUnsigned(left.low(i), right.low(j));
    }

    private static int compare(Fixed12Column left, int i, Fixed12Column right, int j)
    {
        int order = Long.compare(left.epochMicros(i), right.epochMicros(j));
        return order != 0 ? order : Integer.compare(left.picosOfMicro(i), right.picosOfMicro(j));
    }

    private static int compare(BytesColumn left, int i, BytesColumn right, int j)
    {
        int leftBase = left.bytes().byteArrayOffset();
        int rightBase = right.bytes().byteArrayOffset();
        return Arrays.compareUnsigned(
                left.bytes().byteArray(), leftBase + left.offsets()[i], leftBase + left.offsets()[i + 1],
                right.bytes().byteArray(), rightBase + right.offsets()[j], rightBase + right.offsets()[j + 1]);
    }
}
