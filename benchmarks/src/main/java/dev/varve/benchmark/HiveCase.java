package dev.varve.benchmark;

import java.util.List;
import java.util.Optional;

/**
 * One line of the benchmark of Hive.
 *
 * @param select before the name of the table and {@code rest} after it; sums are of whole numbers, so that the result is one for all ways to read
 * @param counts whether the first column is the number of rows of the table
 * @param target the ratio to Paimon's handler to reach, at least
 */
record HiveCase(String name, String select, String table, String rest, boolean counts, double target)
{
    private static final String ALL_COLUMNS =
            """
            SELECT count(*), sum(id), sum(c_big1 % 1000), sum(c_big2), sum(CAST(c_dbl1 AS BIGINT)), sum(CAST(c_dbl2 AS BIGINT)), sum(c_dec),
                sum(length(c_str)), max(c_cat), max(c_ts), sum(c_int)
            """;

    static final List<HiveCase> CASES = List.of(
            new HiveCase("append, 5 M rows, 10 columns", ALL_COLUMNS, "append_rows", "", true, 2),
            new HiveCase("compacted primary key, 10 columns", ALL_COLUMNS, "pk_compacted", "", true, 2),
            new HiveCase("10 overlapping runs, 10 columns", ALL_COLUMNS, "pk_runs", "", true, 2),
            new HiveCase("10 overlapping runs, 2 columns", "SELECT count(id), sum(c_big2)", "pk_runs", "", true, 2),
            new HiveCase("10 overlapping runs, GROUP BY", "SELECT c_cat, count(*), sum(c_big2)", "pk_runs", "GROUP BY c_cat ORDER BY c_cat", false, 2),
            new HiveCase("10 overlapping runs, c_int = 7", "SELECT id, c_str", "pk_runs", "WHERE c_int = " + BenchmarkTables.RARE_INT, false, 2),
            new HiveCase("partial-update, 10 runs, 10 columns", ALL_COLUMNS, "partial_update", "", true, 2));

    String sql()
    {
        return (select + " FROM " + BenchmarkTables.DATABASE + "." + table + " " + rest).strip();
    }

    /** How many rows the table has by an answer, if it tells. */
    Optional<Long> rows(List<List<String>> answer)
    {
        return counts ? Optional.of(Long.valueOf(answer.getFirst().getFirst())) : Optional.empty();
    }
}
