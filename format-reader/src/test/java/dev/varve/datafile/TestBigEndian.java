package dev.varve.datafile;

import org.testng.annotations.Test;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

public class TestBigEndian
{
    @Test
    public void testAgainstBigInteger()
    {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            BigInteger number = new BigInteger(1 + random.nextInt(127), random);
            if (random.nextBoolean()) {
                number = number.negate();
            }
            byte[] shortest = number.toByteArray();
            int offset = random.nextInt(3);
            int length = shortest.length + random.nextInt(4);
            byte[] bytes = new byte[offset + length];
            Arrays.fill(bytes, offset, bytes.length, (byte) (number.signum() < 0 ? -1 : 0));
            System.arraycopy(shortest, 0, bytes, bytes.length - shortest.length, shortest.length);

            assertThat(BigEndian.low(bytes, offset, length)).as("%s, seed %s", number, seed).isEqualTo(number.longValue());
            assertThat(BigEndian.high(bytes, offset, length)).as("%s, seed %s", number, seed).isEqualTo(number.shiftRight(64).longValue());
            for (int target : new int[] {1, 8, 16}) {
                boolean fits = length <= target || number.bitLength() <= 8 * (target - 1) + 7 && signFits(bytes, offset, length, target);
                assertThat(BigEndian.fits(bytes, offset, length, target)).as("%s in %s bytes, seed %s", number, target, seed).isEqualTo(fits);
            }
        }
    }

    @Test
    public void testNothingIsNoNumber()
    {
        assertThat(BigEndian.fits(new byte[4], 2, 0, 8)).isFalse();
    }

    private static boolean signFits(byte[] bytes, int offset, int length, int target)
    {
        BigInteger whole = new BigInteger(bytes, offset, length);
        return new BigInteger(bytes, offset + length - target, target).equals(whole);
    }
}
