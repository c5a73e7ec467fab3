package dev.varve.product.peers;

import org.testng.annotations.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables that Varve writes, read by real Paimon and by the kernel. {@code -Dvarve.seed=} repeats a run, {@code -Dvarve.random.seconds=} makes
 * it longer.
 */
public class TestRandomCopies
{
    private static final Duration BUDGET = Duration.ofSeconds(Integer.getInteger("varve.random.seconds", 30));

    @Test
    public void paimonReadsWhatVarveWrites()
            throws Exception
    {
        long first = Long.getLong("varve.seed", System.nanoTime() & 0xFFFF_FFFFL);
        System.out.printf("random copies: -Dvarve.seed=%s%n", first);
        long deadline = System.nanoTime() + BUDGET.toNanos();
        int tables = 0;
        long rows = 0;
        try (RandomCopies copies = RandomCopies.create("copies")) {
            for (long seed = first; System.nanoTime() < deadline || tables == 0; seed++) {
                var copy = copies.make(seed);
                tables += copy.isPresent() ? 1 : 0;
                rows += copy.map(made -> made.rows().size()).orElse(0);
            }
        }
        System.out.printf("random copies: seeds from %,d on: %,d tables, %,d rows%n", first, tables, rows);
        assertThat(rows).isPositive();
    }
}
