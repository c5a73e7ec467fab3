package dev.varve.cli.rows;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.RowColumn;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.evolution.ColumnCast;
import dev.varve.schema.TableSchema;
import dev.varve.schema.TypeText;
import dev.varve.type.DataType;
import dev.varve.type.VarCharType;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestRowInput
{
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);

    @DataProvider
    public Object[][] values()
    {
        return new Object[][] {
                {"BOOLEAN", "true", "true"},
                {"TINYINT", "-128", "-128"},
                {"SMALLINT", "32767", "32767"},
                {"INT", "1.0", "1"},
                {"INT", "\"7\"", "7"},
                {"BIGINT", "-9223372036854775808", "-9223372036854775808"},
                {"BIGINT", "1e3", "1000"},
                {"FLOAT", "1.5", "1.5"},
                {"FLOAT", "\"NaN\"", "NaN"},
                {"DOUBLE", "2.0E23", "2.0E23"},
                {"DOUBLE", "\"-Infinity\"", "-Infinity"},
                {"DOUBLE", "-0.0", "-0.0"},
                {"DECIMAL(10, 2)", "\"12.50\"", "12.50"},
                {"DECIMAL(10, 2)", "12.5", "12.50"},
                {"DECIMAL(10, 2)", "-3", "-3.00"},
                {"DECIMAL(38, 10)", "\"1234567890123456789012345678.0123456789\"", "1234567890123456789012345678.0123456789"},
                {"CHAR(3)", "\"ab\"", "ab"},
                {"VARCHAR(2)", "\"\\ud83d\\ude00b\"", "\ud83d\ude00b"},
                {"STRING", "\"a\\\"b\\u0001\"", "a\"b\u0001"},
                {"DATE", "\"2024-01-31\"", "2024-01-31"},
                {"DATE", "\"2024-1-3\"", "2024-01-03"},
                {"TIME(3)", "\"12:34:56.789000000\"", "12:34:56.789"},
                {"TIME(0)", "\"1:02\"", "01:02:00"},
                {"TIMESTAMP(3)", "\"2024-01-31T12:34:56.789000000\"", "2024-01-31 12:34:56.789"},
                {"TIMESTAMP(6)", "\"1960-01-31 12:34\"", "1960-01-31 12:34:00.000000"},
                {"TIMESTAMP(6)", "\"2024-01-31\"", "2024-01-31 00:00:00.000000"},
                {"TIMESTAMP(9)", "\"2024-01-31T12:34:56.123456789\"", "2024-01-31 12:34:56.123456789"},
                {"ARRAY<INT>", "[1,null,3]", "[1, null, 3]"},
                {"MAP<STRING, INT>", "[[\"a\",1],[\"b\",null]]", "{a -> 1, b -> null}"},
                {"MAP<INT, INT>", "{\"7\":1}", "{7 -> 1}"},
                {"ROW<a INT, b ROW<c STRING>>", "{\"b\":{\"c\":\"x\"}}", "{null, {x}}"},
                {"ARRAY<MAP<INT, ARRAY<STRING>>>", "[[[1,[\"a\"]]],[]]", "[{1 -> [a]}, {}]"},
        };
    }

    /** The value and the dictionary, in hexadecimal digits, that Paimon 1.4.2 makes of the same JSON. */
    @DataProvider
    public Object[][] variants()
    {
        return new Object[][] {
                {"1", "0c01", "010000"},
                {"-129", "107fff", "010000"},
                {"100000000000", "1800e8764817000000", "010000"},
                {"9223372036854775808", "280000000000000000800000000000000000", "010000"},
                {"1.50", "200296000000", "010000"},
                {"1e3", "1c0000000000408f40", "010000"},
                {"123456789012345678901234567890123456789", "1c800558693a38d747", "010000"},
                {"true", "04", "010000"},
                {"[]", "030000", "010000"},
                {"{}", "020000", "010000"},
                {"{\"a\":1}", "0201000002" + "0c01", "0101000161"},
                {"[1,\"x\",null]", "0303000204050c01057800", "010000"},
        };
    }

    @Test(dataProvider = "variants")
    public void readsVariants(String json, String value, String names)
            throws IOException
    {
        String text = "\"" + json.replace("\"", "\\\"") + "\"";
        TableSchema table = table("c VARIANT");
        for (String line : List.of("{\"c\":" + json + "}", "{\"c\":" + text + "}")) {
            RowColumn column = (RowColumn) JsonLines.open(table, "in", stream(line)).next(1).orElseThrow().rows().column(0).flatten();
            assertThat(hex(column.field(0))).isEqualTo(value);
            assertThat(hex(column.field(1))).isEqualTo(names);
        }
        RowColumn csv = (RowColumn) CsvRecords.open(table, "in", stream("c\n\"" + json.replace("\"", "\"\"") + "\"\n")).next(1).orElseThrow().rows().column(0).flatten();
        assertThat(hex(csv.field(0))).isEqualTo(value);
    }

    private static String hex(Column column)
    {
        return HexFormat.of().formatHex(((BytesColumn) column.flatten()).value(0).getBytes());
    }

    @Test(dataProvider = "values")
    public void readsValuesFromJson(String type, String json, String expected)
            throws IOException
    {
        assertThat(read(true, table("c " + type), stream("{\"c\":" + json + "}\n{\"c\":null}\n{}"), "c")).containsExactly(expected, null, null);
    }

    @Test(dataProvider = "values")
    public void readsTheSameValuesFromCsv(String type, String json, String expected)
            throws IOException
    {
        String unquoted = json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
        String text = json.contains("\\") ? expected : unquoted;
        assertThat(read(false, table("c " + type, "d INT"), stream("c,d\n\"" + text.replace("\"", "\"\"") + "\",1\n,2"), "c")).containsExactly(expected, null);
    }

    @Test
    public void readsInstantsAndBinaries()
            throws IOException
    {
        TableSchema schema = table("t TIMESTAMP(9) WITH LOCAL TIME ZONE", "b BYTES");
        ParsedRows rows = JsonLines.open(schema, "in", stream("{\"t\":\"2024-01-31T14:00:00.000000001+02:00\",\"b\":\"0x0aFF\"}")).next(10).orElseThrow();
        assertThat(ColumnCast.of("t", schema.column("t").type(), TypeText.parse("TIMESTAMP(9)")).apply(rows.rows().column(0)).isNull(0)).isFalse();
        assertThat(((Fixed12Column) rows.rows().column(0)).epochMicros(0)).isEqualTo(1_706_702_400_000_000L);
        assertThat(((Fixed12Column) rows.rows().column(0)).picosOfMicro(0)).isEqualTo(1_000);
        assertThat(((BytesColumn) rows.rows().column(1)).value(0).getBytes()).containsExactly(0x0a, 0xff);
    }

    @Test
    public void readsRowKinds()
            throws IOException
    {
        String input = "{\"c\":1}\n{\"_row_kind\":\"-U\",\"c\":1}\n{\"c\":2,\"_row_kind\":\"+U\"}\n{\"c\":2,\"_row_kind\":\"-D\"}\n";
        ParsedRows rows = JsonLines.open(table("c INT"), "in", stream(input)).next(10).orElseThrow();
        assertThat(rows.kinds().orElseThrow().values()).startsWith(0, 1, 2, 3);
        assertThat(CsvRecords.open(table("c INT"), "in", stream("_row_kind,c\n-D,1\n,2\n")).next(10).orElseThrow().kinds().orElseThrow().values()).startsWith(3, 0);
        assertThat(JsonLines.open(table("c INT"), "in", stream("{\"c\":1}")).next(10).orElseThrow().kinds()).isEmpty();
    }

    @DataProvider
    public Object[][] wrong()
    {
        return new Object[][] {
                {"{\"id\":1", "Line 2 of in, character 8: it is no JSON"},
                {"{\"id\":NaN}", "it is no JSON: Non-standard token 'NaN', which must stand in quotes"},
                {"[1]", "Line 2 of in: a JSON object is expected"},
                {"{\"id\":1} {\"id\":2}", "Line 2 of in: there is more after the object"},
                {"{\"id\":1,\"x\":2}", "Line 2 of in: column 'x': the table has no such column, only [id, "},
                {"{\"id\":1,\"id\":2}", "Line 2 of in: column 'id': it occurs twice"},
                {"{\"v\":\"a\"}", "Line 2 of in: column 'id': it is missing, but BIGINT NOT NULL"},
                {"{\"id\":null}", "Line 2 of in: column 'id': it is null, but the type is BIGINT NOT NULL"},
                {"{\"id\":1.5}", "Line 2 of in: column 'id': 1.5 is no whole number in the range of BIGINT"},
                {"{\"id\":99999999999999999999}", "column 'id': 99999999999999999999 is no whole number in the range of BIGINT"},
                {"{\"id\":1e999999999}", "column 'id': 1e999999999 is out of the range of BIGINT"},
                {"{\"id\":true}", "column 'id': it is true, expected for BIGINT NOT NULL is a number"},
                {"{\"id\":1,\"v\":\"toolong\"}", "column 'v': 'toolong' is longer than VARCHAR(3)"},
                {"{\"id\":1,\"v\":5}", "column 'v': it is 5, expected for VARCHAR(3) is a text in quotes"},
                {"{\"id\":1,\"v\":\"a\\ud800\"}", "column 'v': the text has half a character (U+D800) at position 2"},
                {"{\"id\":1,\"d\":\"1.234\"}", "column 'd': 1.234 has more than the 2 fractional digits of DECIMAL(5, 2)"},
                {"{\"id\":1,\"d\":12345}", "column 'd': 12345 is out of the range of DECIMAL(5, 2)"},
                {"{\"id\":1,\"t\":\"2024-02-30T00:00:00\"}", "column 't': '2024-02-30T00:00:00' is no date"},
                {"{\"id\":1,\"t\":\"2024-02-03T00:00:00.1234\"}", "column 't': '2024-02-03T00:00:00.1234' has more than 3 fractional digits"},
                {"{\"id\":1,\"r\":{\"b\":1}}", "column 'r': the row has no member 'b', only [a]"},
                {"{\"id\":1,\"r\":{\"a\":\"x\"}}", "column 'r': member 'a': 'x' is no whole number"},
                {"{\"id\":1,\"m\":[[\"a\",1],[\"a\",2]]}", "column 'm': key 'a' occurs twice"},
                {"{\"id\":1,\"m\":[[\"a\"]]}", "column 'm': an entry is no [key,value]"},
                {"{\"id\":1,\"m\":[[null,1]]}", "column 'm': it is null, but the type is STRING NOT NULL"},
                {"{\"id\":1,\"_row_kind\":\"I\"}", "column '_row_kind': 'I' is no row kind: +I, -U, +U or -D"},
        };
    }

    @Test(dataProvider = "wrong")
    public void namesTheLineAndTheColumn(String line, String message)
    {
        TableSchema schema = table("id BIGINT NOT NULL", "v VARCHAR(3)", "d DECIMAL(5, 2)", "t TIMESTAMP(3)", "r ROW<a INT>", "m MAP<STRING, INT>");
        assertThatThrownBy(() -> JsonLines.open(schema, "in", stream("{\"id\":0}\n" + line + "\n{\"id\":3}\n")).next(10))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
                .hasMessageContaining(message);
    }

    @DataProvider
    public Object[][] wrongCsv()
    {
        return new Object[][] {
                {"a,b\n1,x,2\n", "Line 2 of in: the record has 3 fields, but the first line 2"},
                {"a,z\n", "Line 1 of in: the table has no column 'z'"},
                {"a,a\n", "Line 1 of in: column 'a' occurs twice"},
                {"a,b\n1,\"x\n", "Line 2 of in: a closing quote is missing"},
                {"a,b\n1,x\"y\"\n", "field 2 has a quote inside"},
                {"a,b\n1,\"x\"y\n", "field 2 goes on after its closing quote"},
                {"a,b\n1,x\n\n2y,\n", "Line 4 of in: column 'a': '2y' is no whole number"},
                {"b\nx\n", "Line 2 of in: column 'a': it is missing"},
        };
    }

    @Test(dataProvider = "wrongCsv")
    public void namesTheLineAndTheFieldOfCsv(String input, String message)
    {
        assertThatThrownBy(() -> CsvRecords.open(table("a INT NOT NULL", "b STRING"), "in", stream(input)).next(10)).hasMessageContaining(message);
    }

    @Test
    public void missingValuesAreTheDefault()
            throws IOException
    {
        TableSchema schema = new NewTable(
                List.of(new NewColumn("c", TypeText.parse("INT NOT NULL"), Optional.empty(), Optional.of("5"))), List.of(), List.of(), Map.of(), Optional.empty()).schema(0);
        assertThat(read(true, schema, stream("{}\n{\"c\":1}"), "c")).containsExactly("5", "1");
        assertThatThrownBy(() -> read(true, schema, stream("{\"c\":null}"), "c")).hasMessageContaining("column 'c': it is null, but the type is INT NOT NULL");
    }

    @Test
    public void readsCsvRecordsOverSeveralLines()
            throws IOException
    {
        String input = "\ufeffb,a\r\n\"one\r\ntwo, \"\"three\"\"\",1\r\n\"\",2\r\nplain,3";
        assertThat(read(false, table("a INT", "b STRING"), slow(input), "b")).containsExactly("one\r\ntwo, \"three\"", "", "plain");
    }

    @Test
    public void anEmptyInputHasNoRows()
            throws IOException
    {
        assertThat(JsonLines.open(table("a INT"), "in", stream("")).next(10)).isEmpty();
        assertThat(JsonLines.open(table("a INT"), "in", stream("\n \n\r\n")).next(10)).isEmpty();
        assertThat(CsvRecords.open(table("a INT"), "in", stream("")).next(10)).isEmpty();
        assertThat(CsvRecords.open(table("a INT"), "in", stream("a\n")).next(10)).isEmpty();
    }

    @DataProvider
    public Object[][] formats()
    {
        return new Object[][] {{true}, {false}};
    }

    /** Wherever reading stops, another reader that skips to there goes on with the next row. */
    @Test(dataProvider = "formats")
    public void goesOnWhereItStopped(boolean json)
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int rows = 2_000;
        StringBuilder input = new StringBuilder(json ? "" : "a,b\n");
        for (int i = 0; i < rows; i++) {
            String text = "x".repeat(random.nextInt(400)) + (random.nextInt(5) == 0 ? "\u00e4\u20ac" : "");
            input.append(json ? "{\"a\":%d,\"b\":\"%s\"}".formatted(i, text) : "%d,\"%s\"".formatted(i, random.nextBoolean() ? text : text + "\n\"\"" + text));
            input.append(random.nextInt(4) == 0 ? "\r\n" : "\n").append(random.nextInt(9) == 0 ? "\n" : "");
        }
        TableSchema schema = table("a INT", "b STRING");
        List<String> read = new ArrayList<>();
        InputPosition position = InputPosition.START;
        while (read.size() < rows) {
            try (RowInput in = open(json, schema, random.nextBoolean() ? slow(input.toString()) : stream(input.toString()))) {
                in.skipTo(position);
                for (int i = random.nextInt(3); i >= 0; i--) {
                    Optional<ParsedRows> batch = in.next(1 + random.nextInt(300));
                    if (batch.isPresent()) {
                        read.addAll(texts(schema, batch.get(), "a"));
                    }
                    position = in.position();
                }
            }
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            expected.add(String.valueOf(i));
        }
        assertThat(read).as("seed %s", seed).isEqualTo(expected);
        assertThat(position.line()).as("seed %s", seed).isEqualTo(input.toString().lines().count());
    }

    @Test
    public void doesNotGoOnInAnotherInput()
            throws IOException
    {
        assertThatThrownBy(() -> JsonLines.open(table("a INT"), "in", stream("{\"a\":1}\n")).skipTo(new InputPosition(5, 100))).hasMessageContaining("in ends before byte 100");
        assertThatThrownBy(() -> JsonLines.open(table("a INT"), "in", stream("{\"a\":1}\n{\"a\":2}\n")).skipTo(new InputPosition(1, 10))).hasMessageContaining("in has no end of a line at byte 10");
        RowInput grown = JsonLines.open(table("a INT"), "in", stream("{\"a\":1}\n{\"a\":2}\n{\"a\":3}"));
        // It had no end of a line before.
        grown.skipTo(new InputPosition(2, 15));
        assertThat(grown.next(10).orElseThrow().rows().size()).isEqualTo(1);
    }

    private static RowInput open(boolean json, TableSchema schema, InputStream stream)
    {
        return json ? JsonLines.open(schema, "in", stream) : CsvRecords.open(schema, "in", stream);
    }

    private static TableSchema table(String... columns)
    {
        List<NewColumn> result = new ArrayList<>();
        for (String column : columns) {
            int blank = column.indexOf(' ');
            result.add(NewColumn.of(column.substring(0, blank), TypeText.parse(column.substring(blank + 1))));
        }
        return new NewTable(result, List.of(), List.of(), Map.of(), Optional.empty()).schema(0);
    }

    /** The values of a column as text. */
    private static List<String> read(boolean json, TableSchema schema, InputStream stream, String column)
            throws IOException
    {
        try (RowInput input = open(json, schema, stream)) {
            List<String> texts = new ArrayList<>();
            for (Optional<ParsedRows> rows = input.next(100); rows.isPresent(); rows = input.next(100)) {
                texts.addAll(texts(schema, rows.get(), column));
            }
            return texts;
        }
    }

    private static List<String> texts(TableSchema schema, ParsedRows rows, String column)
    {
        int index = schema.fields().indexOf(column).orElseThrow();
        Column texts = ColumnCast.of(column, schema.column(column).type(), TEXT).apply(rows.rows().column(index));
        List<String> result = new ArrayList<>();
        for (int i = 0; i < rows.rows().size(); i++) {
            result.add(texts.isNull(i) ? null : ((BytesColumn) texts).value(i).toStringUtf8());
        }
        return result;
    }

    private static InputStream stream(String text)
    {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    /** A stream that returns few bytes at a time, as a pipe does. */
    private static InputStream slow(String text)
    {
        return new ByteArrayInputStream(text.getBytes(UTF_8))
        {
            @Override
            public int read(byte[] buffer, int offset, int length)
            {
                return super.read(buffer, offset, Math.min(length, 7));
            }
        };
    }
}
