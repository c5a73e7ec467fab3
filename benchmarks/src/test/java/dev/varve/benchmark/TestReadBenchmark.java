package dev.varve.benchmark;

import dev.varve.datafile.DataFileFormats;
import dev.varve.trino.file.TrinoParquetFormat;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Both sides of the benchmark see the same values, on small tables. Nothing is timed. */
public class TestReadBenchmark
{
    private Path warehouse;
    private PaimonSide paimon;
    private VarveSide varve;

    @BeforeClass
    public void makeTables()
            throws Exception
    {
        warehouse = Files.createTempDirectory("varve-benchmark");
        new BenchmarkTables(warehouse, 2_000, 10_000, new PrintStream(OutputStream.nullOutputStream())).make();
        paimon = new PaimonSide(warehouse);
        varve = new VarveSide(warehouse, DataFileFormats.of(List.of(new TrinoParquetFormat())));
    }

    @AfterClass(alwaysRun = true)
    public void deleteTables()
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
        return ReadCase.CASES.stream().map(query -> new Object[] {query}).toArray(Object[][]::new);
    }

    @Test(dataProvider = "cases")
    public void bothSidesSeeTheSame(ReadCase query)
            throws Exception
    {
        Touched expected = paimon.read(query);
        assertThat(expected.rows()).isEqualTo(query.equalInt().isPresent() ? 1 : expected.rows()).isPositive();
        assertThat(varve.read(query)).isEqualTo(expected);
    }

    @Test
    public void twoThreadsSeeWhatOneSees()
            throws Exception
    {
        assertThat(varve.read(ReadCase.ONE_BUCKET, 2)).isEqualTo(paimon.read(ReadCase.ONE_BUCKET)).isEqualTo(varve.read(ReadCase.ONE_BUCKET, 1));
    }
}
