package dev.varve.benchmark;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * The tables of the read benchmark, written by real Paimon into a warehouse on disk: once, then they are kept.
 *
 * <p>All have ten columns. {@code pk_runs} is ten commits, of 200,000 rows each in the benchmark, that were never compacted, so that every bucket has ten
 * overlapping runs; half of each later run hits keys of earlier ones.
 */
final class BenchmarkTables
{
    static final String DATABASE = "bench";
    static final int RUNS = 10;
    static final int RUNS_OF_ONE_BUCKET = 20;
    /** The value of {@code c_int} that exactly one row of a table with runs has. */
    static final int RARE_INT = 7;

    private final Path warehouse;
    private final int rowsPerRun;
    private final int appendRows;
    private final PrintStream progress;

    BenchmarkTables(Path warehouse, int rowsPerRun, int appendRows, PrintStream progress)
    {
        this.warehouse = warehouse;
        this.rowsPerRun = rowsPerRun;
        this.appendRows = appendRows;
        this.progress = progress;
    }

    Path warehouse()
    {
        return warehouse;
    }

    void make()
            throws Exception
    {
        makeOneBucket();
        makeOthers();
    }

    /** All but the table whose runs are all in one bucket. */
    void makeOthers()
            throws Exception
    {
        makeAppend();
        makeOnce("pk_runs", Map.of(), true, table -> writeRuns(table, RUNS, 0));
        makeOnce("pk_compacted", Map.of(), true, table -> {
            writeRuns(table, RUNS, 0);
            compact(table);
        });
        makeOnce("partial_update", Map.of("merge-engine", "partial-update"), true, table -> writeRuns(table, RUNS, 2.0 / 3));
    }

    /** Only the table whose runs are all in one bucket. */
    void makeOneBucket()
            throws Exception
    {
        makeOnce("pk_one_bucket", Map.of("bucket", "1"), true, table -> writeRuns(table, RUNS_OF_ONE_BUCKET, 0));
    }

    /** Only the append table. */
    void makeAppend()
            throws Exception
    {
        makeOnce("append_rows", Map.of(), false, this::writeAppend);
    }

    private interface Writer
    {
        void write(Table table)
                throws Exception;
    }

    private void makeOnce(String name, Map<String, String> options, boolean keyed, Writer writer)
            throws Exception
    {
        Path done = warehouse.resolve(name + ".done");
        if (Files.exists(done)) {
            return;
        }
        progress.println("Making table " + name + " ...");
        Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())));
        catalog.createDatabase(DATABASE, true);
        Identifier identifier = Identifier.create(DATABASE, name);
        catalog.dropTable(identifier, true);
        Schema.Builder schema = columns().options(options);
        if (keyed) {
            schema.primaryKey("id").option("bucket", options.getOrDefault("bucket", "2")).option("write-only", "true");
        }
        catalog.createTable(identifier, schema.build(), false);
        writer.write(catalog.getTable(identifier));
        Files.createFile(done);
    }

    /** The ten columns of all benchmark tables. */
    static Schema.Builder columns()
    {
        return Schema.newBuilder()
                .column("id", DataTypes.BIGINT().notNull())
                .column("c_big1", DataTypes.BIGINT())
                .column("c_big2", DataTypes.BIGINT())
                .column("c_dbl1", DataTypes.DOUBLE())
                .column("c_dbl2", DataTypes.DOUBLE())
                .column("c_dec", DataTypes.DECIMAL(18, 4))
                .column("c_str", DataTypes.STRING())
                .column("c_cat", DataTypes.STRING())
                .column("c_ts", DataTypes.TIMESTAMP(3))
                .column("c_int", DataTypes.INT())
                .option("file.format", "parquet");
    }

    private void writeAppend(Table table)
            throws Exception
    {
        Random random = new Random(42);
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = ioManaged(builder.newWrite()); BatchTableCommit commit = builder.newCommit()) {
            for (int i = 0; i < appendRows; i++) {
                write.write(row(i, random, 0));
            }
            commit.commit(write.prepareCommit());
        }
    }

    private void writeRuns(Table table, int runs, double nullShare)
            throws Exception
    {
        Random random = new Random(42);
        long distinct = 0;
        for (int run = 0; run < runs; run++) {
            BatchWriteBuilder builder = table.newBatchWriteBuilder();
            try (BatchTableWrite write = ioManaged(builder.newWrite()); BatchTableCommit commit = builder.newCommit()) {
                long before = distinct;
                for (int i = 0; i < rowsPerRun; i++) {
                    long number = before > 0 && random.nextBoolean() ? random.nextLong(before) : distinct++;
                    GenericRow row = row(RowBatches.scatter(number), random, nullShare);
                    if (run == runs - 1 && i == rowsPerRun - 1) {
                        row.setField(ReadCase.C_INT, RARE_INT);
                    }
                    write.write(row);
                }
                commit.commit(write.prepareCommit());
            }
        }
    }

    private void compact(Table table)
            throws Exception
    {
        Table compacting = table.copy(Map.of("write-only", "false"));
        BatchWriteBuilder builder = compacting.newBatchWriteBuilder();
        try (BatchTableWrite write = ioManaged(builder.newWrite()); BatchTableCommit commit = builder.newCommit()) {
            write.compact(BinaryRow.EMPTY_ROW, 0, true);
            write.compact(BinaryRow.EMPTY_ROW, 1, true);
            commit.commit(write.prepareCommit());
        }
    }

    private BatchTableWrite ioManaged(BatchTableWrite write)
            throws IOException
    {
        return (BatchTableWrite) write.withIOManager(IOManager.create(Files.createDirectories(warehouse.resolve("tmp")).toString()));
    }

    private static int commonInt(Random random)
    {
        int value = random.nextInt(1_000_000);
        return value == RARE_INT ? RARE_INT + 1 : value;
    }

    private static GenericRow row(long id, Random random, double nullShare)
    {
        Object[] values = {
                id,
                random.nextLong(),
                (long) random.nextInt(1000),
                random.nextGaussian(),
                random.nextInt(10_000) / 100.0,
                Decimal.fromUnscaledLong(random.nextLong(1_000_000_000_000L), 18, 4),
                BinaryString.fromString("value-" + Long.toHexString(random.nextLong())),
                BinaryString.fromString("category-" + random.nextInt(50)),
                Timestamp.fromEpochMillis(1_600_000_000_000L + random.nextInt(Integer.MAX_VALUE) * 50L),
                commonInt(random),
        };
        if (nullShare > 0) {
            for (int i = 1; i < values.length; i++) {
                if (random.nextDouble() < nullShare) {
                    values[i] = null;
                }
            }
        }
        return GenericRow.of(values);
    }
}
