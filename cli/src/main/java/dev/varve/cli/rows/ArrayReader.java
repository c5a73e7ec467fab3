package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.column.ArrayBuilder;
import dev.varve.column.ColumnBuilder;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.VectorType;

import java.io.IOException;

/** ARRAY and VECTOR: a JSON array. */
final class ArrayReader
        extends ValueReader
{
    private final ValueReader element;

    ArrayReader(DataType type)
    {
        super(type);
        element = ValueReader.of(type instanceof ArrayType array ? array.element() : ((VectorType) type).element().withNullable(false));
    }

    @Override
    void readValue(JsonParser json, ColumnBuilder target)
            throws IOException, ValueException
    {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw unexpected(json, "an array");
        }
        ArrayBuilder array = (ArrayBuilder) target;
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            element.read(json, array.elements());
            count++;
        }
        if (type() instanceof VectorType vector && count != vector.length()) {
            throw new ValueException("it has " + count + " elements, but the type is " + vector);
        }
        array.endValue();
    }

    @Override
    void readText(String text, ColumnBuilder target)
            throws ValueException
    {
        NestedText.read(this, text, target);
    }
}
