package dev.varve.evolution;

import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;

import java.util.Optional;

/** Finds the conversion between two types of which at least one is not nested. */
final class ScalarConversions
{
    private ScalarConversions() {}

    /** Empty if the format defines none. */
    static Optional<Conversion> find(String column, DataType from, DataType to)
    {
        if (isText(from)) {
            return fromText(column, from, to);
        }
        if (isText(to)) {
            return TextConversions.toText(column, from, to);
        }
        if (isNumber(from)) {
            return fromNumber(column, from, to);
        }
        if (from instanceof BooleanType) {
            return isNumber(to) ? Optional.of(new ValueConversion(column, from, to, NumberConversions.fromBoolean(to))) : Optional.empty();
        }
        if (isBinary(from)) {
            return isBinary(to) ? Optional.of(TextConversions.fitBinary(to)) : Optional.empty();
        }
        return TimeConversions.find(column, from, to);
    }

    private static Optional<Conversion> fromText(String column, DataType from, DataType to)
    {
        if (isText(to)) {
            return Optional.of(TextConversions.fitText(to));
        }
        if (isBinary(to)) {
            return Optional.of(TextConversions.fitBinary(to));
        }
        if (to instanceof ArrayType array) {
            return Optional.of(NestedText.toArray(column, from, array));
        }
        if (to instanceof MapType map) {
            return Optional.of(NestedText.toMap(column, from, map));
        }
        if (to instanceof RowType row) {
            return Optional.of(NestedText.toRow(column, from, row));
        }
        return TextParser.of(to).map(parser -> new ValueConversion(column, from, to, (source, position, target) ->
                parser.parse(TextConversions.text(source, position), target)));
    }

    private static Optional<Conversion> fromNumber(String column, DataType from, DataType to)
    {
        if (to instanceof TimestampType || to instanceof LocalZonedTimestampType) {
            return TimeConversions.find(column, from, to);
        }
        if (to instanceof BooleanType) {
            return isInteger(from) ? Optional.of(NumberConversions.toBoolean()) : Optional.empty();
        }
        if (!isNumber(to)) {
            return Optional.empty();
        }
        if (from instanceof DecimalType decimal) {
            return Optional.of(new ValueConversion(column, from, to, NumberConversions.fromDecimal(decimal, to)));
        }
        if (to instanceof DecimalType decimal) {
            return Optional.of(new ValueConversion(column, from, to, NumberConversions.toDecimal(from, decimal)));
        }
        return Optional.of(NumberConversions.primitive(from, to));
    }

    static boolean isText(DataType type)
    {
        return type instanceof CharType || type instanceof VarCharType;
    }

    static boolean isBinary(DataType type)
    {
        return type instanceof BinaryType || type instanceof VarBinaryType;
    }

    static boolean isInteger(DataType type)
    {
        return type instanceof TinyIntType || type instanceof SmallIntType || type instanceof IntType || type instanceof BigIntType;
    }

    static boolean isNumber(DataType type)
    {
        return isInteger(type) || type instanceof FloatType || type instanceof DoubleType || type instanceof DecimalType;
    }
}
