package dev.varve.product.paimon;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.product.trino.ServerUnderTest;
import dev.varve.product.trino.TrinoClient;
import dev.varve.product.trino.TrinoSql;
import dev.varve.scan.MetadataSummary;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.VarCharType;
import org.testng.annotations.Test;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

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
                assertFirstRows(client, request, types);
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

    /** Of columns that have an order; those of the key have bounds in manifests. */
    private static void assertFirstRows(TrinoClient client, ReadRequest request, List<DataType> types)
            throws Exception
    {
        boolean state = !(request.version() instanceof ReadVersion.Changes || request.version() instanceof ReadVersion.Stream) && request.where().isEmpty();
        for (int i = 0; state && i < request.columns().size(); i++) {
            if (MetadataSummary.hasExactBounds(types.get(i)) || types.get(i) instanceof DecimalType || types.get(i) instanceof VarCharType) {
                int count = 1 + Math.floorMod(request.hashCode(), 7);
                String sql = TrinoSql.sameFirstRows("random", request, request.columns().get(i), i % 2 == 0, count);
                assertThat(client.query(sql, List.of(new BooleanType(false)))).as(sql).isEqualTo(List.of(List.of(true)));
            }
        }
    }
}
