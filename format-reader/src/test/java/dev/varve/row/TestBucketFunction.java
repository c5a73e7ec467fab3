package dev.varve.row;

import dev.varve.error.VarveException;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.IntType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestBucketFunction
{
    private static final DataType INT = new IntType(false);
    private static final DataType BIGINT = new BigIntType(false);
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, false);
    private static final int NONE = -1;

    /** Where Paimon puts a key among 7 buckets: default, hive, mod. */
    @DataProvider
    public Object[][] sevenBuckets()
    {
        return new Object[][] {
                {List.of(INT), List.of(-5L), 2, 4, 2},
                {List.of(INT), List.of(1_000_000_007L), 3, 6, 6},
                {List.of(INT), Arrays.asList((Object) null), 3, 0, 0},
                {List.of(BIGINT), List.of(-5L), 5, 4, 2},
                {List.of(BIGINT), List.of(1L << 40), 6, 4, 2},
                {List.of(STRING), List.of(utf8Slice("hello")), 4, 0, NONE},
                {List.of(STRING), List.of(utf8Slice("\u4e2d\u6587\u4e2d\u6587\u4e2d\u6587")), 3, 5, NONE},
                {List.of(new DecimalType(10, 2, false)), List.of(new BigDecimal("12.30")), 0, 6, NONE},
                {List.of(new DoubleType(false)), List.of(-0.0), 5, 0, NONE},
                {List.of(new DateType(false)), List.of(19_000L), 3, 2, NONE},
                {List.of(new BooleanType(false)), List.of(true), 5, 1, NONE},
                {List.of(INT, STRING), List.of(3L, utf8Slice("x")), 2, 3, NONE},
        };
    }

    @Test(dataProvider = "sevenBuckets")
    public void putsKeysWherePaimonDoes(List<DataType> types, List<Object> key, int byDefault, int byHive, int byMod)
    {
        assertThat(BucketFunction.DEFAULT.bucket(types, key, 7)).isEqualTo(byDefault);
        assertThat(BucketFunction.HIVE.bucket(types, key, 7)).isEqualTo(byHive);
        if (byMod != NONE) {
            assertThat(BucketFunction.MOD.bucket(types, key, 7)).isEqualTo(byMod);
        }
    }

    @Test
    public void timestampsHaveADefaultBucketOnly()
    {
        List<DataType> types = List.of(new TimestampType(6, false));
        List<Timestamp> key = List.of(Timestamp.ofMicros(1));
        assertThat(BucketFunction.DEFAULT.bucket(types, key, 7)).isEqualTo(2);
        assertThatThrownBy(() -> BucketFunction.HIVE.bucket(types, key, 7)).isInstanceOf(VarveException.class);
        assertThatThrownBy(() -> BucketFunction.MOD.bucket(types, key, 7)).isInstanceOf(VarveException.class);
    }

    @Test
    public void remainderOfANegativeHashIsNotFloored()
    {
        assertThat(LongStream.range(0, 16).filter(key -> BucketFunction.DEFAULT.bucket(List.of(BIGINT), List.of(key), 2) == 1))
                .containsExactly(0L, 3L, 7L, 9L, 11L, 13L, 14L, 15L);
        assertThat(LongStream.range(0, 6).map(key -> BucketFunction.DEFAULT.bucket(List.of(INT, STRING), List.of(key, utf8Slice("v" + key)), 4)))
                .containsExactly(3L, 0L, 3L, 2L, 0L, 3L);
    }

    @Test
    public void hiveHashesWholeDecimalsWithTheirZeros()
    {
        List<DataType> types = List.of(new DecimalType(18, 0, false));
        assertThat(BucketFunction.HIVE.bucket(types, List.of(new BigDecimal("40")), 1000)).isEqualTo(31 * 40 % 1000);
        assertThat(BucketFunction.HIVE.bucket(types, List.of(new BigDecimal("0")), 1000)).isZero();
    }

    @Test
    public void rejectsUnknownFunctions()
    {
        assertThat(BucketFunction.parse("mod")).isEqualTo(BucketFunction.MOD);
        assertThatThrownBy(() -> BucketFunction.parse("spark")).isInstanceOf(VarveException.class).hasMessageContaining("bucket-function.type");
    }
}
