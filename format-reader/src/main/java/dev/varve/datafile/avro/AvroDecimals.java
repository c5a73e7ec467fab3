package dev.varve.datafile.avro;

import dev.varve.avro.AvroInput;
import dev.varve.avro.MalformedAvroException;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Int128Builder;
import dev.varve.column.LongBuilder;
import dev.varve.datafile.BigEndian;
import dev.varve.type.DecimalType;
import org.apache.avro.Schema;

import java.io.IOException;
import java.math.BigInteger;

/**
 * Decimals are unscaled numbers in big-endian two's complement. Bytes have room for more digits than the type has, and Paimon reads a value
 * that outgrew its type, as a short sum may, as null; in Parquet and ORC files it keeps it.
 */
final class AvroDecimals
{
    private AvroDecimals() {}

    /** Null if the schema is not a decimal of that scale. */
    static AvroValue of(Schema schema, DecimalType type)
    {
        Object scale = schema.getObjectProp("scale");
        if (!"decimal".equals(schema.getProp("logicalType")) || (scale instanceof Integer number ? number : 0) != type.scale()) {
            return null;
        }
        Append append = type.isShort() ? shortDecimals(type.precision()) : AvroDecimals::appendLong;
        if (schema.getType() == Schema.Type.FIXED) {
            int length = schema.getFixedSize();
            return (input, builder) -> append.append(input, length, builder);
        }
        return (input, builder) -> append.append(input, input.readLength(), builder);
    }

    private static Append shortDecimals(int precision)
    {
        long bound = BigInteger.TEN.pow(precision).longValueExact();
        return (input, length, builder) -> {
            int start = take(input, length, Long.BYTES);
            long unscaled = BigEndian.low(input.bytes(), start, length);
            if (unscaled < bound && unscaled > -bound) {
                ((LongBuilder) builder).append(unscaled);
            }
            else {
                builder.appendNull();
            }
        };
    }

    private static void appendLong(AvroInput input, int length, ColumnBuilder builder)
            throws IOException
    {
        int start = take(input, length, 2 * Long.BYTES);
        ((Int128Builder) builder).append(BigEndian.high(input.bytes(), start, length), BigEndian.low(input.bytes(), start, length));
    }

    private static int take(AvroInput input, int length, int room)
            throws IOException
    {
        int start = input.take(length);
        if (!BigEndian.fits(input.bytes(), start, length, room)) {
            throw new MalformedAvroException("a decimal of " + length + " bytes");
        }
        return start;
    }

    private interface Append
    {
        void append(AvroInput input, int length, ColumnBuilder builder)
                throws IOException;
    }
}
