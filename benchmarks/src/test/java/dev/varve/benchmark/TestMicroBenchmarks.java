package dev.varve.benchmark;

import org.openjdk.jmh.infra.Blackhole;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

/** The micro benchmarks do what they are to measure. Nothing is timed. */
public class TestMicroBenchmarks
{
    private static final Blackhole BLACKHOLE = new Blackhole("Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

    @DataProvider
    public Object[][] orders()
    {
        return new Object[][] {{"ranks"}, {"numbers"}};
    }

    @Test(dataProvider = "orders")
    public void testMergeKeepsEachKeyOnce(String order)
            throws IOException
    {
        MergeMicroBenchmark benchmark = new MergeMicroBenchmark();
        benchmark.order = order;
        benchmark.setUp();
        long rows = benchmark.merge();
        assertThat(rows).isBetween(60_000L, 100_000L);
        assertThat(benchmark.merge()).isEqualTo(rows);
    }

    @Test
    public void testColumns()
            throws IOException
    {
        ColumnMicroBenchmark benchmark = new ColumnMicroBenchmark();
        benchmark.setUp();
        assertThat(benchmark.predicate()).isBetween(1, 100);
        assertThat(benchmark.encodeKeys()).isEqualTo(benchmark.encodeKeys());
        assertThat(benchmark.gatherLongs().size()).isEqualTo(8_192);
        assertThat(benchmark.gatherTexts().size()).isEqualTo(8_192);
    }

    @Test
    public void testReading()
            throws Exception
    {
        ReadMicroBenchmark benchmark = new ReadMicroBenchmark();
        benchmark.rows = 1_000;
        benchmark.setUp();
        try {
            benchmark.decodeFiles(BLACKHOLE);
            benchmark.readTable(BLACKHOLE);
        }
        finally {
            benchmark.tearDown();
        }
    }
}
