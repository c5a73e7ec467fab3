package dev.varve.product.paimon;

import dev.varve.product.rows.RowSet;
import dev.varve.product.trino.ServerUnderTest;
import dev.varve.product.trino.TrinoClient;
import dev.varve.product.trino.TrinoSql;
import dev.varve.type.BigIntType;
import org.testng.annotations.Test;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Random tables and queries, answered by real Paimon and through SQL by the packaged plugin on a real server.
 * {@code -Dvarve.seed=} repeats a run, {@code -Dvarve.random.trino.seconds=} makes it longer.
 */
public class TestRandomTablesInTrino
{
    private static final Duration BUDGET = Duration.ofSeconds(Integer.getInteger("varve.random.trino.seconds", 30));

    @Test
    public void testTrinoReadsWhatPaimonReads()
            throws Exception
    {
        try (RandomRun run = RandomRun.start("trino", false, BUDGET);
                ServerUnderTest server = ServerUnderTest.start(List.of(ServerUnderTest.catalog("random", run.warehouse())));
                TrinoClient client = server.client()) {
            run.compare((request, types) -> {
                String sql = TrinoSql.of("random", request);
                if (!request.columns().isEmpty()) {
                    return RowSet.of(types, client.query(sql, types));
                }
                List<List<Object>> count = client.query(sql, List.of(new BigIntType(false)));
                long rows = (long) count.getFirst().getFirst();
                return RowSet.of(List.of(), Collections.nCopies(Math.toIntExact(rows), List.of()));
            });
        }
    }
}
