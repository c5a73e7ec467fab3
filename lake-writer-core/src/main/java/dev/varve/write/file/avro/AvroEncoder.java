package dev.varve.write.file.avro;

import dev.varve.avro.AvroOutput;
import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
import dev.varve.type.ArrayType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.TimestampType;
import dev.varve.type.VectorType;
import dev.varve.write.file.format.BigEndianNumber;

import java.util.List;

/** Writes single values of a flat column. Whether nulls are allowed was checked before. Not safe for use by several threads. */
@FunctionalInterface
interface AvroEncoder
{
    int MICROS_PER_MILLI = 1000;

    void write(Column column, int position, AvroOutput output);

    static AvroEncoder of(DataType type)
    {
        AvroEncoder encoder = notNull(type);
        if (!type.nullable()) {
            return encoder;
        }
        return (column, position, output) -> {
            boolean present = !column.isNull(position);
            output.writePresence(present);
            if (present) {
                encoder.write(column, position, output);
            }
        };
    }

    private static AvroEncoder notNull(DataType type)
    {
        if (type instanceof RowType row) {
            List<AvroEncoder> members = row.fields().stream().map(Field::type).map(AvroEncoder::of).toList();
            return (column, position, output) -> {
                for (int i = 0; i < members.size(); i++) {
                    members.get(i).write(((RowColumn) column).field(i), position, output);
                }
            };
        }
        if (type instanceof ArrayType array) {
            return array(of(array.element()));
        }
        if (type instanceof VectorType vector) {
            return array(of(vector.element()));
        }
        if (type instanceof MapType map) {
            return map(map.key(), of(map.value()));
        }
        if (type instanceof MultisetType multiset) {
            return map(multiset.element(), of(AvroWriterFormat.MULTISET_COUNT));
        }
        return primitive(type);
    }

    private static AvroEncoder array(AvroEncoder element)
    {
        return (column, position, output) -> {
            ArrayColumn array = (ArrayColumn) column;
            int start = array.offsets()[position];
            int end = array.offsets()[position + 1];
            if (end > start) {
                output.writeLong(end - start);
            }
            for (int i = start; i < end; i++) {
                element.write(array.elements(), i, output);
            }
            output.writeLong(0);
        };
    }

    private static AvroEncoder map(DataType keyType, AvroEncoder value)
    {
        AvroEncoder key = of(AvroSchemas.isText(keyType) ? keyType.withNullable(false) : keyType);
        return (column, position, output) -> {
            MapColumn map = (MapColumn) column;
            int start = map.offsets()[position];
            int end = map.offsets()[position + 1];
            if (end > start) {
                output.writeLong(end - start);
            }
            for (int i = start; i < end; i++) {
                key.write(map.keys(), i, output);
                value.write(map.values(), i, output);
            }
            output.writeLong(0);
        };
    }

    private static AvroEncoder primitive(DataType type)
    {
        if (type instanceof BooleanType) {
            return (column, position, output) -> output.writeBoolean(((ByteColumn) column).values()[position] != 0);
        }
        if (type instanceof FloatType) {
            return (column, position, output) -> output.writeFloatBits(((IntColumn) column).values()[position]);
        }
        if (type instanceof DoubleType) {
            return (column, position, output) -> output.writeDoubleBits(((LongColumn) column).values()[position]);
        }
        if (type instanceof DecimalType) {
            BigEndianNumber number = new BigEndianNumber();
            return (column, position, output) -> {
                number.set(column, position);
                output.writeBytes(number.bytes(), number.offset(), number.length());
            };
        }
        if (type instanceof TimestampType timestamp && timestamp.precision() <= 3
                || type instanceof LocalZonedTimestampType zoned && zoned.precision() <= 3) {
            return (column, position, output) -> output.writeLong(Math.floorDiv(((LongColumn) column).values()[position], MICROS_PER_MILLI));
        }
        return AvroEncoder::writeStored;
    }

    /** A value that Avro stores as the column has it. */
    private static void writeStored(Column column, int position, AvroOutput output)
    {
        if (column instanceof BytesColumn bytes) {
            output.writeBytes(bytes.bytes().byteArray(), bytes.bytes().byteArrayOffset() + bytes.offsets()[position], bytes.length(position));
        }
        else if (column instanceof LongColumn longs) {
            output.writeLong(longs.values()[position]);
        }
        else if (column instanceof IntColumn ints) {
            output.writeLong(ints.values()[position]);
        }
        else if (column instanceof ShortColumn shorts) {
            output.writeLong(shorts.values()[position]);
        }
        else {
            output.writeLong(((ByteColumn) column).values()[position]);
        }
    }
}
