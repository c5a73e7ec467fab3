package dev.varve.write;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.schema.TableSchema;
import dev.varve.write.bucket.CrossPartitionRouter;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the keys of all rows that a table has, and the partitions and buckets that they are in.
 *
 * @param columns of the primary key and of the partition, ascending
 */
record StoredKeys(Table table, List<Integer> columns)
        implements CrossPartitionRouter.KeySource
{
    static StoredKeys of(Table table, TableSchema schema)
    {
        Set<String> names = new HashSet<>(schema.primaryKeys());
        names.addAll(schema.partitionKeys());
        Set<Integer> columns = new TreeSet<>();
        names.forEach(name -> columns.add(schema.fields().indexOf(name).orElseThrow()));
        return new StoredKeys(table, List.copyOf(columns));
    }

    @Override
    public void read(CrossPartitionRouter.KeyVisitor visitor)
            throws IOException
    {
        TableVersion version = table.latest();
        TableReader reader = TableReader.of(version, DefaultFormats.all(), columns, Optional.empty(), new ReadMetrics());
        try (SplitSource splits = version.planBranch(ScanRequest.ALL.withColumns(Set.copyOf(columns)), 0)) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                try (BatchSource rows = reader.open(split.get())) {
                    for (Optional<Batch> batch = rows.next(); batch.isPresent(); batch = rows.next()) {
                        visit(batch.get(), version.schema().fields().size(), split.get().bucket(), visitor);
                    }
                }
            }
        }
    }

    private void visit(Batch batch, int width, int bucket, CrossPartitionRouter.KeyVisitor visitor)
            throws IOException
    {
        Column[] all = new Column[width];
        for (int i = 0; i < columns.size(); i++) {
            all[columns.get(i)] = batch.column(i).flatten();
        }
        visitor.visit(bucket, all, batch.selection().positions(), batch.selection().count());
    }
}
