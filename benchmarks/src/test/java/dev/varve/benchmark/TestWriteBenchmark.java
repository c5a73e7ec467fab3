package dev.varve.benchmark;

import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Both sides of the benchmark write the same, to small tables. Nothing is timed. */
@Test(singleThreaded = true)
public class TestWriteBenchmark
{
    private Path warehouse;

    @BeforeClass
    public void createDirectory()
            throws IOException
    {
        warehouse = Files.createTempDirectory("varve-benchmark");
    }

    @AfterClass(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(warehouse)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @DataProvider
    public Object[][] cases()
    {
        return WriteCase.cases(1_000).stream().map(line -> new Object[] {line}).toArray(Object[][]::new);
    }

    @Test(dataProvider = "cases")
    public void bothSidesWriteTheSame(WriteCase line)
            throws Exception
    {
        WriteRound round = new WriteRound(line, warehouse.resolve(line.name().replace(' ', '-')));
        round.run();
        assertThat(round.varveContent().rows()).isPositive();
        assertThat(round.varveContent()).isEqualTo(round.paimonContent());
    }
}
