package dev.varve.schema;

import dev.varve.error.VarveException;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Parses the SQL text of a type, such as {@code DECIMAL(10, 2) NOT NULL} or {@code ARRAY<ROW<a INT, `b c` STRING>>}.
 * Keywords are case-insensitive, white space is free. Members of inline rows get the ids 0, 1, 2 and so on, nested ones
 * first.
 */
public final class TypeText
{
    /** How deep types may nest; deeper ones are rejected. */
    public static final int MAX_NESTING = 100;

    private static final int DEFAULT_DECIMAL_PRECISION = 10;
    private static final int DEFAULT_TIMESTAMP_PRECISION = 6;

    private static final char END = '\0';

    private final String text;
    private int position;
    private int nextId;
    /** Types around the current one, plus all suffixes so far. */
    private int depth;

    private TypeText(String text)
    {
        this.text = text;
    }

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE for a type that is not known, CORRUPT_TABLE for text that is no type
     */
    public static DataType parse(String text)
    {
        TypeText parser = new TypeText(text);
        try {
            DataType type = parser.type();
            if (parser.peek() != END) {
                throw parser.malformed("unexpected '" + parser.text.substring(parser.position) + "'");
            }
            return type;
        }
        catch (IllegalArgumentException e) {
            throw VarveException.corrupt("'" + abbreviated(text) + "' is not a type: " + e.getMessage(), e);
        }
    }

    private DataType type()
    {
        nest();
        DataType type = nullability(simpleType());
        depth--;
        while (true) {
            if (accept("ARRAY")) {
                type = nullability(new ArrayType(type, true));
            }
            else if (accept("MULTISET")) {
                type = nullability(new MultisetType(type, true));
            }
            else {
                return type;
            }
            nest();
        }
    }

    private void nest()
    {
        if (++depth > MAX_NESTING) {
            throw malformed("it nests deeper than " + MAX_NESTING + " levels");
        }
    }

    private DataType nullability(DataType type)
    {
        if (accept("NOT")) {
            expect("NULL");
            return type.withNullable(false);
        }
        accept("NULL");
        return type;
    }

    private DataType simpleType()
    {
        String name = word();
        switch (name.toUpperCase(Locale.ROOT)) {
            case "CHAR":
                return new CharType(parameter(1), true);
            case "VARCHAR":
                return new VarCharType(parameter(1), true);
            case "STRING":
                return new VarCharType(VarCharType.UNBOUNDED, true);
            case "BOOLEAN":
                return new BooleanType(true);
            case "BINARY":
                return new BinaryType(parameter(1), true);
            case "VARBINARY":
                return new VarBinaryType(parameter(1), true);
            case "BYTES":
                return new VarBinaryType(VarBinaryType.UNBOUNDED, true);
            case "DECIMAL":
            case "NUMERIC":
            case "DEC":
                return decimal();
            case "TINYINT":
                return new TinyIntType(true);
            case "SMALLINT":
                return new SmallIntType(true);
            case "INT":
            case "INTEGER":
                return new IntType(true);
            case "BIGINT":
                return new BigIntType(true);
            case "FLOAT":
                return new FloatType(true);
            case "DOUBLE":
                accept("PRECISION");
                return new DoubleType(true);
            case "DATE":
                return new DateType(true);
            case "TIME":
                return time();
            case "TIMESTAMP":
                return timestamp();
            case "TIMESTAMP_LTZ":
                return new LocalZonedTimestampType(parameter(DEFAULT_TIMESTAMP_PRECISION), true);
            case "VARIANT":
                return new VariantType(true);
            case "BLOB":
                return new BlobType(true);
            case "ARRAY":
                return new ArrayType(onlyArgument(), true);
            case "MULTISET":
                return new MultisetType(onlyArgument(), true);
            case "MAP":
                return map();
            case "VECTOR":
                return vector();
            case "ROW":
                return row();
            default:
                throw VarveException.unsupported("Type '" + abbreviated(name) + "' is not known");
        }
    }

