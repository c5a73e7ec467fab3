package dev.varve.evolution;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesBuilder;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Decimals;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.type.ArrayType;
import dev.varve.type.BinaryType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.SliceUtf8;
import io.airlift.slice.Slices;

import java.util.Optional;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Conversions to text and binary, and how values are cut and padded to the length of their type. */
final class TextConversions
{
    static final VarCharType STRING = new VarCharType(VarCharType.UNBOUNDED, true);

    private TextConversions() {}

    /** A value of a text column. */
    static String text(Column column, int position)
    {
        return ((BytesColumn) column).value(position).toStringUtf8();
    }

    /** Values of any type but text as text. Empty if the format defines no such conversion: dates and times become only STRING. */
    static Optional<Conversion> toText(String column, DataType from, DataType to)
    {
        if (ScalarConversions.isBinary(from)) {
            return Optional.of(Conversion.IDENTITY);
        }
        if (from instanceof ArrayType array) {
            return Optional.of(NestedText.ofArray(column, array));
        }
        if (from instanceof MapType map) {
            return Optional.of(NestedText.ofMap(column, map));
        }
        if (from instanceof RowType row) {
            return Optional.of(NestedText.ofRow(column, row));
        }
        boolean toString = to instanceof VarCharType varchar && varchar.length() == VarCharType.UNBOUNDED;
        if (from instanceof BooleanType || ScalarConversions.isNumber(from) || toString) {
            Formatter formatter = formatter(from);
            return formatter == null ? Optional.empty() : Optional.of(new ValueConversion(column, from, to, (source, position, target) ->
                    fit(Slices.utf8Slice(formatter.format(source, position)), to, (BytesBuilder) target)));
        }
        return Optional.empty();
    }

    /** Writes a value that is not null. */
    @FunctionalInterface
    private interface Formatter
    {
        String format(Column column, int position);
    }

    private static Formatter formatter(DataType type)
    {
        if (type instanceof BooleanType) {
            return (column, position) -> String.valueOf(((ByteColumn) column).values()[position] != 0);
        }
        if (ScalarConversions.isInteger(type)) {
            return (column, position) -> String.valueOf(NumberConversions.longValue(column, position));
        }
        if (type instanceof FloatType) {
            return (column, position) -> String.valueOf(Float.intBitsToFloat(((IntColumn) column).values()[position]));
        }
        if (type instanceof DoubleType) {
            return (column, position) -> String.valueOf(Double.longBitsToDouble(((LongColumn) column).values()[position]));
        }
        if (type instanceof DecimalType decimal) {
            return (column, position) -> Decimals.value(column, position, decimal.scale()).toPlainString();
        }
        if (type instanceof DateType) {
            return (column, position) -> TimeText.date(((IntColumn) column).values()[position]);
        }
        if (type instanceof TimeType time) {
            return (column, position) -> TimeText.time(((IntColumn) column).values()[position], time.precision());
        }
        if (type instanceof TimestampType timestamp) {
            return (column, position) -> TimeText.timestamp(Timestamps.local(column, position), timestamp.precision());
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return (column, position) -> TimeText.timestamp(Timestamps.inDefaultZone(column, position), timestamp.precision());
        }
        return null;
    }

    /** Text cut to the length of the type; CHAR is padded with spaces. */
    static Conversion fitText(DataType to)
    {
        if (to instanceof VarCharType varchar && varchar.length() == VarCharType.UNBOUNDED) {
            return Conversion.IDENTITY;
        }
        return eachValue(to, TextConversions::fit);
    }

    /** Bytes cut to the length of the type; BINARY is padded with zeros. */
    static Conversion fitBinary(DataType to)
    {
        if (to instanceof VarBinaryType varbinary && varbinary.length() == VarBinaryType.UNBOUNDED) {
            return Conversion.IDENTITY;
        }
        return eachValue(to, (value, type, target) -> {
            int length = type instanceof BinaryType binary ? binary.length() : Math.min(value.length(), ((VarBinaryType) type).length());
            if (value.length() >= length) {
                target.append(value, 0, length);
            }
            else {
                Slice padded = Slices.allocate(length);
                padded.setBytes(0, value);
                target.append(padded);
            }
        });
    }

    private interface Fitting
    {
        void append(Slice value, DataType type, BytesBuilder target);
    }

    private static Conversion eachValue(DataType to, Fitting fitting)
    {
        return column -> {
            BytesColumn source = (BytesColumn) column;
            BytesBuilder target = (BytesBuilder) ColumnBuilder.of(to, source.size());
            for (int i = 0; i < source.size(); i++) {
                if (source.isNull(i)) {
                    target.appendNull();
                }
                else {
                    fitting.append(source.value(i), to, target);
                }
            }
            return target.build();
        };
    }

    private static void fit(Slice value, DataType type, BytesBuilder target)
    {
        int length = type instanceof CharType character ? character.length() : ((VarCharType) type).length();
        int codePoints = value.length() <= length && !(type instanceof CharType) ? value.length() : SliceUtf8.countCodePoints(value);
        if (codePoints > length) {
            target.append(value, 0, SliceUtf8.offsetOfCodePoint(value, length));
        }
        else if (codePoints < length && type instanceof CharType) {
            target.append(Slices.wrappedBuffer((value.toStringUtf8() + " ".repeat(length - codePoints)).getBytes(UTF_8)));
        }
        else {
            target.append(value);
        }
    }
}
