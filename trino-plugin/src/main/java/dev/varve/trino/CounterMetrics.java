package dev.varve.trino;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableMap;
import io.trino.plugin.base.metrics.LongCount;
import io.trino.spi.metrics.Metric;
import io.trino.spi.metrics.Metrics;

import java.util.function.ToLongFunction;

/** Counters of the kernel as Trino's metrics, which EXPLAIN ANALYZE VERBOSE shows: {@code FILES_OPENED} is {@code filesOpened}. */
final class CounterMetrics
{
    private CounterMetrics() {}

    static <C extends Enum<C>> Metrics of(C[] counters, ToLongFunction<C> value)
    {
        ImmutableMap.Builder<String, Metric<?>> metrics = ImmutableMap.builder();
        for (C counter : counters) {
            metrics.put(CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.LOWER_CAMEL, counter.name()), new LongCount(value.applyAsLong(counter)));
        }
        return new Metrics(metrics.buildOrThrow());
    }
}
