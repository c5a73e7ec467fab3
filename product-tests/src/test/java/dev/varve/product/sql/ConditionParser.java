package dev.varve.product.sql;

import dev.varve.product.sql.Condition.And;
import dev.varve.product.sql.Condition.Between;
import dev.varve.product.sql.Condition.Comparison;
import dev.varve.product.sql.Condition.In;
import dev.varve.product.sql.Condition.IsNull;
import dev.varve.product.sql.Condition.Like;
import dev.varve.product.sql.Condition.Not;
import dev.varve.product.sql.Condition.Operator;
import dev.varve.product.sql.Condition.Or;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Grammar: conditions of one column (comparison, BETWEEN, IN, LIKE, IS [NOT] NULL), NOT, AND, OR and parentheses. AND binds
 * tighter than OR.
 */
final class ConditionParser
{
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(\"(?:[^\"]|\"\")*\"|X?'(?:[^']|'')*'|[A-Za-z]+|-?\\d+(?:\\.\\d+)?(?:E-?\\d+)?|<>|<=|>=|[=<>(),])");
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private final String sql;
    private final List<String> tokens = new ArrayList<>();
    private int position;

    private ConditionParser(String sql)
    {
        this.sql = sql;
        Matcher matcher = TOKEN.matcher(sql);
        int end = 0;
        while (end < sql.stripTrailing().length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new IllegalArgumentException("Cannot parse the condition at " + end + ": " + sql);
            }
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
    }

    static Condition parse(String sql)
    {
        ConditionParser parser = new ConditionParser(sql);
        Condition condition = parser.or();
        if (parser.position != parser.tokens.size()) {
            throw parser.unexpected();
        }
        return condition;
    }

    private Condition or()
    {
        Condition condition = and();
        while (accept("OR")) {
            condition = new Or(condition, and());
        }
        return condition;
    }

    private Condition and()
    {
        Condition condition = term();
        while (accept("AND")) {
            condition = new And(condition, term());
        }
        return condition;
    }

    private Condition term()
    {
        if (accept("NOT")) {
            return new Not(term());
        }
        if (accept("(")) {
            Condition condition = or();
            expect(")");
            return condition;
        }
        return ofColumn(unquoted(next()));
    }

    private Condition ofColumn(String column)
    {
        if (accept("IS")) {
            boolean negated = accept("NOT");
            expect("NULL");
            return negated ? new Not(new IsNull(column)) : new IsNull(column);
        }
        if (accept("NOT")) {
            return new Not(ofColumn(column));
        }
        if (accept("BETWEEN")) {
            Literal low = literal();
            expect("AND");
            return new Between(column, low, literal());
        }
        if (accept("LIKE")) {
            return new Like(column, unquoted(next()));
        }
        if (accept("IN")) {
            expect("(");
            List<Literal> literals = new ArrayList<>(List.of(literal()));
            while (accept(",")) {
                literals.add(literal());
            }
            expect(")");
            return new In(column, literals);
        }
        String token = next();
        Operator operator = Arrays.stream(Operator.values())
                .filter(candidate -> candidate.toString().equals(token))
                .findFirst()
                .orElseThrow(this::unexpected);
        return new Comparison(column, operator, literal());
    }

    private Literal literal()
    {
        String token = next();
        if (token.startsWith("X'")) {
            return new Literal(HexFormat.of().parseHex(token.substring(2, token.length() - 1)));
        }
        if (token.startsWith("'")) {
            return new Literal(unquoted(token));
        }
        if (token.matches("-?\\d+")) {
            return new Literal(Long.valueOf(token));
        }
        if (token.matches("-?\\d+\\.\\d+")) {
            return new Literal(new BigDecimal(token));
        }
        return switch (token) {
            case "true", "false" -> new Literal(Boolean.valueOf(token));
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT" -> new Literal(Long.valueOf(unquoted(next())));
            case "DECIMAL" -> new Literal(new BigDecimal(unquoted(next())));
            case "REAL" -> new Literal(Float.valueOf(unquoted(next())));
            case "DOUBLE" -> new Literal(Double.valueOf(unquoted(next())));
            case "DATE" -> new Literal(LocalDate.parse(unquoted(next())));
            case "TIME" -> new Literal(LocalTime.parse(unquoted(next())));
            case "TIMESTAMP" -> timestamp(unquoted(next()));
            default -> throw unexpected();
        };
    }

    private static Literal timestamp(String text)
    {
        return text.endsWith(" UTC")
                ? new Literal(LocalDateTime.parse(text.substring(0, text.length() - " UTC".length()), TIMESTAMP).toInstant(ZoneOffset.UTC))
                : new Literal(LocalDateTime.parse(text, TIMESTAMP));
    }

    /** The content of a quoted name or string. */
    private static String unquoted(String token)
    {
        String quote = token.substring(0, 1);
        return token.substring(1, token.length() - 1).replace(quote + quote, quote);
    }

    private String next()
    {
        if (position == tokens.size()) {
            throw unexpected();
        }
        return tokens.get(position++);
    }

    private boolean accept(String token)
    {
        if (position < tokens.size() && tokens.get(position).equals(token)) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(String token)
    {
        if (!accept(token)) {
            throw unexpected();
        }
    }

    private IllegalArgumentException unexpected()
    {
        return new IllegalArgumentException("Cannot parse the condition near token " + position + ": " + sql);
    }
}
