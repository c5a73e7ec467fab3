package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.column.ColumnBuilder;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;

import java.io.IOException;

/** Appends values of one type to columns. Immutable. */
abstract class ValueReader
{
    private final DataType type;

    ValueReader(DataType type)
    {
        this.type = type;
    }

    static ValueReader of(DataType type)
    {
        if (type instanceof ArrayType || type instanceof VectorType) {
            return new ArrayReader(type);
        }
        if (type instanceof MapType || type instanceof MultisetType) {
            return new MapReader(type);
        }
        if (type instanceof RowType row) {
            return new MembersReader(row);
        }
        if (type instanceof VariantType) {
            return new VariantReader(type);
        }
        if (type instanceof TinyIntType || type instanceof SmallIntType || type instanceof IntType || type instanceof BigIntType) {
            return new IntegerReader(type);
        }
        return new ScalarReader(type);
    }

    final DataType type()
    {
        return type;
    }

    /** Appends the value whose first token is the current one, which then is its last. */
    final void read(JsonParser json, ColumnBuilder target)
            throws IOException, ValueException
    {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            readNull(target);
        }
        else {
            readValue(json, target);
        }
    }

    final void readNull(ColumnBuilder target)
            throws ValueException
    {
        if (!type.nullable()) {
            throw new ValueException("it is null, but the type is " + type);
        }
        target.appendNull();
    }

    abstract void readValue(JsonParser json, ColumnBuilder target)
            throws IOException, ValueException;

    /** Appends the value that a text stands for that is in no JSON. */
    abstract void readText(String text, ColumnBuilder target)
            throws ValueException;

    final ValueException unexpected(JsonParser json, String expected)
            throws IOException
    {
        JsonToken token = json.currentToken();
        String found = token == JsonToken.START_OBJECT ? "an object" : token == JsonToken.START_ARRAY ? "an array" : json.getText();
        return new ValueException("it is " + abbreviated(found) + ", expected for " + type + " is " + expected);
    }

    static String abbreviated(String text)
    {
        int limit = 100;
        return text.length() <= limit ? text : text.substring(0, limit) + "…";
    }
}
