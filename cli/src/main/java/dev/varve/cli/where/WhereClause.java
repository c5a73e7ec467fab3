package dev.varve.cli.where;

import dev.varve.cli.rows.LiteralText;
import dev.varve.cli.where.Token.Kind;
import dev.varve.error.VarveException;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.And;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.IsNotNull;
import dev.varve.predicate.Predicate.IsNull;
import dev.varve.predicate.Predicate.NotIn;
import dev.varve.predicate.Predicate.Or;
import dev.varve.predicate.Predicate.StartsWith;
import dev.varve.schema.TableSchema;
import dev.varve.type.BinaryType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * Reads a condition: columns compared with values by {@code = <> < <= > >=}, {@code [NOT] IN}, {@code [NOT] BETWEEN}, {@code [NOT] LIKE 'text%'} and
 * {@code IS [NOT] NULL}, joined by {@code AND}, {@code OR}, {@code NOT} and parentheses. It means what it means in SQL: a comparison with
 * a null is neither true nor false.
 */
public final class WhereClause
{
    private static final Set<String> TYPED = Set.of("DATE", "TIME", "TIMESTAMP", "DECIMAL", "X");

    private final List<Field> fields;
    private final List<Token> tokens;
    private int next;

    private WhereClause(List<Field> fields, List<Token> tokens)
    {
        this.fields = requireNonNull(fields, "fields is null");
        this.tokens = requireNonNull(tokens, "tokens is null");
    }

    /**
     * The predicate, whose column indexes are those of the schema.
     *
     * @throws VarveException of kind INVALID_REQUEST for what is no such condition; the message says where
     */
    public static Predicate parse(String condition, TableSchema schema)
    {
        try {
            WhereClause clause = new WhereClause(schema.fields().fields(), Token.all(condition));
            Condition parsed = clause.or();
            clause.require(Kind.END, "AND or OR");
            return parsed.predicate();
        }
        catch (VarveException e) {
            throw new VarveException(e.kind(), "The condition \"" + condition + "\" cannot be read: " + e.getMessage(), e);
        }
    }

    /** A predicate, which can be made for the contrary, too. */
    private interface Condition
    {
        Predicate of(boolean negated);

        default Predicate predicate()
        {
            return of(false);
        }
    }

    private Condition or()
    {
        List<Condition> operands = new ArrayList<>(List.of(and()));
        while (accept("OR")) {
            operands.add(and());
        }
        return operands.size() == 1 ? operands.get(0) : negated -> joined(operands, negated, negated);
    }

    private Condition and()
    {
        List<Condition> operands = new ArrayList<>(List.of(not()));
        while (accept("AND")) {
            operands.add(not());
        }
        return operands.size() == 1 ? operands.get(0) : negated -> joined(operands, negated, !negated);
    }

    private static Predicate joined(List<Condition> operands, boolean negated, boolean all)
    {
        List<Predicate> predicates = operands.stream().map(operand -> operand.of(negated)).toList();
        return all ? new And(predicates) : new Or(predicates);
    }

    private Condition not()
    {
        if (accept("NOT")) {
            Condition operand = not();
            return negated -> operand.of(!negated);
        }
        if (accept("(")) {
            Condition inner = or();
            requireSign(")");
            return inner;
        }
        return comparison();
    }

    private Condition comparison()
    {
        Token name = take();
        if (name.kind() != Kind.WORD && name.kind() != Kind.NAME) {
            throw unexpected(name, "the name of a column");
        }
        int column = column(name);
        DataType type = fields.get(column).type();
        if (accept("IS")) {
            boolean not = accept("NOT");
            requireWord("NULL");
            return negated -> not ^ negated ? new IsNotNull(column, type) : new IsNull(column, type);
        }
        boolean not = accept("NOT");
        if (accept("IN")) {
            List<Object> values = list(column);
            return negated -> not ^ negated ? new NotIn(column, type, values) : new In(column, type, values);
        }
        if (accept("BETWEEN")) {
            Object low = value(column);
            requireWord("AND");
            Object high = value(column);
            Condition between = negated -> joined(
                    List.of(compare(column, Comparison.GREATER_OR_EQUAL, low), compare(column, Comparison.LESS_OR_EQUAL, high)), negated, !negated);
            return negated -> between.of(not ^ negated);
        }
        if (accept("LIKE")) {
            Condition like = like(column);
            return negated -> like.of(not ^ negated);
        }
        if (not) {
            throw unexpected(peek(), "IN, BETWEEN or LIKE");
        }
        return compare(column, operator(), value(column));
    }

    private Condition compare(int column, Comparison comparison, Object value)
    {
        Field field = fields.get(column);
        return negated -> {
            boolean orders = comparison != Comparison.EQUAL && comparison != Comparison.NOT_EQUAL;
            if (negated && orders && (field.type() instanceof FloatType || field.type() instanceof DoubleType)) {
                throw VarveException.invalid("NOT before a comparison of column '" + field.name() + "', which is " + field.type() +
                        ", is not possible, as NaN is neither less nor greater: say it with the opposite sign");
            }
            return new Compare(column, field.type(), negated ? opposite(comparison) : comparison, value);
        };
    }

