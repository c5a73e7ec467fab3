package dev.varve.benchmark;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryArray;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.BinaryRowWriter;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.manifest.FileSource;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.stats.SimpleStats;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.types.DataTypes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A table of very many data files, committed by real Paimon: manifests as they are, but no data files, since planning reads none.
 *
 * @param partitions of the column {@code dt}, 0 and on
 * @param filesPerPartition in each
 * @param partitionsPerCommit those of one commit are neighbours, as days are
 */
record PlanTable(Path warehouse, String name, int partitions, int filesPerPartition, int partitionsPerCommit)
{
    static final String DATABASE = "plan";
    private static final int COLUMNS = 10;
    private static final long FILE_BYTES = 60L << 20;
    private static final long FILE_ROWS = 1_000_000;

    void make()
            throws Exception
    {
        try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())))) {
            catalog.createDatabase(DATABASE, true);
            Identifier identifier = Identifier.create(DATABASE, name);
            Schema.Builder schema = Schema.newBuilder().column("dt", DataTypes.INT()).partitionKeys("dt").option("file.format", "parquet");
            for (int i = 1; i < COLUMNS; i++) {
                schema.column("c" + i, i % 3 == 0 ? DataTypes.STRING() : DataTypes.BIGINT());
            }
            catalog.createTable(identifier, schema.build(), false);
            Table table = catalog.getTable(identifier);
            for (int first = 0; first < partitions; first += partitionsPerCommit) {
                List<CommitMessage> messages = new ArrayList<>();
                for (int partition = first; partition < Math.min(partitions, first + partitionsPerCommit); partition++) {
                    messages.add(message(partition));
                }
                try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
                    commit.commit(messages);
                }
            }
        }
    }

    private CommitMessage message(int partition)
    {
        List<DataFileMeta> files = new ArrayList<>();
        for (int i = 0; i < filesPerPartition; i++) {
            long number = (long) partition * filesPerPartition + i;
            files.add(DataFileMeta.forAppend(
                    "data-" + new UUID(number, number) + "-0.parquet",
                    FILE_BYTES, FILE_ROWS, statistics(partition, number), number * FILE_ROWS, (number + 1) * FILE_ROWS - 1, 0, List.of(), null, FileSource.APPEND, null, null, null, null));
        }
        BinaryRow row = new BinaryRow(1);
        BinaryRowWriter writer = new BinaryRowWriter(row);
        writer.writeInt(0, partition);
        writer.complete();
        return new CommitMessageImpl(row, 0, -1, new DataIncrement(files, List.of(), List.of()), CompactIncrement.emptyIncrement());
    }

    private static SimpleStats statistics(int partition, long number)
    {
        return new SimpleStats(bounds(partition, number * 1000), bounds(partition, number * 1000 + 999), BinaryArray.fromLongArray(new Long[] {0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L}));
    }

    private static BinaryRow bounds(int partition, long value)
    {
        BinaryRow row = new BinaryRow(COLUMNS);
        BinaryRowWriter writer = new BinaryRowWriter(row);
        writer.writeInt(0, partition);
        for (int i = 1; i < COLUMNS; i++) {
            if (i % 3 == 0) {
                writer.writeString(i, BinaryString.fromString("value-%010d".formatted(value)));
            }
            else {
                writer.writeLong(i, value * i);
            }
        }
        writer.complete();
        return row;
    }
}
