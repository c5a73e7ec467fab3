package dev.varve.product.rows;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the SQL text of a type, such as {@code MAP<STRING, ROW<`p` DOUBLE>> NOT NULL}. */
public final class SqlType
{
    private static final Pattern TOKEN = Pattern.compile("\\s*(`(?:[^`]|``)*`|'(?:[^']|'')*'|[A-Za-z_]+|\\d+|[<>(),])");

    private final List<String> tokens = new ArrayList<>();
    private int position;

    private SqlType(String text)
    {
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new IllegalArgumentException("Not a type: " + text);
            }
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
    }

    public static DataType parse(String text)
    {
        SqlType parser = new SqlType(text);
        DataType type = parser.type();
        if (parser.position != parser.tokens.size()) {
            throw new IllegalArgumentException("Not a type: " + text);
        }
        return type;
    }

    private DataType type()
    {
        DataType type = switch (next()) {
            case "BOOLEAN" -> new BooleanType(true);
            case "TINYINT" -> new TinyIntType(true);
            case "SMALLINT" -> new SmallIntType(true);
            case "INT" -> new IntType(true);
            case "BIGINT" -> new BigIntType(true);
            case "FLOAT" -> new FloatType(true);
            case "DOUBLE" -> new DoubleType(true);
            case "DECIMAL" -> decimal();
            case "CHAR" -> new CharType(argument(1), true);
            case "VARCHAR" -> new VarCharType(argument(1), true);
            case "STRING" -> new VarCharType(Integer.MAX_VALUE, true);
            case "BINARY" -> new BinaryType(argument(1), true);
            case "VARBINARY" -> new VarBinaryType(argument(1), true);
            case "BYTES" -> new VarBinaryType(Integer.MAX_VALUE, true);
            case "BLOB" -> new BlobType(true);
            case "VARIANT" -> new VariantType(true);
            case "DATE" -> new DateType(true);
            case "TIME" -> new TimeType(argument(0), true);
            case "TIMESTAMP" -> timestamp();
            case "ARRAY" -> new ArrayType(element(), true);
            case "MULTISET" -> new MultisetType(element(), true);
            case "MAP" -> map();
            case "VECTOR" -> vector();
            case "ROW" -> row();
            default -> throw new IllegalArgumentException("Unknown type in " + String.join(" ", tokens));
        };
        if (accept("NOT")) {
            expect("NULL");
            return type.withNullable(false);
        }
        return type;
    }

    private DataType decimal()
    {
        expect("(");
        int precision = Integer.parseInt(next());
        int scale = accept(",") ? Integer.parseInt(next()) : 0;
        expect(")");
        return new DecimalType(precision, scale, true);
    }

    private DataType timestamp()
    {
        int precision = argument(6);
        if (!accept("WITH")) {
            return new TimestampType(precision, true);
        }
        for (String word : List.of("LOCAL", "TIME", "ZONE")) {
            expect(word);
        }
        return new LocalZonedTimestampType(precision, true);
    }

    private DataType element()
    {
        expect("<");
        DataType element = type();
        expect(">");
        return element;
    }

    private DataType map()
    {
        expect("<");
        DataType key = type();
        expect(",");
        DataType value = type();
        expect(">");
        return new MapType(key, value, true);
    }

    private DataType vector()
    {
        expect("<");
        DataType element = type();
        expect(",");
        int length = Integer.parseInt(next());
        expect(">");
        return new VectorType(element, length, true);
    }

    private DataType row()
    {
        expect("<");
        List<Field> fields = new ArrayList<>();
        while (!accept(">")) {
            String quoted = next();
            fields.add(new Field(fields.size(), quoted.substring(1, quoted.length() - 1).replace("``", "`"), type()));
            if (peek().startsWith("'")) {
                next();
            }
            accept(",");
        }
        return new RowType(fields, true);
    }

    private int argument(int otherwise)
    {
        if (!accept("(")) {
            return otherwise;
        }
        int value = Integer.parseInt(next());
        expect(")");
        return value;
    }

    private String peek()
    {
        return position < tokens.size() ? tokens.get(position) : "";
    }

    private String next()
    {
        String token = peek();
        position++;
        return token;
    }

    private boolean accept(String token)
    {
        if (peek().equals(token)) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(String token)
    {
        if (!accept(token)) {
            throw new IllegalArgumentException("Expected %s at token %s of %s".formatted(token, position, String.join(" ", tokens)));
        }
    }
}
