package dev.varve.product.paimon;

import dev.varve.product.kernel.KernelReader;
import dev.varve.product.rows.RowSet;
import dev.varve.product.rows.RowSource;
import org.testng.annotations.Test;

import java.time.Duration;

/**
 * Random tables and queries, answered by real Paimon and by the kernel. {@code -Dvarve.seed=} repeats a run,
 * {@code -Dvarve.random.seconds=} makes it longer.
 */
public class TestRandomTables
{
    private static final Duration BUDGET = Duration.ofSeconds(Integer.getInteger("varve.random.seconds", 30));

    @Test
    public void testKernelReadsWhatPaimonReads()
            throws Exception
    {
        try (RandomRun run = RandomRun.start("kernel", true, BUDGET);
                RowSource kernel = KernelReader.open(run.warehouse())) {
            run.compare((request, types) -> RowSet.of(types, kernel.read(request)));
        }
    }
}
