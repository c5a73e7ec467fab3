package dev.varve.scan;

import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

public class TestTableStatistics
{
    private static final DataType INT = new IntType(true);

    @Test
    public void addsUpFiles()
            throws IOException
    {
        TableStatistics statistics = ScanPlanner.of(table().target()).statistics(Optional.empty());
        assertThat(statistics.rowCount()).isEqualTo(30);
        assertThat(statistics.exact()).isTrue();
        assertThat(statistics.columns().get(0)).as("the partition column is known exactly")
                .isEqualTo(new TableStatistics.Column(OptionalDouble.of(0), Optional.of(1L), Optional.of(9L), OptionalLong.of(2), OptionalLong.empty()));
        assertThat(statistics.columns()).as("no file says anything about the other").doesNotContainKey(1);
    }

    @Test
    public void countsWholePartitions()
            throws IOException
    {
        TableStatistics statistics = ScanPlanner.of(table().target()).statistics(Optional.of(new Compare(0, INT, Comparison.EQUAL, 9L)));
        assertThat(statistics.rowCount()).isEqualTo(20);
        assertThat(statistics.exact()).isTrue();
    }

    @Test
    public void isNotExactWithAnotherPredicate()
            throws IOException
    {
        TableStatistics statistics = ScanPlanner.of(table().target()).statistics(Optional.of(new Compare(1, INT, Comparison.EQUAL, 9L)));
        assertThat(statistics.rowCount()).isEqualTo(30);
        assertThat(statistics.exact()).isFalse();
    }

    @Test
    public void usesAnAnalysis()
            throws IOException
    {
        MemoryTable table = table();
        table.put("statistics/stat-1", """
                {"snapshotId": 6, "schemaId": 0, "mergedRecordCount": 30,
                 "colStats": {
                   "v": {"colId": 1, "distinctCount": 5, "nullCount": 3, "avgLen": 4},
                   "pt": {"colId": 17, "distinctCount": 99}}}""".getBytes(UTF_8));
        TableStatistics statistics = ScanPlanner.of(table.target("stat-1")).statistics(Optional.empty());
        assertThat(statistics.columns().get(1))
                .isEqualTo(new TableStatistics.Column(OptionalDouble.of(0.1), Optional.empty(), Optional.empty(), OptionalLong.of(5), OptionalLong.of(4)));
        assertThat(statistics.columns().get(0).distinctCount()).as("an older column of the same name").hasValue(2);
    }

    private static MemoryTable table()
            throws IOException
    {
        MemoryTable table = SampleEntries.table();
        table.addManifest(List.of(SampleEntries.added("a", 1), SampleEntries.added("b", 9), SampleEntries.added("c", 9)));
        return table;
    }
}
