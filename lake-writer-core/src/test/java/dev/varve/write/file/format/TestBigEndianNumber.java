package dev.varve.write.file.format;

import dev.varve.column.Int128Column;
import dev.varve.column.LongColumn;
import org.testng.annotations.Test;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

public class TestBigEndianNumber
{
    @Test
    public void testSameAsBigInteger()
    {
        Random random = new Random(1);
        BigEndianNumber number = new BigEndianNumber();
        for (int i = 0; i < 2000; i++) {
            BigInteger wide = new BigInteger(random.nextInt(127), random);
            BigInteger value = random.nextBoolean() ? wide : wide.negate();
            number.set(new Int128Column(1, null, new long[] {value.shiftRight(64).longValue(), value.longValue()}), 0);
            assertThat(bytes(number)).isEqualTo(value.toByteArray());
            number.set(new LongColumn(1, null, new long[] {value.longValue()}), 0);
            assertThat(bytes(number)).isEqualTo(BigInteger.valueOf(value.longValue()).toByteArray());
        }
    }

    private static byte[] bytes(BigEndianNumber number)
    {
        return Arrays.copyOfRange(number.bytes(), number.offset(), number.offset() + number.length());
    }
}
