package dev.varve.product.peers;

import dev.varve.product.peers.RandomCopies.Copy;
import dev.varve.product.rows.RowSet;
import dev.varve.schema.TableSchema;
import dev.varve.type.ArrayType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random tables that Varve writes, read with Flink SQL and Spark SQL. {@code -Dvarve.seed=} repeats a run, {@code -Dvarve.peers.tables=} makes it
 * longer.
 */
@Test(groups = "peers")
public class TestPeers
{
    private static final int TABLES = Integer.getInteger("varve.peers.tables", 20);

    private final List<Copy> copies = new ArrayList<>();
    private RandomCopies tables;

    @BeforeClass(alwaysRun = true)
    public void makeTables()
            throws Exception
    {
        long first = Long.getLong("varve.seed", System.nanoTime() & 0xFFFF_FFFFL);
        System.out.printf("peers: -Dvarve.seed=%s%n", first);
        tables = RandomCopies.create("peers");
        for (long seed = first; copies.size() < TABLES; seed++) {
            tables.make(seed).ifPresent(copies::add);
        }
    }

    @AfterClass(alwaysRun = true)
    public void closeTables()
            throws Exception
    {
        if (tables != null) {
            tables.close();
        }
    }

    @Test
    public void flinkReadsWhatVarveWrites()
            throws Exception
    {
        compare("flink", "dev.varve.product.peer.flink.FlinkPeer", type -> true);
    }

    /** Paimon for Spark of 0.9 knows no times and no nanoseconds, and gives timestamps without a zone as instants. */
    @Test
    public void sparkReadsWhatVarveWrites()
            throws Exception
    {
        compare("spark", "dev.varve.product.peer.spark.SparkPeer", TestPeers::knownToSpark);
    }

    private void compare(String name, String main, Predicate<DataType> known)
            throws Exception
    {
        List<String> problems = new ArrayList<>();
        long rows = 0;
        int compared = 0;
        try (Peer peer = Peer.start(name, main, List.of(tables.warehouse().toUri().toString()))) {
            for (Copy copy : copies) {
                if (!copy.types().stream().allMatch(known)) {
                    continue;
                }
                RowSet actual = peer.run(select(copy.table(), copy.schema()));
                compared++;
                rows += actual.size();
                Optional<String> difference = actual.differenceTo(copy.rows());
                difference.ifPresent(text -> problems.add(copy.table() + " " + copy.schema().options() + ": " + text));
            }
        }
        System.out.printf("peers: %s read %d of %d tables, %,d rows, %d problems%n", name, compared, copies.size(), rows, problems.size());
        assertThat(problems).isEmpty();
        assertThat(compared).isPositive();
    }

    private static String select(String table, TableSchema schema)
    {
        return schema.fields().fields().stream()
                .map(field -> field.type() instanceof CharType ? "RTRIM(" + quoted(field) + ")" : quoted(field))
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + RandomCopies.DATABASE + "." + table));
    }

    private static String quoted(Field field)
    {
        return "`" + field.name() + "`";
    }

    private static boolean knownToSpark(DataType type)
    {
        if (type instanceof ArrayType array) {
            return knownToSpark(array.element());
        }
        if (type instanceof MapType map) {
            return knownToSpark(map.key()) && knownToSpark(map.value());
        }
        if (type instanceof RowType row) {
            return row.fields().stream().allMatch(field -> knownToSpark(field.type()));
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return timestamp.precision() <= 6;
        }
        return !(type instanceof TimeType || type instanceof TimestampType);
    }
}
