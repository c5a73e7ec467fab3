package dev.varve.trino;

import java.util.regex.Pattern;

/** What {@code EXPLAIN ANALYZE VERBOSE} prints. */
final class AnalyzedPlan
{
    private AnalyzedPlan() {}

    /** The sum of a counter over all scans of the plan. */
    static long metric(String plan, String name)
    {
        return Pattern.compile("'" + name + "' = LongCount\\{total=(\\d+)}").matcher(plan).results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }
}
