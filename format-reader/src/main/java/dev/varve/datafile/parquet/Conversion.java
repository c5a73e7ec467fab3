package dev.varve.datafile.parquet;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortColumn;
import dev.varve.column.Validity;
import dev.varve.datafile.BigEndian;
import dev.varve.datafile.parquet.PhysicalValues.Binaries;
import dev.varve.datafile.parquet.PhysicalValues.Booleans;
import dev.varve.datafile.parquet.PhysicalValues.Int96s;
import dev.varve.datafile.parquet.PhysicalValues.Ints;
import dev.varve.datafile.parquet.PhysicalValues.Longs;
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
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import io.airlift.slice.Slices;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

import java.io.IOException;
import java.util.Optional;

/**
 * Makes a column of the layout of a type from values of a physical type. The physical type and its annotation decide how values are read,
 * whatever the precision of the type is: files of other writers hold timestamps and decimals in all possible ways.
 */
interface Conversion
{
    /**
     * @param values without nulls; they may become part of the column
     * @param size of the column
     * @param validity which positions of the column have values; null if all
     */
    Column convert(PhysicalValues values, int size, long[] validity)
            throws IOException;

    /** Empty if values of the type cannot be stored that way. */
    static Optional<Conversion> of(PrimitiveType file, DataType type)
    {
        PrimitiveTypeName physical = file.getPrimitiveTypeName();
        LogicalTypeAnnotation annotation = file.getLogicalTypeAnnotation();
        if (type instanceof BooleanType) {
            return physical == PrimitiveTypeName.BOOLEAN ? spread(Conversion::booleans) : Optional.empty();
        }
        if (type instanceof DecimalType decimal) {
            return annotation instanceof DecimalLogicalTypeAnnotation scaled && scaled.getScale() == decimal.scale() ? decimals(physical, decimal) : Optional.empty();
        }
        if (annotation instanceof DecimalLogicalTypeAnnotation) {
            return Optional.empty();
        }
        if (type instanceof TimestampType timestamp) {
            return timestamps(physical, annotation, timestamp.precision());
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return timestamps(physical, annotation, timestamp.precision());
        }
        if (type instanceof TimeType) {
            return times(physical, annotation);
        }
        boolean int32 = physical == PrimitiveTypeName.INT32;
        if (type instanceof TinyIntType) {
            return int32 ? spread(Conversion::bytes) : Optional.empty();
        }
        if (type instanceof SmallIntType) {
            return int32 ? spread(Conversion::shorts) : Optional.empty();
        }
        if (type instanceof IntType || type instanceof DateType) {
            return int32 ? spread(Conversion::ints) : Optional.empty();
        }
        if (type instanceof FloatType) {
            return physical == PrimitiveTypeName.FLOAT ? spread(Conversion::ints) : Optional.empty();
        }
        if (type instanceof DoubleType) {
            return physical == PrimitiveTypeName.DOUBLE ? spread(Conversion::longs) : physical == PrimitiveTypeName.FLOAT ? spread(Conversion::doublesOfFloats) : Optional.empty();
        }
        if (type instanceof BigIntType) {
            boolean unsigned = annotation instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
            return physical == PrimitiveTypeName.INT64
                    ? spread(Conversion::longs)
                    : int32 ? spread((values, size, validity) -> longsOfInts(values, size, validity, unsigned)) : Optional.empty();
        }
        boolean binary = physical == PrimitiveTypeName.BINARY || physical == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        return Layout.of(type) == Layout.BYTES && binary ? spread(Conversion::binaries) : Optional.empty();
    }

    /** A conversion that finds every value at its position already. */
    private static Optional<Conversion> spread(Conversion conversion)
    {
        return Optional.of((values, size, validity) -> {
            if (validity != null) {
                values.spread(validity, size);
            }
            return conversion.convert(values, size, validity);
        });
    }