    private DecimalType decimal()
    {
        if (!accept('(')) {
            return new DecimalType(DEFAULT_DECIMAL_PRECISION, 0, true);
        }
        int precision = number();
        int scale = accept(',') ? number() : 0;
        expect(')');
        return new DecimalType(precision, scale, true);
    }

    private TimeType time()
    {
        int precision = parameter(0);
        withoutTimeZone();
        return new TimeType(precision, true);
    }

    private DataType timestamp()
    {
        int precision = parameter(DEFAULT_TIMESTAMP_PRECISION);
        if (accept("WITH")) {
            expect("LOCAL");
            expect("TIME");
            expect("ZONE");
            return new LocalZonedTimestampType(precision, true);
        }
        withoutTimeZone();
        return new TimestampType(precision, true);
    }

    private void withoutTimeZone()
    {
        if (accept("WITHOUT")) {
            expect("TIME");
            expect("ZONE");
        }
    }

    private DataType onlyArgument()
    {
        expect('<');
        DataType argument = type();
        expect('>');
        return argument;
    }

    private MapType map()
    {
        expect('<');
        DataType key = type();
        expect(',');
        DataType value = type();
        expect('>');
        return new MapType(key, value, true);
    }

    private VectorType vector()
    {
        expect('<');
        DataType element = type();
        expect(',');
        int length = number();
        expect('>');
        return new VectorType(element, length, true);
    }

    private RowType row()
    {
        char close = accept('(') ? ')' : '>';
        if (close == '>') {
            expect('<');
        }
        List<Field> fields = new ArrayList<>();
        if (accept(close)) {
            return new RowType(fields, true);
        }
        do {
            String name = peek() == '`' ? quoted('`') : word();
            DataType type = type();
            Optional<String> comment = peek() == '\'' ? Optional.of(quoted('\'')) : Optional.empty();
            fields.add(new Field(nextId++, name, type, comment, Optional.empty()));
        }
        while (accept(','));
        expect(close);
        return new RowType(fields, true);
    }

    private int parameter(int defaultValue)
    {
        if (!accept('(')) {
            return defaultValue;
        }
        int value = number();
        expect(')');
        return value;
    }

    /** The next character that is not white space. */
    private char peek()
    {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position < text.length() ? text.charAt(position) : END;
    }

    private boolean accept(char expected)
    {
        if (peek() != expected) {
            return false;
        }
        position++;
        return true;
    }

    private void expect(char expected)
    {
        if (!accept(expected)) {
            throw malformed("'" + expected + "' expected");
        }
    }

    private boolean accept(String keyword)
    {
        int start = position;
        peek();
        int end = endOfWord();
        if (end - position != keyword.length() || !text.regionMatches(true, position, keyword, 0, keyword.length())) {
            position = start;
            return false;
        }
        position = end;
        return true;
    }

    private void expect(String keyword)
    {
        if (!accept(keyword)) {
            throw malformed(keyword + " expected");
        }
    }

    private String word()
    {
        peek();
        int end = endOfWord();
        if (end == position) {
            throw malformed("a name expected");
        }
        String word = text.substring(position, end);
        position = end;
        return word;
    }

    private int endOfWord()
    {
        int end = position;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    private int number()
    {
        String digits = word();
        try {
            return Integer.parseInt(digits);
        }
        catch (NumberFormatException e) {
            throw malformed("'" + digits + "' is not a number");
        }
    }

    /** Text in quotes, which are doubled inside. */
    private String quoted(char quote)
    {
        expect(quote);
        StringBuilder content = new StringBuilder();
        while (true) {
            int end = text.indexOf(quote, position);
            if (end < 0) {
                throw malformed("a closing " + quote + " is missing");
            }
            content.append(text, position, end);
            position = end + 1;
            if (position >= text.length() || text.charAt(position) != quote) {
                return content.toString();
            }
            content.append(quote);
            position++;
        }
    }

    private VarveException malformed(String problem)
    {
        return VarveException.corrupt("'" + abbreviated(text) + "' is not a type: " + problem + " at character " + (position + 1));
    }

    private static String abbreviated(String text)
    {
        int limit = 200;
        return text.length() <= limit ? text : text.substring(0, limit) + "...";
    }
}
