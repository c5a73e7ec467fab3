package dev.varve.trino;

import dev.varve.datafile.ReadMetrics;
import dev.varve.scan.PlanMetrics;
import org.testng.annotations.Test;

import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

public class TestCounterMetrics
{
    @Test
    public void planningAndReadingShareNoName()
    {
        Set<String> planning = CounterMetrics.of(PlanMetrics.Counter.values(), counter -> 1).getMetrics().keySet();
        Set<String> reading = CounterMetrics.of(ReadMetrics.Counter.values(), counter -> 1).getMetrics().keySet();
        assertThat(planning).contains("filesSkippedByIndex").doesNotContainAnyElementsOf(reading);
    }
}