    private static Comparison opposite(Comparison comparison)
    {
        return switch (comparison) {
            case EQUAL -> Comparison.NOT_EQUAL;
            case NOT_EQUAL -> Comparison.EQUAL;
            case LESS -> Comparison.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Comparison.GREATER;
            case GREATER -> Comparison.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> Comparison.LESS;
        };
    }

    private Condition like(int column)
    {
        Field field = fields.get(column);
        Token pattern = take();
        if (!(field.type() instanceof VarCharType) || pattern.kind() != Kind.TEXT) {
            throw wrong(pattern, "LIKE compares columns of type STRING and VARCHAR with a text in single quotes");
        }
        String text = pattern.text();
        int wildcard = firstWildcard(text);
        if (wildcard == text.length()) {
            return compare(column, Comparison.EQUAL, Slices.utf8Slice(text));
        }
        if (wildcard != text.length() - 1 || text.charAt(wildcard) != '%') {
            throw wrong(pattern, "of patterns, only 'text%' is possible");
        }
        return negated -> {
            if (negated) {
                throw wrong(pattern, "the contrary of LIKE 'text%' is not possible");
            }
            return new StartsWith(column, field.type(), Slices.utf8Slice(text.substring(0, wildcard)));
        };
    }

    private static int firstWildcard(String pattern)
    {
        int position = 0;
        while (position < pattern.length() && pattern.charAt(position) != '%' && pattern.charAt(position) != '_') {
            position++;
        }
        return position;
    }

    private List<Object> list(int column)
    {
        requireSign("(");
        List<Object> values = new ArrayList<>();
        do {
            values.add(value(column));
        }
        while (accept(","));
        requireSign(")");
        return values;
    }

    private Object value(int column)
    {
        Field field = fields.get(column);
        Token token = take();
        String text = token.text();
        if (token.kind() == Kind.WORD && TYPED.contains(text.toUpperCase(Locale.ROOT)) && peek().kind() == Kind.TEXT) {
            text = (token.is("X") ? "0x" : "") + take().text();
        }
        else if (token.is("NULL")) {
            throw wrong(token, "a comparison with NULL is never true: write IS NULL or IS NOT NULL");
        }
        else if (token.kind() == Kind.NUMBER && isQuoted(field.type())) {
            throw wrong(token, "column '" + field.name() + "' is " + field.type() + ", whose values are in single quotes");
        }
        else if (token.kind() != Kind.NUMBER && token.kind() != Kind.TEXT && !(field.type() instanceof BooleanType && (token.is("TRUE") || token.is("FALSE")))) {
            throw unexpected(token, "a value: a number, TRUE, FALSE, or a text in single quotes");
        }
        try {
            return LiteralText.parse(field.type(), text);
        }
        catch (VarveException e) {
            throw wrong(token, "column '" + field.name() + "': " + e.getMessage());
        }
    }

    private static boolean isQuoted(DataType type)
    {
        return type instanceof CharType || type instanceof VarCharType || type instanceof BinaryType || type instanceof VarBinaryType;
    }

    private Comparison operator()
    {
        Token token = take();
        if (token.kind() == Kind.SIGN) {
            switch (token.text()) {
                case "=":
                    return Comparison.EQUAL;
                case "<>", "!=":
                    return Comparison.NOT_EQUAL;
                case "<":
                    return Comparison.LESS;
                case "<=":
                    return Comparison.LESS_OR_EQUAL;
                case ">":
                    return Comparison.GREATER;
                case ">=":
                    return Comparison.GREATER_OR_EQUAL;
                default:
            }
        }
        throw unexpected(token, "a comparison: =, <>, <, <=, >, >=, IN, BETWEEN, LIKE or IS");
    }

    private int column(Token name)
    {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name.text())) {
                return i;
            }
        }
        throw wrong(name, "the table has no column '" + name.text() + "', only " + fields.stream().map(Field::name).toList());
    }

    private Token peek()
    {
        return tokens.get(next);
    }

    private Token take()
    {
        Token token = tokens.get(next);
        next = Math.min(next + 1, tokens.size() - 1);
        return token;
    }

    private boolean accept(String keywordOrSign)
    {
        if (!peek().is(keywordOrSign)) {
            return false;
        }
        next++;
        return true;
    }

    private void requireWord(String keyword)
    {
        if (!accept(keyword)) {
            throw unexpected(peek(), keyword);
        }
    }

    private void requireSign(String sign)
    {
        requireWord(sign);
    }

    private void require(Kind kind, String expected)
    {
        if (peek().kind() != kind) {
            throw unexpected(peek(), expected);
        }
    }

    private static VarveException unexpected(Token token, String expected)
    {
        return wrong(token, "expected is " + expected + ", found " + (token.kind() == Kind.END ? token.text() : "'" + token.text() + "'"));
    }

    private static VarveException wrong(Token token, String problem)
    {
        return VarveException.invalid(problem + " (character " + token.position() + ")");
    }
}
