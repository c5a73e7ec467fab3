package dev.varve.product.conformance;

import dev.varve.product.kernel.KernelReader;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;

/** The kernel with its default file formats answers every case. */
public class TestKernelConformance
{
    private static final int THREADS = 2;

    @DataProvider
    public Object[] corpora()
            throws IOException
    {
        return Corpora.all().toArray();
    }

    @Test(dataProvider = "corpora")
    public void testEveryCase(Corpus corpus)
            throws Exception
    {
        try (KernelReader kernel = KernelReader.open(corpus.warehouse())) {
            new ConformanceRun("kernel", CaseClient.of(kernel), corpus).check(THREADS);
        }
    }
}
