package dev.varve.product.metastore;

import dev.varve.Table;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.WritableStorage;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.VarCharType;
import dev.varve.write.RowAppender;
import dev.varve.write.TableWriter;
import dev.varve.write.WritableCatalog;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Tables {@code (id INT, name STRING, dt STRING)} and rows of them. */
final class Tables
{
    static final DataType INT = new IntType(true);
    static final DataType STRING = new VarCharType(Integer.MAX_VALUE, true);

    private Tables() {}

    static NewTable keyed(Map<String, String> options)
    {
        return new NewTable(columns(), List.of(), List.of("id"), options, Optional.of("a table"));
    }

    static NewTable partitioned(Map<String, String> options)
    {
        return new NewTable(columns(), List.of("dt"), List.of(), options, Optional.empty());
    }

    private static List<NewColumn> columns()
    {
        return List.of(
                new NewColumn("id", INT, Optional.of("the key"), Optional.empty()),
                NewColumn.of("name", STRING),
                NewColumn.of("dt", STRING));
    }

    /** Commits one row for each partition. */
    static CommitResult write(WritableCatalog catalog, Table table, String... partitions)
            throws IOException
    {
        return write(catalog, new LocalStorage(), table, 0, partitions);
    }

    static CommitResult write(WritableCatalog catalog, WritableStorage storage, Table table, String... partitions)
            throws IOException
    {
        return write(catalog, storage, table, 0, partitions);
    }

    /** @param first the first id */
    static CommitResult writeFrom(int first, WritableCatalog catalog, Table table, String... partitions)
            throws IOException
    {
        return write(catalog, new LocalStorage(), table, first, partitions);
    }

    private static CommitResult write(WritableCatalog catalog, WritableStorage storage, Table table, int first, String... partitions)
            throws IOException
    {
        String user = UUID.randomUUID().toString();
        try (TableWriter writer = TableWriter.open(table, storage, WriterSettings.of(user))) {
            RowAppender rows = writer.appender();
            for (int i = 0; i < partitions.length; i++) {
                rows.set(0, (long) first + i).set(1, Slices.utf8Slice("row " + i)).set(2, Slices.utf8Slice(partitions[i])).append();
            }
            return TableCommit.open(table, storage, user, catalog.commitLock(), catalog.commitListeners())
                    .commit(CommitRequest.batch(writer.prepareCommit(true, CommitRequest.BATCH)));
        }
    }

    /** Runs tasks at once. */
    static <T> List<T> together(List<Callable<T>> tasks)
            throws Exception
    {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
        }
        return results;
    }
}
