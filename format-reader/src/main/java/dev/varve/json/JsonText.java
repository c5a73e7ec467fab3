package dev.varve.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Prints JSON as Paimon does: files indented by two blanks, with blanks around the colon; values on one line. */
public final class JsonText
{
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build()
            .writer(new DefaultPrettyPrinter().withObjectIndenter(LINES));

    private static final ObjectWriter COMPACT = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build()
            .writer();

    private JsonText() {}

    /**
     * A value on one line and without blanks.
     *
     * @param value a text, number or boolean, or a list or map of such
     */
    public static String compact(Object value)
    {
        try {
            return COMPACT.writeValueAsString(value);
        }
        catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not a JSON value: " + value, e);
        }
    }

    /**
     * @param document the members in order; values are texts, numbers, booleans, and lists and maps of such
     */
    public static byte[] print(Map<String, ?> document)
    {
        try {
            return WRITER.writeValueAsString(document).getBytes(UTF_8);
        }
        catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not a JSON document: " + document, e);
        }
    }
}
