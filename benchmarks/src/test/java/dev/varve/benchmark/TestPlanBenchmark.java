package dev.varve.benchmark;

import dev.varve.benchmark.PlanBenchmark.Planned;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** How much of the metadata of a table of many files is read for a plan. {@code -Dvarve.plan.partitions=2000} is the table of the benchmark. */
public class TestPlanBenchmark
{
    private static final int PARTITIONS = Integer.getInteger("varve.plan.partitions", 60);
    private static final int FILES = 50;

    private Path warehouse;
    private PlanTable table;

    @BeforeClass
    public void makeTable()
            throws Exception
    {
        warehouse = Files.createTempDirectory("varve-plan");
        table = new PlanTable(warehouse, "files", PARTITIONS, FILES, Math.max(1, PARTITIONS / 20));
        table.make();
    }

    @AfterClass(alwaysRun = true)
    public void deleteTable()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(warehouse)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    public void onePartitionIsPlannedFromItsManifests()
            throws Exception
    {
        OptionalInt partition = OptionalInt.of(PARTITIONS / 2);
        Planned planned = PlanBenchmark.varve(table, partition);
        assertThat(planned.files()).isEqualTo(FILES).isEqualTo(PlanBenchmark.paimon(table, partition));
        assertThat(planned.manifests()).isEqualTo(20);
        assertThat(planned.manifestsRead()).isEqualTo(1);
    }

    @Test
    public void theFirstSplitIsThereBeforeTheLastManifestIsRead()
            throws Exception
    {
        Planned planned = PlanBenchmark.varve(table, OptionalInt.empty());
        assertThat(planned.files()).isEqualTo((long) PARTITIONS * FILES).isEqualTo(PlanBenchmark.paimon(table, OptionalInt.empty()));
        assertThat(planned.manifestsRead()).isEqualTo(20);
        assertThat(planned.manifestsBeforeFirstSplit()).isEqualTo(1);
    }
}
