package dev.varve.scan;

import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.row.BucketFunction;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableSchema;
import dev.varve.type.BigIntType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.VarCharType;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;

public class TestBucketPruning
{
    private static final DataType INT = new IntType(true);
    private static final DataType BIGINT = new BigIntType(true);
    private static final DataType TEXT = new VarCharType(20, true);
    private static final BinaryRow PARTITION = BinaryRowWriter.write(List.of(INT), List.of(1L));

    @Test
    public void leavesTheBucketOfTheKey()
    {
        for (long key = 0; key < 50; key++) {
            int expected = BucketFunction.DEFAULT.bucket(List.of(BIGINT), List.of(key), 7);
            assertThat(buckets(BIGINT, equal(BIGINT, key), 7)).containsExactly(expected);
        }
    }

    @Test
    public void hashesByTheNumberOfBucketsOfTheFile()
    {
        BucketPruning pruning = pruning(BIGINT, equal(BIGINT, 42L));
        for (int total : new int[] {7, 3, 7, 1}) {
            int expected = BucketFunction.DEFAULT.bucket(List.of(BIGINT), List.of(42L), total);
            assertThat(matching(pruning, BIGINT, total)).containsExactly(expected);
        }
        assertThat(pruning.mayMatch(PARTITION, 3, -1, schema(BIGINT, 0))).as("buckets that are not fixed").isTrue();
    }

    @Test
    public void unitesTheBucketsOfSeveralKeys()
    {
        Predicate in = new In(1, BIGINT, List.of(1L, 2L, 3L));
        List<Integer> expected = LongStream.of(1, 2, 3).mapToObj(key -> BucketFunction.DEFAULT.bucket(List.of(BIGINT), List.of(key), 100)).sorted().toList();
        assertThat(buckets(BIGINT, in, 100)).containsExactlyElementsOf(expected);
        assertThat(buckets(BIGINT, Predicate.or(List.of(equal(BIGINT, 1L), equal(BIGINT, 2L), equal(BIGINT, 3L))), 100)).containsExactlyElementsOf(expected);
        assertThat(buckets(BIGINT, Predicate.and(List.of(in, equal(BIGINT, 2L))), 100))
                .containsExactly(BucketFunction.DEFAULT.bucket(List.of(BIGINT), List.of(2L), 100));
    }

    @Test
    public void takesKnownPartitionsIntoAccount()
    {
        Predicate thisOrOther = Predicate.or(List.of(
                Predicate.and(List.of(new Compare(0, INT, Comparison.EQUAL, 1L), equal(BIGINT, 5L))),
                Predicate.and(List.of(new Compare(0, INT, Comparison.EQUAL, 2L), equal(BIGINT, 6L)))));
        assertThat(buckets(BIGINT, thisOrOther, 50)).containsExactly(BucketFunction.DEFAULT.bucket(List.of(BIGINT), List.of(5L), 50));
    }

    @Test
    public void doesNothingWithoutAListOfKeys()
    {
        assertThat(buckets(BIGINT, new Compare(1, BIGINT, Comparison.LESS, 5L), 4)).hasSize(4);
        assertThat(buckets(BIGINT, Predicate.or(List.of(equal(BIGINT, 5L), new Compare(2, INT, Comparison.EQUAL, 1L))), 4)).hasSize(4);
        List<Object> many = LongStream.range(0, 1001).<Object>mapToObj(key -> key).toList();
        assertThat(buckets(BIGINT, new In(1, BIGINT, many), 2000)).hasSize(2000);
    }

    @Test
    public void knowsWhichValuesAreStored()
    {
        List<Integer> zeros = new ArrayList<>(List.of(
                BucketFunction.DEFAULT.bucket(List.of(new DoubleType(true)), List.of(0.0), 1000),
                BucketFunction.DEFAULT.bucket(List.of(new DoubleType(true)), List.of(-0.0), 1000)));
        assertThat(buckets(new DoubleType(true), equal(new DoubleType(true), -0.0), 1000)).as("both zeros").containsExactlyInAnyOrderElementsOf(zeros);
        DataType decimal = new DecimalType(10, 2, true);
        assertThat(buckets(decimal, equal(decimal, new BigDecimal("12.3")), 1000))
                .containsExactly(BucketFunction.DEFAULT.bucket(List.of(decimal), List.of(new BigDecimal("12.30")), 1000));
        assertThat(buckets(decimal, equal(decimal, new BigDecimal("12.345")), 1000)).as("a value that the column cannot hold").isEmpty();
        assertThat(buckets(INT, equal(INT, 1L << 40), 1000)).as("a value that the column cannot hold").isEmpty();
        DataType padded = new CharType(5, true);
        assertThat(buckets(padded, equal(padded, utf8Slice("a")), 10)).as("engines pad, or do not").hasSize(10);
    }

    @Test
    public void keepsFilesThatWereHashedAsAnotherType()
    {
        BucketPruning pruning = pruning(BIGINT, equal(BIGINT, 42L));
        assertThat(IntStream.range(0, 7).allMatch(bucket -> pruning.mayMatch(PARTITION, bucket, 7, schema(INT, 1)))).isTrue();
        assertThat(IntStream.range(0, 7).filter(bucket -> pruning.mayMatch(PARTITION, bucket, 7, schema(BIGINT, 1))).count()).isEqualTo(1);
    }

    private static Predicate equal(DataType type, Object literal)
    {
        return new Compare(1, type, Comparison.EQUAL, literal);
    }

    /** The columns pt, key and v; buckets by key. */
    private static TableSchema schema(DataType keyType, long id)
    {
        RowType columns = RowType.of(List.of(new Field(0, "pt", INT), new Field(1, "key", keyType), new Field(2, "v", TEXT)));
        return new TableSchema(3, id, columns, 2, List.of("pt"), List.of(), Map.of(), Optional.empty(), 0);
    }

    private static BucketPruning pruning(DataType keyType, Predicate predicate)
    {
        return BucketPruning.of(schema(keyType, 0), new Bucketing(4, List.of("key"), BucketFunction.DEFAULT, false), Optional.of(predicate));
    }

    private static List<Integer> buckets(DataType keyType, Predicate predicate, int total)
    {
        return matching(pruning(keyType, predicate), keyType, total);
    }

    private static List<Integer> matching(BucketPruning pruning, DataType keyType, int total)
    {
        return IntStream.range(0, total).filter(bucket -> pruning.mayMatch(PARTITION, bucket, total, schema(keyType, 0))).boxed().toList();
    }
}