    private static Optional<Conversion> decimals(PrimitiveTypeName physical, DecimalType type)
    {
        boolean isShort = type.isShort();
        return switch (physical) {
            case INT32 -> spread(isShort
                    ? (values, size, validity) -> longsOfInts(values, size, validity, false)
                    : (values, size, validity) -> widened(longsOfInts(values, size, validity, false)));
            case INT64 -> spread(isShort
                    ? Conversion::longs
                    : (values, size, validity) -> widened(longs(values, size, validity)));
            case BINARY, FIXED_LEN_BYTE_ARRAY -> Optional.of((values, size, validity) -> decimalsOfBinaries((Binaries) values, size, validity, isShort));
            default -> Optional.empty();
        };
    }

    private static Optional<Conversion> times(PrimitiveTypeName physical, LogicalTypeAnnotation annotation)
    {
        if (physical == PrimitiveTypeName.INT32) {
            return spread(Conversion::ints);
        }
        if (physical == PrimitiveTypeName.INT64 && annotation instanceof TimeLogicalTypeAnnotation time) {
            int unitsPerMilli = time.getUnit() == TimeUnit.NANOS ? 1_000_000 : time.getUnit() == TimeUnit.MICROS ? 1_000 : 1;
            return spread((values, size, validity) -> {
                long[] source = ((Longs) values).values();
                int[] millis = new int[size];
                for (int i = 0; i < size; i++) {
                    millis[i] = (int) (source[i] / unitsPerMilli);
                }
                return new IntColumn(size, validity, millis);
            });
        }
        return Optional.empty();
    }

    private static Optional<Conversion> timestamps(PrimitiveTypeName physical, LogicalTypeAnnotation annotation, int precision)
    {
        boolean wide = precision > 6;
        if (physical == PrimitiveTypeName.INT96) {
            return spread((values, size, validity) -> Timestamps.ofInt96((Int96s) values, size, validity, wide));
        }
        if (physical != PrimitiveTypeName.INT64) {
            return Optional.empty();
        }
        TimeUnit unit = annotation instanceof TimestampLogicalTypeAnnotation timestamp
                ? timestamp.getUnit()
                : precision <= 3 ? TimeUnit.MILLIS : wide ? TimeUnit.NANOS : TimeUnit.MICROS;
        if (unit == TimeUnit.MICROS && !wide) {
            return spread(Conversion::longs);
        }
        return spread((values, size, validity) -> Timestamps.ofLongs(((Longs) values).values(), unit, size, validity, wide));
    }

    private static Column booleans(PhysicalValues values, int size, long[] validity)
    {
        return new ByteColumn(size, validity, ((Booleans) values).values());
    }

