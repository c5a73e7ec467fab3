package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.error.VarveException;
import dev.varve.schema.TableSchema;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A JSON object per line, whose keys are names of columns. Blank lines are passed over. */
public final class JsonLines
        implements RowInput
{
    private final LineInput lines;
    private final RowColumns columns;
    private final JsonFactory json = NestedText.JSON;

    private JsonLines(LineInput lines, RowColumns columns)
    {
        this.lines = lines;
        this.columns = columns;
    }

    /**
     * @param name of the input, for messages
     * @param stream of UTF-8 text; closed with the result
     */
    public static JsonLines open(TableSchema schema, String name, InputStream stream)
    {
        return new JsonLines(new LineInput(name, stream), new RowColumns(schema));
    }

    @Override
    public Optional<ParsedRows> next(int maxRows)
            throws IOException
    {
        columns.begin(maxRows);
        int rows = 0;
        while (rows < maxRows && (rows == 0 || lines.ready()) && lines.next()) {
            if (!lines.isBlank()) {
                read();
                rows++;
            }
        }
        return rows == 0 ? Optional.empty() : Optional.of(columns.build());
    }

    private void read()
            throws IOException
    {
        columns.beginRow();
        try (JsonParser parser = json.createParser(lines.buffer(), lines.start(), lines.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw lines.wrong("a JSON object is expected");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                readColumn(parser);
            }
            if (parser.nextToken() != null) {
                throw lines.wrong("there is more after the object");
            }
        }
        catch (JsonProcessingException e) {
            throw new VarveException(
                    VarveException.Kind.INVALID_REQUEST,
                    "Line %d of %s, character %d: it is no JSON: %s".formatted(lines.line(), lines.name(), e.getLocation() == null ? 1 : e.getLocation().getColumnNr(), JsonProblem.of(e)),
                    e);
        }
        columns.endRow(lines);
    }

    private void readColumn(JsonParser parser)
            throws IOException
    {
        String name = parser.currentName();
        parser.nextToken();
        try {
            if (columns.isKind(name)) {
                columns.kind(parser.getText());
                return;
            }
            if (columns.isIgnored(name)) {
                parser.skipChildren();
                return;
            }
            int index = columns.index(name);
            if (index < 0) {
                throw new ValueException("the table has no such column, only " + columns.names());
            }
            columns.reader(index).read(parser, columns.target(index));
        }
        catch (ValueException e) {
            throw RowColumns.wrong(lines, ValueReader.abbreviated(name), e.getMessage());
        }
    }

    @Override
    public InputPosition position()
    {
        return lines.position();
    }

    @Override
    public void skipTo(InputPosition position)
            throws IOException
    {
        lines.skipTo(position);
    }

    @Override
    public void close()
            throws IOException
    {
        lines.close();
    }
}
