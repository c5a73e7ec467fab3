package dev.varve.product.paimon;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.sql.Condition;
import dev.varve.product.sql.Literal;
import org.apache.paimon.catalog.Identifier;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Random reads of one table: all of it, its size, projections, conditions with literals from the table's own rows, and all of
 * that at older snapshots and points in time.
 */
final class RandomQueries
{
    private static final int CONDITIONS = 6;

    private final Identifier identifier;
    private final PaimonReader paimon;
    private final Random random;

    RandomQueries(Identifier identifier, PaimonReader paimon, Random random)
    {
        this.identifier = identifier;
        this.paimon = paimon;
        this.random = random;
    }

    List<ReadRequest> make(List<ReadVersion> versions)
            throws Exception
    {
        List<ReadRequest> requests = new ArrayList<>(of(ReadVersion.LATEST, CONDITIONS));
        for (ReadVersion version : versions) {
            requests.addAll(of(version, 1));
        }
        return requests;
    }

    private List<ReadRequest> of(ReadVersion version, int conditions)
            throws Exception
    {
        List<String> columns = paimon.columns(identifier.getDatabaseName(), identifier.getTableName(), version);
        ReadRequest everything = request(version, columns, Optional.empty());
        List<List<Object>> rows = paimon.read(everything);
        List<ReadRequest> requests = new ArrayList<>(List.of(
                everything,
                request(version, List.of(), Optional.empty()),
                request(version, someOf(columns), Optional.empty())));
        for (int i = 0; i < conditions && !rows.isEmpty(); i++) {
            Optional<Condition> condition = condition(columns, rows, 2);
            requests.add(request(version, random.nextBoolean() ? columns : someOf(columns), condition));
        }
        return requests;
    }

    private ReadRequest request(ReadVersion version, List<String> columns, Optional<Condition> condition)
    {
        return new ReadRequest(identifier.getDatabaseName(), identifier.getTableName(), Optional.empty(), version, columns, condition);
    }

    private List<String> someOf(List<String> columns)
    {
        List<String> shuffled = new ArrayList<>(columns);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, random.nextInt(columns.size()) + 1);
    }

    private Optional<Condition> condition(List<String> columns, List<List<Object>> rows, int depth)
    {
        if (depth == 0 || random.nextInt(2) == 0) {
            int column = random.nextInt(columns.size());
            return Optional.of(leaf(columns.get(column), rows.stream().map(row -> row.get(column)).toList()));
        }
        Condition left = condition(columns, rows, depth - 1).orElseThrow();
        Condition right = condition(columns, rows, depth - 1).orElseThrow();
        return Optional.of(switch (random.nextInt(5)) {
            case 0, 1 -> new Condition.And(left, right);
            case 2, 3 -> new Condition.Or(left, right);
            default -> new Condition.Not(left);
        });
    }

    private Condition leaf(String column, List<Object> values)
    {
        List<Literal> literals = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            literal(values.get(random.nextInt(values.size()))).ifPresent(literals::add);
        }
        if (literals.isEmpty() || random.nextInt(6) == 0) {
            return random.nextBoolean() ? new Condition.IsNull(column) : new Condition.Not(new Condition.IsNull(column));
        }
        Literal literal = literals.getFirst();
        return switch (random.nextInt(5)) {
            case 0 -> new Condition.In(column, literals);
            case 1 -> new Condition.Between(column, literal, literals.getLast());
            default -> literal.value() instanceof String text && !text.isEmpty() && !text.contains("%") && random.nextInt(3) == 0
                    ? new Condition.Like(column, text.substring(0, text.offsetByCodePoints(0, 1)) + "%")
                    : new Condition.Comparison(column, operator(), literal);
        };
    }

    private Condition.Operator operator()
    {
        Condition.Operator[] operators = Condition.Operator.values();
        return operators[random.nextInt(operators.length)];
    }

    /** A literal of that value or one near it; nested values, NaN and null have none. */
    private Optional<Literal> literal(Object value)
    {
        int shift = random.nextInt(3) - 1;
        return switch (value) {
            case null -> Optional.empty();
            case Byte number -> Optional.of(new Literal((long) number));
            case Short number -> Optional.of(new Literal((long) number));
            case Integer number -> Optional.of(new Literal(number.longValue() == Integer.MAX_VALUE || number == Integer.MIN_VALUE ? (long) number : (long) number + shift));
            case Long number -> Optional.of(new Literal(number));
            case Float number -> number.isNaN() ? Optional.empty() : Optional.of(new Literal(number));
            case Double number -> number.isNaN() ? Optional.empty() : Optional.of(new Literal(number));
            case BigDecimal number -> Optional.of(new Literal(number));
            case Instant instant -> Optional.of(new Literal(instant));
            case List<?> _ -> Optional.empty();
            default -> Optional.of(new Literal(value));
        };
    }
}
