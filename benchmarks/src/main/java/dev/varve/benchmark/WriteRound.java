package dev.varve.benchmark;

import dev.varve.column.ColumnsBatch;
import dev.varve.datafile.DataFileFormats;
import dev.varve.trino.file.TrinoParquetFormat;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.schema.Schema;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Writes a line of the benchmark with both sides, each to a new table; the rows are made once. */
final class WriteRound
{
    private static final String PAIMON = "paimon";
    private static final String VARVE = "varve";

    private final WriteCase line;
    private final Path warehouse;
    private final List<List<ColumnsBatch>> rows;
    private final VarveSide reader;
    private long paimonBest = Long.MAX_VALUE;
    private long varveBest = Long.MAX_VALUE;
    private long peakBytes;

    WriteRound(WriteCase line, Path warehouse)
    {
        this.line = line;
        this.warehouse = warehouse;
        rows = line.work().rows();
        reader = new VarveSide(warehouse, DataFileFormats.of(List.of(new TrinoParquetFormat())));
    }

    void run()
            throws Exception
    {
        paimonBest = Math.min(paimonBest, nanos(new PaimonWriting(), PAIMON));
        VarveWriting side = new VarveWriting();
        varveBest = Math.min(varveBest, nanos(side, VARVE));
        peakBytes = Math.max(peakBytes, side.peakBytes());
    }

    /** The most bytes that Varve's writer held, by its own account; 0 if it only compacted. */
    long peakBytes()
    {
        return peakBytes;
    }

    /** Writes once more with Varve, which takes long: the most bytes of heap that were alive. */
    long peakHeap()
            throws Exception
    {
        create(VARVE);
        line.work().prepare(warehouse, VARVE, rows);
        return PeakHeap.of(() -> {
            line.work().run(new VarveWriting(), warehouse, VARVE, rows);
            return true;
        });
    }

    /** The shortest time so far, in nanoseconds. */
    long paimonBest()
    {
        return paimonBest;
    }

    /** The shortest time so far, in nanoseconds. */
    long varveBest()
    {
        return varveBest;
    }

    Touched paimonContent()
            throws IOException
    {
        return content(PAIMON);
    }

    Touched varveContent()
            throws IOException
    {
        return content(VARVE);
    }

    private long nanos(WriteSide side, String table)
            throws Exception
    {
        create(table);
        line.work().prepare(warehouse, table, rows);
        System.gc();
        long start = System.nanoTime();
        line.work().run(side, warehouse, table, rows);
        return System.nanoTime() - start;
    }

    private Touched content(String table)
            throws IOException
    {
        return reader.read(new ReadCase(table, table, IntStream.range(0, 10).boxed().toList(), OptionalInt.empty(), 1));
    }

    private void create(String table)
            throws Exception
    {
        Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())));
        catalog.createDatabase(BenchmarkTables.DATABASE, true);
        Schema.Builder schema = BenchmarkTables.columns().options(line.options()).option("write-buffer-size", WriteCase.BUFFER_BYTES + " b");
        if (line.keyed()) {
            schema.primaryKey("id").option("bucket", Integer.toString(WriteCase.BUCKETS));
        }
        catalog.createTable(Identifier.create(BenchmarkTables.DATABASE, table), schema.build(), false);
    }
}
