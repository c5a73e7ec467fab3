package dev.varve.trino.predicate;

import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.ValueEvaluation;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
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
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.predicate.ValueSet;
import io.trino.spi.type.Type;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;

import static io.airlift.slice.Slices.utf8Slice;
import static io.trino.spi.type.CharType.createCharType;
import static io.trino.spi.type.Chars.trimTrailingSpaces;
import static io.trino.spi.type.DecimalType.createDecimalType;
import static io.trino.spi.type.TimeType.createTimeType;
import static io.trino.spi.type.TimestampType.createTimestampType;
import static io.trino.spi.type.TimestampWithTimeZoneType.createTimestampWithTimeZoneType;
import static org.assertj.core.api.Assertions.assertThat;

public class TestDomainPredicate
{
    private static final int ROUNDS = 300;

    /** A type, and how to make a random literal of it from few values, so that they meet. */
    private record Sample(DataType type, Type trinoType, Function<Random, Object> literal) {}

    @DataProvider
    public Object[][] types()
    {
        return new Object[][] {
                {new Sample(new BooleanType(true), io.trino.spi.type.BooleanType.BOOLEAN, Random::nextBoolean)},
                {new Sample(new TinyIntType(true), io.trino.spi.type.TinyintType.TINYINT, random -> (long) random.nextInt(-5, 5))},
                {new Sample(new SmallIntType(true), io.trino.spi.type.SmallintType.SMALLINT, random -> (long) random.nextInt(-5, 5))},
                {new Sample(new IntType(true), io.trino.spi.type.IntegerType.INTEGER, random -> (long) random.nextInt(-5, 5))},
                {new Sample(new BigIntType(true), io.trino.spi.type.BigintType.BIGINT, random -> pick(random, Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE))},
                {new Sample(new DateType(true), io.trino.spi.type.DateType.DATE, random -> (long) random.nextInt(-5, 5))},
                {new Sample(new FloatType(true), io.trino.spi.type.RealType.REAL, random -> pick(random, -1.5f, -0.0f, 0.0f, 1.5f, Float.NEGATIVE_INFINITY))},
                {new Sample(new DoubleType(true), io.trino.spi.type.DoubleType.DOUBLE, random -> pick(random, -1.5, -0.0, 0.0, 1.5, Double.POSITIVE_INFINITY))},
                {new Sample(new DecimalType(9, 2, true), createDecimalType(9, 2), random -> BigDecimal.valueOf(random.nextInt(-5, 5), 2))},
                {new Sample(new DecimalType(38, 3, true), createDecimalType(38, 3), random -> new BigDecimal(BigInteger.TEN.pow(25).multiply(BigInteger.valueOf(random.nextInt(-3, 3))), 3))},
                {new Sample(new VarCharType(20, true), io.trino.spi.type.VarcharType.createVarcharType(20), TestDomainPredicate::text)},
                {new Sample(new CharType(4, true), createCharType(4), random -> trimmed(text(random)))},
                {new Sample(new VarBinaryType(20, true), io.trino.spi.type.VarbinaryType.VARBINARY, random -> Slices.wrappedBuffer(bytes(random)))},
                {new Sample(new TimeType(3, true), createTimeType(3), random -> (long) random.nextInt(5))},
                {new Sample(new TimestampType(3, true), createTimestampType(3), random -> Timestamp.ofMillis(random.nextInt(-3, 3), 0))},
                {new Sample(new TimestampType(6, true), createTimestampType(6), random -> Timestamp.ofMicros(random.nextInt(-3, 3)))},
                {new Sample(new TimestampType(9, true), createTimestampType(9), random -> new Timestamp(random.nextInt(-2, 2), random.nextInt(3)))},
                {new Sample(new LocalZonedTimestampType(3, true), createTimestampWithTimeZoneType(3), random -> Timestamp.ofMillis(random.nextInt(-3, 3), 0))},
                {new Sample(new LocalZonedTimestampType(6, true), createTimestampWithTimeZoneType(6), random -> Timestamp.ofMicros(random.nextInt(-3, 3)))},
                {new Sample(new LocalZonedTimestampType(9, true), createTimestampWithTimeZoneType(9), random -> new Timestamp(random.nextInt(-2, 2), random.nextInt(3)))},
        };
    }