    private static Column bytes(PhysicalValues values, int size, long[] validity)
    {
        int[] source = ((Ints) values).values();
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) source[i];
        }
        return new ByteColumn(size, validity, bytes);
    }

    private static Column shorts(PhysicalValues values, int size, long[] validity)
    {
        int[] source = ((Ints) values).values();
        short[] shorts = new short[size];
        for (int i = 0; i < size; i++) {
            shorts[i] = (short) source[i];
        }
        return new ShortColumn(size, validity, shorts);
    }

    private static Column ints(PhysicalValues values, int size, long[] validity)
    {
        return new IntColumn(size, validity, ((Ints) values).values());
    }

    private static LongColumn longs(PhysicalValues values, int size, long[] validity)
    {
        return new LongColumn(size, validity, ((Longs) values).values());
    }

    private static LongColumn longsOfInts(PhysicalValues values, int size, long[] validity, boolean unsigned)
    {
        int[] source = ((Ints) values).values();
        long[] longs = new long[size];
        for (int i = 0; i < size; i++) {
            longs[i] = unsigned ? source[i] & 0xFFFF_FFFFL : source[i];
        }
        return new LongColumn(size, validity, longs);
    }

    private static Column doublesOfFloats(PhysicalValues values, int size, long[] validity)
    {
        int[] source = ((Ints) values).values();
        long[] doubles = new long[size];
        for (int i = 0; i < size; i++) {
            doubles[i] = Double.doubleToRawLongBits(Float.intBitsToFloat(source[i]));
        }
        return new LongColumn(size, validity, doubles);
    }

    private static Column widened(LongColumn column)
    {
        long[] source = column.values();
        long[] words = new long[2 * column.size()];
        for (int i = 0; i < column.size(); i++) {
            words[2 * i] = source[i] >> 63;
            words[2 * i + 1] = source[i];
        }
        return new Int128Column(column.size(), column.validity(), words);
    }

    private static Column binaries(PhysicalValues values, int size, long[] validity)
    {
        Binaries binaries = (Binaries) values;
        if (binaries.isDictionary()) {
            return new DictionaryColumn(size, binaries.ids(), validity == null ? binaries.dictionary().column() : binaries.dictionary().nullableColumn());
        }
        int[] offsets = binaries.offsets();
        return new BytesColumn(size, validity, Slices.wrappedBuffer(binaries.bytes(), 0, offsets[size]), offsets);
    }

    private static Column decimalsOfBinaries(Binaries values, int size, long[] validity, boolean isShort)
            throws IOException
    {
        values.materialize();
        byte[] bytes = values.bytes();
        int[] offsets = values.offsets();
        long[] words = new long[isShort ? size : 2 * size];
        for (int i = 0, source = 0; i < size; i++) {
            if (validity == null || Validity.isValid(validity, i)) {
                int start = offsets[source];
                int length = offsets[++source] - start;
                if (!BigEndian.fits(bytes, start, length, isShort ? Long.BYTES : 2 * Long.BYTES)) {
                    throw new IOException("A decimal of " + length + " bytes");
                }
                if (isShort) {
                    words[i] = BigEndian.low(bytes, start, length);
                }
                else {
                    words[2 * i] = BigEndian.high(bytes, start, length);
                    words[2 * i + 1] = BigEndian.low(bytes, start, length);
                }
            }
        }
        return isShort ? new LongColumn(size, validity, words) : new Int128Column(size, validity, words);
    }

    /** Timestamps in any unit as microseconds, or as microseconds and picoseconds. */
    final class Timestamps
    {
        private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;
        private static final long MICROS_PER_DAY = 86_400_000_000L;
        private static final int MICROS_PER_MILLI = 1_000;
        private static final int NANOS_PER_MICRO = 1_000;
        private static final int PICOS_PER_NANO = 1_000;

        private Timestamps() {}

        /** Nanoseconds of the day may be negative: the format's writers round the days before 1970 up. */
        private static Column ofInt96(Int96s values, int size, long[] validity, boolean wide)
        {
            Result result = new Result(size, validity, wide);
            for (int i = 0; i < size; i++) {
                long nanos = values.nanos()[i];
                long dayMicros = Math.multiplyExact(values.days()[i] - (long) JULIAN_DAY_OF_EPOCH, MICROS_PER_DAY);
                result.set(i, Math.addExact(dayMicros, Math.floorDiv(nanos, NANOS_PER_MICRO)), Math.floorMod(nanos, NANOS_PER_MICRO));
            }
            return result.column();
        }

        private static Column ofLongs(long[] values, TimeUnit unit, int size, long[] validity, boolean wide)
        {
            Result result = new Result(size, validity, wide);
            for (int i = 0; i < size; i++) {
                long value = values[i];
                switch (unit) {
                    case MILLIS -> result.set(i, Math.multiplyExact(value, MICROS_PER_MILLI), 0);
                    case MICROS -> result.set(i, value, 0);
                    case NANOS -> result.set(i, Math.floorDiv(value, NANOS_PER_MICRO), Math.floorMod(value, NANOS_PER_MICRO));
                }
            }
            return result.column();
        }

        private static final class Result
        {
            private final int size;
            private final long[] validity;
            private final long[] micros;
            private final int[] words;

            private Result(int size, long[] validity, boolean wide)
            {
                this.size = size;
                this.validity = validity;
                micros = wide ? null : new long[size];
                words = wide ? new int[3 * size] : null;
            }

            private void set(int index, long epochMicros, int nanosOfMicro)
            {
                if (words == null) {
                    micros[index] = epochMicros;
                }
                else {
                    Fixed12Column.set(words, index, epochMicros, nanosOfMicro * PICOS_PER_NANO);
                }
            }

            private Column column()
            {
                return words == null ? new LongColumn(size, validity, micros) : new Fixed12Column(size, validity, words);
            }
        }
    }
}
