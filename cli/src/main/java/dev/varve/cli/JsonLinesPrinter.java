package dev.varve.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.trino.cli.OutputPrinter;
import io.trino.client.Row;
import io.trino.client.RowField;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Prints each row as a JSON object on a line of its own.
 *
 * <p>Trino's shell has such a printer, but it fails on arrays, maps and rows. Maps become objects, varbinary becomes
 * hexadecimal text, and types that JSON does not have (dates, timestamps, intervals, decimals) the text that Trino gives them.
 */
final class JsonLinesPrinter
        implements OutputPrinter
{
    private final List<String> columns;
    private final Writer out;
    private final JsonGenerator json;

    JsonLinesPrinter(List<String> columns, Writer out)
            throws IOException
    {
        this.columns = List.copyOf(columns);
        this.out = out;
        json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    @Override
    public void printRows(List<List<?>> rows, boolean complete)
            throws IOException
    {
        for (List<?> row : rows) {
            json.writeStartObject();
            for (int channel = 0; channel < columns.size(); channel++) {
                json.writeFieldName(columns.get(channel));
                writeValue(json, row.get(channel));
            }
            json.writeEndObject();
            json.writeRaw('\n');
        }
        json.flush();
    }

    @Override
    public void finish()
            throws IOException
    {
        json.close();
        out.flush();
    }

    private static void writeValue(JsonGenerator json, Object value)
            throws IOException
    {
        switch (value) {
            case null -> json.writeNull();
            case Boolean bool -> json.writeBoolean(bool);
            case Byte number -> json.writeNumber(number.intValue());
            case Short number -> json.writeNumber(number.intValue());
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case BigInteger number -> json.writeNumber(number);
            case BigDecimal number -> json.writeNumber(number.toPlainString());
            case Float number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case byte[] bytes -> json.writeString(HexFormat.of().formatHex(bytes));
            case List<?> elements -> {
                json.writeStartArray();
                for (Object element : elements) {
                    writeValue(json, element);
                }
                json.writeEndArray();
            }
            case Map<?, ?> entries -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : entries.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    writeValue(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case Row row -> {
                json.writeStartObject();
                for (RowField field : row.getFields()) {
                    json.writeFieldName(field.getName().orElseGet(() -> "field" + field.getOrdinal()));
                    writeValue(json, field.getValue());
                }
                json.writeEndObject();
            }
            default -> json.writeString(value.toString());
        }
    }
}
