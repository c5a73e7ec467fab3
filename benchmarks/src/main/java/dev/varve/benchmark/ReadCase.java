package dev.varve.benchmark;

import java.util.List;
import java.util.OptionalInt;

/**
 * One line of the benchmark: a query on a table.
 *
 * @param columns indexes of the columns that are read
 * @param equalInt the query keeps the rows whose {@code c_int} is this
 * @param target the ratio to Paimon's reader to reach, at least
 */
record ReadCase(String name, String table, List<Integer> columns, OptionalInt equalInt, double target)
{
    static final int C_INT = 9;

    private static final List<Integer> ALL = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    /** What several threads read, each a range of keys. */
    static final ReadCase ONE_BUCKET = new ReadCase("20 overlapping runs in one bucket", "pk_one_bucket", ALL, OptionalInt.empty(), 1.7);

    static final List<ReadCase> CASES = List.of(
            new ReadCase("append, 5 M rows, 10 columns", "append_rows", ALL, OptionalInt.empty(), 1.9),
            new ReadCase("compacted primary key, 10 columns", "pk_compacted", ALL, OptionalInt.empty(), 1.6),
            new ReadCase("10 overlapping runs, 10 columns", "pk_runs", ALL, OptionalInt.empty(), 2.0),
            new ReadCase("10 overlapping runs, 2 columns", "pk_runs", List.of(0, 1), OptionalInt.empty(), 3.0),
            new ReadCase("10 overlapping runs, c_int = 7", "pk_runs", ALL, OptionalInt.of(BenchmarkTables.RARE_INT), 5.0),
            new ReadCase("partial-update, 10 runs, 10 columns", "partial_update", ALL, OptionalInt.empty(), 2.0));
}
