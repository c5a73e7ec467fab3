package dev.varve.benchmark;

import dev.varve.column.ColumnsBatch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static java.util.Collections.nCopies;

/**
 * One line of the benchmark: what is written to a new table.
 *
 * @param rows that one side writes or compacts
 * @param target the ratio to Paimon's writer to reach, at least
 */
record WriteCase(String name, boolean keyed, Map<String, String> options, long rows, double target, Work work)
{
    static final int BUCKETS = 2;
    /** What both sides may hold in memory before it becomes files. */
    static final long BUFFER_BYTES = 256L << 20;

    /** What is done, before and during the time that counts. */
    interface Work
    {
        /** The rows, in the columns that both sides write from; made once. */
        List<List<ColumnsBatch>> rows();

        /** Not timed. */
        default void prepare(Path warehouse, String table, List<List<ColumnsBatch>> rows)
                throws Exception
        {
        }

        void run(WriteSide side, Path warehouse, String table, List<List<ColumnsBatch>> rows)
                throws Exception;
    }

    /** @param unit rows of a run; 200,000 in the benchmark */
    static List<WriteCase> cases(int unit)
    {
        return List.of(
                new WriteCase("upserts in 5 commits, compacting", true, Map.of(), 5L * unit, 1.5, new Writing()
                {
                    @Override
                    public List<List<ColumnsBatch>> rows()
                    {
                        return upserts(5, unit);
                    }
                }),
                new WriteCase("append", false, Map.of(), 25L * unit, 1.5, new Writing()
                {
                    @Override
                    public List<List<ColumnsBatch>> rows()
                    {
                        List<ColumnsBatch> chunk = new RowBatches(42).appends(unit);
                        return List.of(nCopies(25, chunk).stream().flatMap(List::stream).toList());
                    }
                }),
                new WriteCase("full compaction of 10 runs", true, Map.of("write-only", "true"), 10L * unit, 2.0, new Compacting(unit)));
    }

    private static List<List<ColumnsBatch>> upserts(int commits, int rows)
    {
        RowBatches batches = new RowBatches(42);
        List<List<ColumnsBatch>> result = new ArrayList<>();
        for (int i = 0; i < commits; i++) {
            result.add(batches.upserts(rows));
        }
        return result;
    }

    private interface Writing
            extends Work
    {
        @Override
        default void run(WriteSide side, Path warehouse, String table, List<List<ColumnsBatch>> rows)
                throws Exception
        {
            side.write(warehouse, table, rows);
        }
    }

    private record Compacting(int unit)
            implements Work
    {
        @Override
        public List<List<ColumnsBatch>> rows()
        {
            return upserts(10, unit);
        }

        @Override
        public void prepare(Path warehouse, String table, List<List<ColumnsBatch>> rows)
                throws Exception
        {
            new PaimonWriting().write(warehouse, table, rows);
        }

        @Override
        public void run(WriteSide side, Path warehouse, String table, List<List<ColumnsBatch>> rows)
                throws Exception
        {
            side.compact(warehouse, table);
        }
    }
}
