package dev.varve.datafile.avro;

import dev.varve.avro.MalformedAvroException;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.LongBuilder;
import org.apache.avro.Schema;

/**
 * Timestamps are counts since the epoch whose unit the logical type tells. The format writes {@code timestamp-*} for TIMESTAMP and
 * {@code local-timestamp-*} for TIMESTAMP_LTZ, the reverse of what Avro means by them; the numbers are the same, so the type asked
 * for decides and the logical type only tells the unit.
 */
final class AvroTimestamps
{
    private static final int MICROS_PER_MILLI = 1_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int PICOS_PER_NANO = 1_000;

    private AvroTimestamps() {}

    static AvroValue of(Schema schema, int precision)
    {
        String logicalType = schema.getProp("logicalType");
        boolean wide = precision > 6;
        if (logicalType == null ? precision <= 3 : logicalType.endsWith("timestamp-millis")) {
            return wide
                    ? (input, builder) -> ((Fixed12Builder) builder).append(micros(input.readLong()), 0)
                    : (input, builder) -> ((LongBuilder) builder).append(micros(input.readLong()));
        }
        if (logicalType == null ? !wide : logicalType.endsWith("timestamp-micros")) {
            return wide
                    ? (input, builder) -> ((Fixed12Builder) builder).append(input.readLong(), 0)
                    : (input, builder) -> ((LongBuilder) builder).append(input.readLong());
        }
        if (logicalType == null || logicalType.endsWith("timestamp-nanos")) {
            return (input, builder) -> {
                long nanos = input.readLong();
                long micros = Math.floorDiv(nanos, NANOS_PER_MICRO);
                if (wide) {
                    ((Fixed12Builder) builder).append(micros, Math.floorMod(nanos, NANOS_PER_MICRO) * PICOS_PER_NANO);
                }
                else {
                    ((LongBuilder) builder).append(micros);
                }
            };
        }
        return null;
    }

    private static long micros(long millis)
            throws MalformedAvroException
    {
        if (millis > Long.MAX_VALUE / MICROS_PER_MILLI || millis < Long.MIN_VALUE / MICROS_PER_MILLI) {
            throw new MalformedAvroException("a timestamp of " + millis + " milliseconds");
        }
        return millis * MICROS_PER_MILLI;
    }
}
