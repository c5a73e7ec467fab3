package dev.varve.trino;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableMap;
import io.trino.plugin.base.metrics.LongCount;
import io.trino.spi.metrics.Metric;
import io.trino.spi.metrics.Metrics;

import java.util.function.ToLongFunction;

/**
 * Counters of the kernel as Trino's metrics, which EXPLAIN ANALYZE VERBOSE shows: {@code FILES_OPENED} is {@code filesOpened}. Trino adds
 * metrics of the same name up, those of planning to those of reading, too. One of them went through JSON then, and has the class of that name
 * that the server knows and not the plugin, so that adding them fails: names of planning and of reading must differ.
 */
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
