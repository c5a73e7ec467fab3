package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.column.BytesBuilder;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.row.VariantBytes;
import dev.varve.row.VariantBytes.Names;
import dev.varve.type.DataType;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * VARIANT: a text that holds JSON, or JSON that is no text. Numbers become what Paimon makes of them: a whole number that fits into 64 bits,
 * a decimal of up to 38 digits if there is no exponent, a double otherwise.
 */
final class VariantReader
        extends ValueReader
{
    private static final int MAX_DECIMAL_DIGITS = 38;

    VariantReader(DataType type)
    {
        super(type);
    }

    @Override
    void readValue(JsonParser json, ColumnBuilder target)
            throws IOException, ValueException
    {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            readText(json.getText(), target);
            return;
        }
        Names names = Names.empty();
        append(value(json, names), names, target);
    }

    @Override
    void readText(String text, ColumnBuilder target)
            throws ValueException
    {
        try (JsonParser json = NestedText.JSON.createParser(text)) {
            if (json.nextToken() == null) {
                throw new ValueException("it is empty, expected for " + type() + " is JSON");
            }
            Names names = Names.empty();
            byte[] value = value(json, names);
            if (json.nextToken() != null) {
                throw new ValueException("there is more after the value");
            }
            append(value, names, target);
        }
        catch (JsonProcessingException e) {
            throw new ValueException("the text '" + abbreviated(text) + "' is no JSON, which a text of type " + type() + " must hold; one that is only text has quotes of its own: \"\\\"text\\\"\"");
        }
        catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(byte[] value, Names names, ColumnBuilder target)
    {
        RowBuilder row = (RowBuilder) target;
        ((BytesBuilder) row.field(0)).append(value, 0, value.length);
        byte[] metadata = names.toBytes();
        ((BytesBuilder) row.field(1)).append(metadata, 0, metadata.length);
        row.endValue();
    }

    private static byte[] value(JsonParser json, Names names)
            throws IOException, ValueException
    {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json, names);
            case START_ARRAY -> array(json, names);
            case VALUE_STRING -> VariantBytes.ofText(Slices.utf8Slice(json.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json);
            case VALUE_TRUE -> VariantBytes.of(true);
            case VALUE_FALSE -> VariantBytes.of(false);
            default -> VariantBytes.ofNull();
        };
    }

    private static byte[] object(JsonParser json, Names names)
            throws IOException, ValueException
    {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            names.id(name);
            json.nextToken();
            if (fields.put(name, value(json, names)) != null) {
                throw new ValueException("field '" + abbreviated(name) + "' occurs twice in an object");
            }
        }
        return VariantBytes.ofObject(fields, names);
    }

    private static byte[] array(JsonParser json, Names names)
            throws IOException, ValueException
    {
        List<byte[]> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(json, names));
        }
        return VariantBytes.ofArray(elements);
    }

    private static byte[] number(JsonParser json)
            throws IOException, ValueException
    {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return VariantBytes.of(json.getLongValue());
        }
        String text = json.getText();
        if (text.indexOf('e') < 0 && text.indexOf('E') < 0) {
            BigDecimal decimal = new BigDecimal(text);
            if (decimal.precision() <= MAX_DECIMAL_DIGITS && decimal.scale() <= MAX_DECIMAL_DIGITS) {
                return VariantBytes.of(decimal);
            }
        }
        double value = json.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw new ValueException(abbreviated(text) + " is out of the range of DOUBLE");
        }
        return VariantBytes.of(value);
    }
}
