package dev.varve.product.sql;

import dev.varve.product.sql.Literal.Order;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A condition on the columns of a row. {@code toString} is its SQL. */
public sealed interface Condition
{
    /** Whether the row fulfils it; the function returns a column's value, null for NULL. */
    Truth test(Function<String, Object> row);

    /** The columns that occur in it. */
    Set<String> columns();

    static Condition parse(String sql)
    {
        return ConditionParser.parse(sql);
    }

    enum Operator
    {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String sql;

        Operator(String sql)
        {
            this.sql = sql;
        }

        boolean holds(Order order)
        {
            return switch (this) {
                case EQUAL -> order == Order.EQUAL;
                case NOT_EQUAL -> order != Order.EQUAL;
                case LESS -> order == Order.LESS;
                case LESS_OR_EQUAL -> order == Order.LESS || order == Order.EQUAL;
                case GREATER -> order == Order.GREATER;
                case GREATER_OR_EQUAL -> order == Order.GREATER || order == Order.EQUAL;
            };
        }

        @Override
        public String toString()
        {
            return sql;
        }
    }

    record Comparison(String column, Operator operator, Literal literal)
            implements Condition
    {
        @Override
        public Truth test(Function<String, Object> row)
        {
            Object value = row.apply(column);
            return value == null ? Truth.UNKNOWN : Truth.of(operator.holds(literal.compare(value)));
        }

        @Override
        public Set<String> columns()
        {
            return Set.of(column);
        }

        @Override
        public String toString()
        {
            return quoted(column) + " " + operator + " " + literal;
        }
    }

    record Between(String column, Literal low, Literal high)
            implements Condition
    {
        @Override
        public Truth test(Function<String, Object> row)
        {
            return new Comparison(column, Operator.GREATER_OR_EQUAL, low).test(row)
                    .and(new Comparison(column, Operator.LESS_OR_EQUAL, high).test(row));
        }

        @Override
        public Set<String> columns()
        {
            return Set.of(column);
        }

        @Override
        public String toString()
        {
            return quoted(column) + " BETWEEN " + low + " AND " + high;
        }
    }

    record In(String column, List<Literal> literals)
            implements Condition
    {
        public In
        {
            literals = List.copyOf(literals);
        }

        @Override
        public Truth test(Function<String, Object> row)
        {
            return literals.stream()
                    .map(literal -> new Comparison(column, Operator.EQUAL, literal).test(row))
                    .reduce(Truth.FALSE, Truth::or);
        }

        @Override
        public Set<String> columns()
        {
            return Set.of(column);
        }

        @Override
        public String toString()
        {
            return literals.stream().map(Literal::toString).collect(Collectors.joining(", ", quoted(column) + " IN (", ")"));
        }
    }

    record IsNull(String column)
            implements Condition
    {
        @Override
        public Truth test(Function<String, Object> row)
        {
            return Truth.of(row.apply(column) == null);
        }

        @Override
        public Set<String> columns()
        {
            return Set.of(column);
        }

        @Override
        public String toString()
        {
            return quoted(column) + " IS NULL";
        }
    }

    record Like(String column, String pattern)
            implements Condition
    {
        @Override
        public Truth test(Function<String, Object> row)
        {
            String value = (String) row.apply(column);
            return value == null ? Truth.UNKNOWN : Truth.of(regex().matcher(value).matches());
        }

        private Pattern regex()
        {
            return Pattern.compile(
                    pattern.codePoints()
                            .mapToObj(point -> point == '%' ? ".*" : point == '_' ? "." : Pattern.quote(Character.toString(point)))
                            .collect(Collectors.joining()),
                    Pattern.DOTALL);
        }

        @Override
        public Set<String> columns()
        {
            return Set.of(column);
        }

        @Override
        public String toString()
        {
            return quoted(column) + " LIKE " + new Literal(pattern);
        }
    }

    record And(Condition left, Condition right)
            implements Condition
    {
        @Override
        public Truth test(Function<String, Object> row)
        {
            return left.test(row).and(right.test(row));
        }

        @Override
        public Set<String> columns()
        {
            return union(left, right);
        }

        @Override
        public String toString()
        {
            return "(" + left + ") AND (" + right + ")";
        }
    }

    record Or(Condition left, Condition right)
            implements Condition
    {
        @Override
        public Truth test(Function<String, Object> row)
        {
            return left.test(row).or(right.test(row));
        }

        @Override
        public Set<String> columns()
        {
            return union(left, right);
        }

        @Override
        public String toString()
        {
            return "(" + left + ") OR (" + right + ")";
        }
    }

    record Not(Condition condition)
            implements Condition
    {
        @Override
        public Truth test(Function<String, Object> row)
        {
            return condition.test(row).not();
        }

        @Override
        public Set<String> columns()
        {
            return condition.columns();
        }

        @Override
        public String toString()
        {
            return "NOT (" + condition + ")";
        }
    }

    private static Set<String> union(Condition left, Condition right)
    {
        Set<String> columns = new LinkedHashSet<>(left.columns());
        columns.addAll(right.columns());
        return columns;
    }

    private static String quoted(String name)
    {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