    @Test(dataProvider = "types")
    public void testPredicateIsTheDomain(Sample sample)
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Domain domain = randomDomain(sample, random);
            Predicate predicate = predicate(sample, domain);
            for (int i = 0; i < 20; i++) {
                Object literal = random.nextInt(5) == 0 ? null : sample.literal().apply(random);
                Object value = literal == null ? null : NativeValue.ofLiteral(sample.trinoType(), literal);
                boolean included = domain.includesNullableValue(value);
                // Numbers unbounded at both ends: NaN must pass, and whatever lies between.
                boolean widened = value != null && predicate.toString().contains("IsNotNull");
                assertThat(ValueEvaluation.matches(predicate, _ -> literal))
                        .as("%s of %s by %s, seed %s", literal, domain, predicate, seed)
                        .isEqualTo(included || widened);
            }
        }
    }

    @Test(dataProvider = "types")
    public void testLiteralsComeBack(Sample sample)
    {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            Object literal = sample.literal().apply(random);
            assertThat(NativeValue.toLiteral(sample.trinoType(), NativeValue.ofLiteral(sample.trinoType(), literal))).isEqualTo(literal);
        }
    }

    @Test
    public void testForms()
    {
        Sample type = new Sample(new IntType(true), io.trino.spi.type.IntegerType.INTEGER, _ -> 0L);
        assertThat(predicate(type, Domain.all(type.trinoType()))).isEqualTo(Predicate.TRUE);
        assertThat(predicate(type, Domain.none(type.trinoType()))).isEqualTo(Predicate.FALSE);
        assertThat(predicate(type, Domain.onlyNull(type.trinoType()))).isEqualTo(new Predicate.IsNull(0, type.type()));
        assertThat(predicate(type, Domain.notNull(type.trinoType()))).isEqualTo(new Predicate.IsNotNull(0, type.type()));
        assertThat(predicate(type, Domain.singleValue(type.trinoType(), 7L))).isEqualTo(new Predicate.Compare(0, type.type(), Comparison.EQUAL, 7L));
        assertThat(predicate(type, Domain.multipleValues(type.trinoType(), List.of(7L, 9L)))).isEqualTo(new Predicate.In(0, type.type(), List.of(7L, 9L)));
    }

    @Test
    public void testNotEqualLetsNaNPass()
    {
        Sample type = new Sample(new DoubleType(true), io.trino.spi.type.DoubleType.DOUBLE, _ -> 0.0);
        Domain notFive = Domain.create(ValueSet.ofRanges(Range.lessThan(type.trinoType(), 5.0), Range.greaterThan(type.trinoType(), 5.0)), false);
        assertThat(ValueEvaluation.matches(predicate(type, notFive), _ -> Double.NaN)).isTrue();
        assertThat(ValueEvaluation.matches(predicate(type, notFive), _ -> null)).isFalse();
    }

    @Test
    public void testTimesBetweenMilliseconds()
    {
        Sample type = new Sample(new TimeType(6, true), createTimeType(6), _ -> 0L);
        long between = 1_500_000_000;
        assertThat(predicate(type, Domain.singleValue(type.trinoType(), between))).isEqualTo(Predicate.FALSE);
        Predicate later = predicate(type, Domain.create(ValueSet.ofRanges(Range.greaterThanOrEqual(type.trinoType(), between)), false));
        assertThat(ValueEvaluation.matches(later, _ -> 1L)).isFalse();
        assertThat(ValueEvaluation.matches(later, _ -> 2L)).isTrue();
        Predicate earlier = predicate(type, Domain.create(ValueSet.ofRanges(Range.lessThan(type.trinoType(), between)), false));
        assertThat(ValueEvaluation.matches(earlier, _ -> 1L)).isTrue();
        assertThat(ValueEvaluation.matches(earlier, _ -> 2L)).isFalse();
    }

    @Test
    public void testManyRangesBecomeOne()
    {
        Sample type = new Sample(new BigIntType(true), io.trino.spi.type.BigintType.BIGINT, _ -> 0L);
        List<Long> values = LongStream.range(0, 5_000).map(value -> value * 2).boxed().toList();
        assertThat(predicate(type, Domain.multipleValues(type.trinoType(), values))).isEqualTo(Predicate.and(List.of(
                new Predicate.Compare(0, type.type(), Comparison.GREATER_OR_EQUAL, 0L),
                new Predicate.Compare(0, type.type(), Comparison.LESS_OR_EQUAL, 9_998L))));
    }

    @Test
    public void testWhatTheKernelCannotCompareStaysWithTrino()
    {
        Type trinoArray = new io.trino.spi.type.ArrayType(io.trino.spi.type.IntegerType.INTEGER);
        Sample array = new Sample(new ArrayType(new IntType(true), true), trinoArray, _ -> null);
        assertThat(predicate(array, Domain.onlyNull(trinoArray))).isEqualTo(Predicate.TRUE);
        // Longer than Trino's CHAR can be: shown as varchar, which counts trailing spaces.
        Type varchar = io.trino.spi.type.VarcharType.createVarcharType(70_000);
        Sample longText = new Sample(new CharType(70_000, true), varchar, _ -> null);
        assertThat(predicate(longText, Domain.singleValue(varchar, utf8Slice("a ")))).isEqualTo(Predicate.TRUE);
    }

    @Test
    public void testColumnsAreFoundById()
    {
        VarveColumnHandle column = new VarveColumnHandle(7, "renamed", io.trino.spi.type.IntegerType.INTEGER, false);
        RowType columns = RowType.of(List.of(new Field(1, "other", new IntType(true)), new Field(7, "now", new IntType(true))));
        TupleDomain<VarveColumnHandle> domain = TupleDomain.withColumnDomains(Map.of(column, Domain.singleValue(column.type(), 3L)));
        assertThat(DomainPredicate.of(domain, columns)).isEqualTo(new Predicate.Compare(1, new IntType(true), Comparison.EQUAL, 3L));
        assertThat(DomainPredicate.of(domain, RowType.of(List.of()))).isEqualTo(Predicate.TRUE);
        assertThat(DomainPredicate.of(TupleDomain.none(), columns)).isEqualTo(Predicate.FALSE);
    }

    private static Predicate predicate(Sample sample, Domain domain)
    {
        VarveColumnHandle column = new VarveColumnHandle(3, "c", sample.trinoType(), false);
        RowType columns = RowType.of(List.of(new Field(3, "c", sample.type())));
        return DomainPredicate.of(TupleDomain.withColumnDomains(Map.of(column, domain)), columns);
    }

    private static Domain randomDomain(Sample sample, Random random)
    {
        List<Range> ranges = new ArrayList<>();
        int count = random.nextInt(1, 4);
        for (int i = 0; i < count; i++) {
            ranges.add(randomRange(sample, random));
        }
        ValueSet values = ValueSet.ofRanges(ranges.getFirst(), ranges.subList(1, count).toArray(Range[]::new));
        return Domain.create(values, random.nextInt(4) == 0);
    }

    private static Range randomRange(Sample sample, Random random)
    {
        Type type = sample.trinoType();
        Object one = NativeValue.ofLiteral(type, sample.literal().apply(random));
        Object other = NativeValue.ofLiteral(type, sample.literal().apply(random));
        return switch (random.nextInt(6)) {
            case 0 -> Range.lessThan(type, one);
            case 1 -> Range.lessThanOrEqual(type, one);
            case 2 -> Range.greaterThan(type, one);
            case 3 -> Range.greaterThanOrEqual(type, one);
            case 4 -> between(type, one, other);
            default -> Range.equal(type, one);
        };
    }

    private static Range between(Type type, Object one, Object other)
    {
        boolean ascending = Range.lessThanOrEqual(type, other).overlaps(Range.equal(type, one));
        return ascending ? Range.range(type, one, true, other, true) : Range.range(type, other, true, one, true);
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values)
    {
        return values[random.nextInt(values.length)];
    }

    private static Slice text(Random random)
    {
        return utf8Slice(pick(random, "", "a", "a ", "a\t", "aa", "b", "\u00fc", "z"));
    }

    private static Slice trimmed(Slice text)
    {
        return trimTrailingSpaces(text);
    }

    private static byte[] bytes(Random random)
    {
        byte[] bytes = new byte[random.nextInt(3)];
        random.nextBytes(bytes);
        return bytes;
    }
}
