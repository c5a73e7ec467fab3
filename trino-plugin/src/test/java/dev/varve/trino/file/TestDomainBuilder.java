package dev.varve.trino.file;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.ValueEvaluation;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static io.trino.spi.type.TimestampType.TIMESTAMP_MICROS;
import static org.assertj.core.api.Assertions.assertThat;

public class TestDomainBuilder
{
    private static final List<DataType> TYPES = List.of(
            new IntType(true),
            new BigIntType(true),
            new DoubleType(true),
            new FloatType(true),
            new BooleanType(true),
            new DecimalType(10, 2, true),
            new DecimalType(30, 2, true),
            new VarCharType(VarCharType.UNBOUNDED, true),
            new TimestampType(6, true),
            new TimestampType(9, true));

    private static final List<Type> TARGETS = Arrays.asList(
            IntegerType.INTEGER,
            BigintType.BIGINT,
            io.trino.spi.type.DoubleType.DOUBLE,
            RealType.REAL,
            io.trino.spi.type.BooleanType.BOOLEAN,
            io.trino.spi.type.DecimalType.createDecimalType(10, 2),
            io.trino.spi.type.DecimalType.createDecimalType(30, 2),
            VarcharType.VARCHAR,
            TIMESTAMP_MICROS,
            null);

    private static final DomainBuilder<Integer> BUILDER = new DomainBuilder<>(
            column -> Optional.ofNullable(TARGETS.get(column)).map(type -> new DomainBuilder.Target<>(column, type)));

    /** A reader that skips by the domains must not skip a row that the predicate lets through. */
    @Test
    public void testDomainsLoseNoRow()
    {
        int passed = 0;
        for (int i = 0; i < 50_000; i++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            Predicate predicate = predicate(random, 3);
            List<Object> row = new ArrayList<>();
            for (DataType type : TYPES) {
                row.add(random.nextInt(5) == 0 ? null : literal(random, type));
            }
            if (ValueEvaluation.matches(predicate, row::get)) {
                passed++;
                assertThat(contains(BUILDER.build(predicate), row)).as("%s does not contain %s, seed %s", predicate, row, seed).isTrue();
            }
        }
        assertThat(passed).isGreaterThan(3_000);
    }

    @Test
    public void testDomainsAreExactWhereTheyCanBe()
    {
        DataType type = TYPES.get(0);
        Predicate between = new Predicate.And(List.of(
                new Predicate.Compare(0, type, Predicate.Comparison.GREATER, 3L),
                new Predicate.Compare(0, type, Predicate.Comparison.LESS_OR_EQUAL, 7L)));
        assertThat(contains(BUILDER.build(between), List.of(4L))).isTrue();
        assertThat(contains(BUILDER.build(between), List.of(3L))).isFalse();
        assertThat(contains(BUILDER.build(between), List.of(8L))).isFalse();
        assertThat(contains(BUILDER.build(between), Arrays.asList((Object) null))).isFalse();

        Predicate in = new Predicate.In(0, type, List.of(1L, 5L));
        assertThat(contains(BUILDER.build(in), List.of(5L))).isTrue();
        assertThat(contains(BUILDER.build(in), List.of(3L))).isFalse();
        assertThat(BUILDER.build(new Predicate.In(0, type, List.of())).isNone()).isTrue();
        assertThat(BUILDER.build(new Predicate.Or(List.of())).isNone()).isTrue();
        assertThat(BUILDER.build(new Predicate.And(List.of())).isAll()).isTrue();
    }

    @Test
    public void testPrefixes()
    {
        Domain domain = domain(new Predicate.StartsWith(7, TYPES.get(7), Slices.utf8Slice("ab")));
        assertThat(domain.includesNullableValue(Slices.utf8Slice("ab"))).isTrue();
        assertThat(domain.includesNullableValue(Slices.utf8Slice("abz"))).isTrue();
        assertThat(domain.includesNullableValue(Slices.utf8Slice("ac"))).isFalse();
        assertThat(domain.includesNullableValue(Slices.utf8Slice("aa"))).isFalse();
        assertThat(domain.includesNullableValue(null)).isFalse();
        Slice highest = Slices.wrappedBuffer((byte) 0xFF, (byte) 0xFF);
        assertThat(domain(new Predicate.StartsWith(7, TYPES.get(7), highest)).getValues().isAll()).isTrue();
    }

    private static Domain domain(Predicate predicate)
    {
        return BUILDER.build(predicate).getDomains().orElseThrow().values().iterator().next();
    }

    private static boolean contains(TupleDomain<Integer> domain, List<Object> row)
    {
        if (domain.isNone()) {
            return false;
        }
        for (Map.Entry<Integer, Domain> entry : domain.getDomains().orElseThrow().entrySet()) {
            if (!entry.getValue().includesNullableValue(nativeValue(row.get(entry.getKey()), TARGETS.get(entry.getKey())))) {
                return false;
            }
        }
        return true;
    }

    private static Object nativeValue(Object literal, Type type)
    {
        return switch (literal) {
            case null -> null;
            case Float value -> (long) Float.floatToRawIntBits(value);
            case BigDecimal value -> ((io.trino.spi.type.DecimalType) type).isShort() ? (Object) value.unscaledValue().longValueExact() : Int128.valueOf(value.unscaledValue());
            case Timestamp value -> value.epochMicros();
            default -> literal;
        };
    }

    private static Predicate predicate(Random random, int depth)
    {
        if (depth > 0 && random.nextInt(3) > 0) {
            List<Predicate> operands = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                operands.add(predicate(random, depth - 1));
            }
            return random.nextBoolean() ? new Predicate.And(operands) : new Predicate.Or(operands);
        }
        int column = random.nextInt(TYPES.size());
        DataType type = TYPES.get(column);
        return switch (random.nextInt(type instanceof VarCharType ? 6 : 5)) {
            case 0 -> new Predicate.IsNull(column, type);
            case 1 -> new Predicate.IsNotNull(column, type);
            case 2 -> new Predicate.In(column, type, literals(random, type));
            case 3 -> new Predicate.NotIn(column, type, literals(random, type));
            case 4 -> new Predicate.Compare(column, type, Predicate.Comparison.values()[random.nextInt(6)], literal(random, type));
            default -> new Predicate.StartsWith(column, type, (Slice) literal(random, type));
        };
    }

    private static List<Object> literals(Random random, DataType type)
    {
        List<Object> literals = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            literals.add(literal(random, type));
        }
        return literals;
    }

    private static Object literal(Random random, DataType type)
    {
        return switch (type) {
            case BooleanType _ -> random.nextBoolean();
            case DoubleType _ -> new double[] {-1, -0.0, 0.0, 1, Double.NaN, Double.POSITIVE_INFINITY}[random.nextInt(6)];
            case FloatType _ -> new float[] {-1, -0.0f, 0.0f, 1, Float.NaN, Float.NEGATIVE_INFINITY}[random.nextInt(6)];
            case DecimalType _ -> new BigDecimal(random.nextInt(5) - 2).setScale(2);
            case VarCharType _ -> Slices.utf8Slice(List.of("", "a", "ab", "b", "\u00e4", "\uD835\uDD38").get(random.nextInt(6)));
            case TimestampType timestamp -> new Timestamp(random.nextInt(5) - 2, timestamp.precision() > 6 ? random.nextInt(2) : 0);
            default -> (long) random.nextInt(5) - 2;
        };
    }
}
