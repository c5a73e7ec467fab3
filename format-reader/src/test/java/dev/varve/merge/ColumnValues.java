package dev.varve.merge;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;

/** Reads single values of columns, for assertions. */
final class ColumnValues
{
    private ColumnValues() {}

    static Object literal(DataType type, Column column, int position)
    {
        Column flat = column.flatten();
        if (flat.isNull(position)) {
            return null;
        }
        if (type instanceof BigIntType) {
            return ((LongColumn) flat).values()[position];
        }
        if (type instanceof IntType) {
            return (long) ((IntColumn) flat).values()[position];
        }
        if (type instanceof TinyIntType) {
            return (long) ((ByteColumn) flat).values()[position];
        }
        if (type instanceof VarCharType) {
            return ((BytesColumn) flat).value(position);
        }
        throw new IllegalArgumentException("Not a type of these tests: " + type);
    }
}
