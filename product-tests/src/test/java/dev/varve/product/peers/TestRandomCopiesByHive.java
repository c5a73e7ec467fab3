package dev.varve.product.peers;

import dev.varve.product.hive.HiveClient;
import dev.varve.product.hive.HiveQuery;
import dev.varve.product.hive.HiveUnderTest;
import dev.varve.product.peers.RandomCopies.Copy;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;
import org.testng.annotations.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random tables that Paimon makes, copied by INSERT of real Hive on Tez, read by Paimon, the kernel and Hive. {@code -Dvarve.seed=} repeats a run,
 * {@code -Dvarve.random.hive.writes.seconds=} makes it longer.
 */
public class TestRandomCopiesByHive
{
    private static final Duration BUDGET = Duration.ofSeconds(Integer.getInteger("varve.random.hive.writes.seconds", 1));

    @Test
    public void paimonReadsWhatHiveWrites()
            throws Exception
    {
        long first = Long.getLong("varve.seed", System.nanoTime() & 0xFFFF_FFFFL);
        System.out.printf("random copies by Hive: -Dvarve.seed=%s%n", first);
        long deadline = System.nanoTime() + BUDGET.toNanos();
        int tables = 0;
        long rows = 0;
        try (HiveClient hive = HiveUnderTest.client(); RandomCopies copies = RandomCopies.create("hive-copies", warehouse -> new HiveCopy(hive, warehouse)::copy)) {
            for (long seed = first; System.nanoTime() < deadline || rows == 0; seed++) {
                Optional<Copy> copy = copies.make(seed);
                if (copy.isPresent()) {
                    tables++;
                    rows += copy.get().rows().size();
                    assertThat(rows(hive, copy.get()).differenceTo(copy.get().rows())).as("seed %s, read by Hive", seed).isEmpty();
                }
            }
        }
        System.out.printf("random copies by Hive: seeds from %,d on: %,d tables, %,d rows%n", first, tables, rows);
    }

    private static RowSet rows(HiveClient hive, Copy copy)
            throws Exception
    {
        ReadRequest request = new ReadRequest(RandomCopies.DATABASE, copy.table(), Optional.empty(), new ReadVersion.Latest(), copy.schema().fields().names(), Optional.empty());
        return RowSet.of(copy.types(), hive.query(Map.of(), HiveQuery.of(request, false).byFetching(), copy.types()));
    }

    /** Varve makes the table, as Hive has not all its types, and Hive writes the rows: all at once, instead of others, or in two statements. */
    private record HiveCopy(HiveClient hive, Path warehouse)
    {
        TableSchema copy(String database, String from, String to, Random random)
                throws Exception
        {
            TableSchema schema = new VarveCopy(warehouse).create(database, from, to, random);
            hive.register(warehouse, database, from);
            hive.register(warehouse, database, to);
            String columns = schema.fields().fields().stream().map(Field::name).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
            String select = "SELECT %s FROM %s.%s".formatted(columns, database, from);
            String insert = "INSERT INTO %s.%s (%s) ".formatted(database, to, columns);
            List<String> statements = switch (random.nextInt(3)) {
                case 0 -> List.of(insert + select);
                case 1 -> List.of(insert + select + " LIMIT 1", "INSERT OVERWRITE TABLE %s.%s ".formatted(database, to) + select);
                default -> List.of(insert + select + " WHERE pmod(hash(%s), 2) = 0".formatted(columns), insert + select + " WHERE pmod(hash(%s), 2) = 1".formatted(columns));
            };
            for (String statement : statements) {
                hive.query(Map.of("hive.fetch.task.conversion", "none"), statement);
            }
            return schema;
        }
    }
}
