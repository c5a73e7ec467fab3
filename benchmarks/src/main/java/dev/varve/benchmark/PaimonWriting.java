package dev.varve.benchmark;

import dev.varve.column.ColumnsBatch;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.sink.StreamTableCommit;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.table.sink.StreamWriteBuilder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes with Paimon's own writer. */
final class PaimonWriting
        implements WriteSide
{
    @Override
    public void write(Path warehouse, String name, List<List<ColumnsBatch>> commits)
            throws Exception
    {
        StreamWriteBuilder builder = table(warehouse, name).newStreamWriteBuilder();
        try (StreamTableWrite write = (StreamTableWrite) builder.newWrite().withIOManager(spilling(warehouse)); StreamTableCommit commit = builder.newCommit()) {
            long identifier = 0;
            for (List<ColumnsBatch> batches : commits) {
                for (ColumnsBatch batch : batches) {
                    ColumnsRow row = new ColumnsRow(batch);
                    for (int i = 0; i < batch.size(); i++) {
                        write.write(row.at(i));
                    }
                }
                identifier++;
                commit.commit(identifier, write.prepareCommit(true, identifier));
            }
        }
    }

    @Override
    public void compact(Path warehouse, String name)
            throws Exception
    {
        BatchWriteBuilder builder = table(warehouse, name).copy(Map.of("write-only", "false")).newBatchWriteBuilder();
        try (BatchTableWrite write = (BatchTableWrite) builder.newWrite().withIOManager(spilling(warehouse)); BatchTableCommit commit = builder.newCommit()) {
            for (int bucket = 0; bucket < WriteCase.BUCKETS; bucket++) {
                write.compact(BinaryRow.EMPTY_ROW, bucket, true);
            }
            commit.commit(write.prepareCommit());
        }
    }

    static Table table(Path warehouse, String name)
            throws Exception
    {
        return CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())))
                .getTable(Identifier.create(BenchmarkTables.DATABASE, name));
    }

    private static IOManager spilling(Path warehouse)
            throws IOException
    {
        return IOManager.create(Files.createDirectories(warehouse.resolve("tmp")).toString());
    }
}
