package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.column.ColumnBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Nested values that stand as JSON in a text, such as a field of a CSV record. */
final class NestedText
{
    static final JsonFactory JSON = new JsonFactory();

    private NestedText() {}

    static void read(ValueReader reader, String text, ColumnBuilder target)
            throws ValueException
    {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() == null) {
                throw new ValueException("it is empty, expected for " + reader.type() + " is JSON");
            }
            reader.read(json, target);
            JsonToken rest = json.nextToken();
            if (rest != null) {
                throw new ValueException("there is more after the value");
            }
        }
        catch (JsonProcessingException e) {
            throw new ValueException("it is no JSON: " + JsonProblem.of(e));
        }
        catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
