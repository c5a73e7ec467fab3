package dev.varve.product.hive;

import dev.varve.product.paimon.RandomClient;
import dev.varve.product.paimon.RandomRun;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.RowSet;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import org.testng.annotations.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Random tables and queries, answered by real Paimon and by real Hive: row by row in fetch tasks and, one query in some, vectorized on Tez.
 * {@code -Dvarve.seed=} repeats a run, {@code -Dvarve.random.hive.seconds=} makes it longer, {@code -Dvarve.random.hive.tez.every=1} asks all on Tez.
 */
public class TestRandomTablesInHive
{
    private static final Duration BUDGET = Duration.ofSeconds(Integer.getInteger("varve.random.hive.seconds", 5));
    private static final int EVERY_ON_TEZ = Integer.getInteger("varve.random.hive.tez.every", 10);

    @Test
    public void testHiveReadsWhatPaimonReads()
            throws Exception
    {
        try (RandomRun run = RandomRun.start("hive", false, BUDGET); HiveClient hive = HiveUnderTest.client()) {
            run.compare(new Asking(hive, run.warehouse()));
        }
    }

    private static final class Asking
            implements RandomClient
    {
        private final HiveClient hive;
        private final Path warehouse;
        private int asked;

        private Asking(HiveClient hive, Path warehouse)
        {
            this.hive = hive;
            this.warehouse = warehouse;
        }

        @Override
        public boolean canAsk(ReadRequest request, List<DataType> types)
        {
            return !request.table().contains("$") && HiveQuery.canSay(request, types);
        }

        @Override
        public RowSet read(ReadRequest request, List<DataType> types)
                throws Exception
        {
            hive.register(warehouse, request.database(), request.table());
            HiveQuery query = HiveQuery.of(request, true);
            List<String> statements = asked++ % EVERY_ON_TEZ == 0 ? query.onTez(types) : query.byFetching();
            if (!request.columns().isEmpty()) {
                return RowSet.of(types, hive.query(query.settings(), statements, types));
            }
            long rows = (long) hive.query(query.settings(), statements, List.of(new BigIntType(false))).getFirst().getFirst();
            return RowSet.of(List.of(), Collections.nCopies(Math.toIntExact(rows), List.of()));
        }
    }
}
