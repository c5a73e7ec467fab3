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

/** Decimals are unscaled numbers in big-endian two's complement. */
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
        if (schema.getType() == Schema.Type.FIXED) {
            int length = schema.getFixedSize();
            return (input, builder) -> append(input, length, builder, type.isShort());
        }
        return (input, builder) -> append(input, input.readLength(), builder, type.isShort());
    }

    private static void append(AvroInput input, int length, ColumnBuilder builder, boolean isShort)
            throws IOException
    {
        int start = input.take(length);
        if (!BigEndian.fits(input.bytes(), start, length, isShort ? Long.BYTES : 2 * Long.BYTES)) {
            throw new MalformedAvroException("a decimal of " + length + " bytes");
        }
        if (isShort) {
            ((LongBuilder) builder).append(BigEndian.low(input.bytes(), start, length));
        }
        else {
            ((Int128Builder) builder).append(BigEndian.high(input.bytes(), start, length), BigEndian.low(input.bytes(), start, length));
        }
    }
}
