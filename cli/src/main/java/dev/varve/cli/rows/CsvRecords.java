package dev.varve.cli.rows;

import dev.varve.error.VarveException;
import dev.varve.schema.TableSchema;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Comma-separated values (RFC 4180) under a line of column names. A field without quotes that is empty is null, one of empty quotes is the
 * empty text. Nested values are JSON. Blank lines are passed over.
 */
public final class CsvRecords
        implements RowInput
{
    private static final int ROW_KIND = -1;

    private final LineInput lines;
    private final RowColumns columns;
    /** For each field of a record the column that it belongs to, or {@link #ROW_KIND}. */
    private int[] header;

    private CsvRecords(LineInput lines, RowColumns columns)
    {
        this.lines = lines;
        this.columns = columns;
    }

    /**
     * @param name of the input, for messages
     * @param stream of UTF-8 text; closed with the result
     */
    public static CsvRecords open(TableSchema schema, String name, InputStream stream)
    {
        return new CsvRecords(new LineInput(name, stream), new RowColumns(schema));
    }

    /**
     * @param text without its quotes
     */
    private record CsvField(String text, boolean quoted) {}

    @Override
    public Optional<ParsedRows> next(int maxRows)
            throws IOException
    {
        if (!readHeader()) {
            return Optional.empty();
        }
        columns.begin(maxRows);
        int rows = 0;
        while (rows < maxRows && (rows == 0 || lines.ready())) {
            Optional<List<CsvField>> record = record();
            if (record.isEmpty()) {
                break;
            }
            read(record.get());
            rows++;
        }
        return rows == 0 ? Optional.empty() : Optional.of(columns.build());
    }

    /** False if there is none, as the input is empty. */
    private boolean readHeader()
            throws IOException
    {
        if (header != null) {
            return true;
        }
        Optional<List<CsvField>> names = record();
        if (names.isEmpty()) {
            return false;
        }
        header = new int[names.get().size()];
        HashSet<String> seen = new HashSet<>();
        for (int i = 0; i < header.length; i++) {
            String name = names.get().get(i).text();
            header[i] = columns.isKind(name) ? ROW_KIND : columns.index(name);
            if (header[i] < 0 && !columns.isKind(name)) {
                throw lines.wrong("the table has no column '" + ValueReader.abbreviated(name) + "', only " + columns.names() + "; the first line names the columns");
            }
            if (!seen.add(name)) {
                throw lines.wrong("column '" + name + "' occurs twice");
            }
        }
        return true;
    }

    private void read(List<CsvField> record)
    {
        if (record.size() != header.length) {
            throw lines.wrong("the record has " + record.size() + " fields, but the first line " + header.length);
        }
        columns.beginRow();
        for (int i = 0; i < header.length; i++) {
            CsvField field = record.get(i);
            if (field.text().isEmpty() && !field.quoted()) {
                continue;
            }
            try {
                if (header[i] == ROW_KIND) {
                    columns.kind(field.text());
                }
                else {
                    columns.reader(header[i]).readText(field.text(), columns.target(header[i]));
                }
            }
            catch (ValueException e) {
                throw RowColumns.wrong(lines, header[i] == ROW_KIND ? RowColumns.ROW_KIND : columns.name(header[i]), e.getMessage());
            }
        }
        columns.endRow(lines);
    }

    /** The fields of the next record that is not blank; empty at the end. */
    private Optional<List<CsvField>> record()
            throws IOException
    {
        do {
            if (!lines.next()) {
                return Optional.empty();
            }
        }
        while (lines.isBlank());
        long first = lines.line();
        while (insideQuotes()) {
            if (!lines.extend()) {
                throw VarveException.invalid("Line " + first + " of " + lines.name() + ": a closing quote is missing");
            }
        }
        return Optional.of(fields(new String(lines.buffer(), lines.start(), lines.length(), UTF_8)));
    }

    /** Whether the record goes on in the next line: in a pair of quotes, doubled ones are two. */
    private boolean insideQuotes()
    {
        boolean inside = false;
        byte[] buffer = lines.buffer();
        int end = lines.start() + lines.length();
        for (int i = lines.start(); i < end; i++) {
            inside ^= buffer[i] == '"';
        }
        return inside;
    }

    private List<CsvField> fields(String record)
    {
        List<CsvField> fields = new ArrayList<>();
        int position = 0;
        while (true) {
            if (position < record.length() && record.charAt(position) == '"') {
                StringBuilder text = new StringBuilder();
                position = quoted(record, position + 1, text);
                fields.add(new CsvField(text.toString(), true));
                if (position < record.length() && record.charAt(position) != ',') {
                    throw lines.wrong("field " + fields.size() + " goes on after its closing quote");
                }
            }
            else {
                int comma = record.indexOf(',', position);
                int end = comma < 0 ? record.length() : comma;
                String text = record.substring(position, end);
                if (text.indexOf('"') >= 0) {
                    throw lines.wrong("field " + (fields.size() + 1) + " has a quote inside, but does not begin with one");
                }
                fields.add(new CsvField(text, false));
                position = end;
            }
            if (position >= record.length()) {
                return fields;
            }
            position++;
        }
    }

    /** Reads up to the closing quote; returns the position after it. */
    private int quoted(String record, int from, StringBuilder text)
    {
        int position = from;
        while (true) {
            int quote = record.indexOf('"', position);
            if (quote < 0) {
                throw lines.wrong("a closing quote is missing");
            }
            text.append(record, position, quote);
            position = quote + 1;
            if (position >= record.length() || record.charAt(position) != '"') {
                return position;
            }
            text.append('"');
            position++;
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
        // The names of the columns are before that.
        if (readHeader() && position.offset() > lines.position().offset()) {
            lines.skipTo(position);
        }
    }

    @Override
    public void close()
            throws IOException
    {
        lines.close();
    }
}
