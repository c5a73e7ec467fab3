package dev.varve.datafile.parquet;

import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestHybridDecoder
{
    @Test
    public void testAgainstTheEncoderOfParquet()
            throws IOException
    {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int bitWidth = 0; bitWidth <= 32; bitWidth++) {
            int[] values = values(random, bitWidth, 3000);
            byte[] encoded;
            try (RunLengthBitPackingHybridEncoder encoder = new RunLengthBitPackingHybridEncoder(bitWidth, 1 << 10, 1 << 20, HeapByteBufferAllocator.getInstance())) {
                for (int value : values) {
                    encoder.writeInt(value);
                }
                encoded = encoder.toBytes().toByteArray();
            }
            HybridDecoder decoder = new HybridDecoder(encoded, 0, encoded.length, bitWidth);
            for (int position = 0; position < values.length; ) {
                int count = Math.min(random.nextInt(100), values.length - position);
                if (random.nextInt(3) == 0) {
                    decoder.skip(count);
                }
                else {
                    int[] target = new int[count + 1];
                    decoder.read(target, 1, count);
                    assertThat(Arrays.copyOfRange(target, 1, count + 1))
                            .as("%s bits at %s, seed %s", bitWidth, position, seed)
                            .isEqualTo(Arrays.copyOfRange(values, position, position + count));
                }
                position += count;
            }
        }
    }

    @Test
    public void testRunsThatAreCutOff()
            throws IOException
    {
        assertThatThrownBy(() -> new HybridDecoder(new byte[] {}, 0, 0, 1).read(new int[1], 0, 1)).isInstanceOf(IOException.class);
        // A repeated value without the value; a packed run without a byte; a varint without an end.
        assertThatThrownBy(() -> new HybridDecoder(new byte[] {4}, 0, 1, 8).read(new int[1], 0, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new HybridDecoder(new byte[] {3}, 0, 1, 8).read(new int[1], 0, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new HybridDecoder(new byte[] {-1, -1, -1, -1, -1, -1}, 0, 6, 8).read(new int[1], 0, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new HybridDecoder(new byte[] {2, 0}, 0, 2, 33)).isInstanceOf(IOException.class);

        // Writers may leave out what pads the last group.
        int[] values = new int[5];
        new HybridDecoder(new byte[] {3, 1, 2, 3, 4, 5}, 0, 6, 8).read(values, 0, 5);
        assertThat(values).containsExactly(1, 2, 3, 4, 5);
    }

    /** Runs of all lengths: repeated values and values that change. */
    private static int[] values(Random random, int bitWidth, int count)
    {
        int[] values = new int[count];
        int mask = bitWidth == 32 ? -1 : (1 << bitWidth) - 1;
        for (int i = 0; i < count; ) {
            int end = Math.min(count, i + 1 + random.nextInt(60));
            boolean repeated = random.nextBoolean();
            int value = random.nextInt() & mask;
            while (i < end) {
                values[i++] = repeated ? value : random.nextInt() & mask;
            }
        }
        return values;
    }
}
