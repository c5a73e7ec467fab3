package dev.varve.write.file.parquet;

import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.testng.annotations.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

public class TestHybridEncoder
{
    @Test
    public void testRandomRuns()
            throws IOException
    {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            int bitWidth = random.nextInt(21);
            int[] values = new int[1 + random.nextInt(300)];
            int position = 0;
            while (position < values.length) {
                int value = bitWidth == 0 ? 0 : random.nextInt(1 << bitWidth);
                for (int run = random.nextInt(4) == 0 ? 1 + random.nextInt(40) : 1; run > 0 && position < values.length; run--) {
                    values[position++] = value;
                }
            }

            PageBuffer encoded = new PageBuffer();
            HybridEncoder.encode(values, values.length, bitWidth, encoded);

            RunLengthBitPackingHybridDecoder decoder = new RunLengthBitPackingHybridDecoder(bitWidth, new ByteArrayInputStream(encoded.bytes(), 0, encoded.size()));
            for (int i = 0; i < values.length; i++) {
                assertThat(decoder.readInt()).as("seed %s, value %s of width %s", seed, i, bitWidth).isEqualTo(values[i]);
            }
        }
    }

    @Test
    public void testRunsAreShort()
    {
        PageBuffer encoded = new PageBuffer();
        HybridEncoder.encode(new int[20_000], 20_000, 1, encoded);
        assertThat(encoded.size()).isLessThan(6);
    }
}
