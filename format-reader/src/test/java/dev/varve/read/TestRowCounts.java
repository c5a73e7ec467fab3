package dev.varve.read;

import dev.varve.error.VarveException;
import org.testng.annotations.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestRowCounts
{
    /** Digests with few different low parts, so that they meet in the table. */
    @Test
    public void countsLikeAMap()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RowCounts counts = new RowCounts(10_000);
        Map<Long, Integer> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            long high = random.nextInt(5_000);
            if (random.nextInt(3) > 0) {
                counts.add(high, high % 7);
                model.merge(high, 1, Integer::sum);
            }
            else {
                boolean there = model.getOrDefault(high, 0) > 0;
                assertThat(counts.remove(high, high % 7)).as("seed %s", seed).isEqualTo(there);
                model.computeIfPresent(high, (key, count) -> Math.max(0, count - 1));
            }
        }
        assertThat(counts.memoryBytes()).isLessThan(1 << 20);
    }

    @Test
    public void refusesMoreThanItMayHold()
    {
        RowCounts counts = new RowCounts(2);
        counts.add(1, 1);
        counts.add(1, 2);
        counts.add(1, 1);
        assertThatThrownBy(() -> counts.add(2, 1)).isInstanceOf(VarveException.class).hasMessageContaining("compares 2 different rows");
    }
}
