package dev.varve.hive.write;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.hive.table.HiveTable;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;
import dev.varve.write.TableWriter;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaCommit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Tables with a primary key and without a fixed number of buckets have one writer at a time, which knows where each key is. Their rows wait in an append table
 * in the directory of the job, into which many tasks write, until the session writes them to where they belong.
 */
final class WaitingRows
{
    private static final String NAME = "rows";
    private static final List<String> KEPT_OPTIONS = List.of("file.format", "file.compression");

    private WaitingRows() {}

    static boolean areNeeded(TableSchema schema)
    {
        return schema.hasPrimaryKey() && TableOptions.of(schema).bucketing().count() <= 0;
    }

    /** The table in which rows of {@code table} wait; tasks that come at the same time find the same. */
    static Table openOrCreate(Table table, WritableStorage storage, StoragePath staging)
    {
        TableSchema schema = table.latestSchema();
        Map<String, String> options = new HashMap<>(Map.of("bucket", "-1"));
        for (String option : KEPT_OPTIONS) {
            Optional.ofNullable(schema.options().get(option)).ifPresent(value -> options.put(option, value));
        }
        List<NewColumn> columns = schema.fields().fields().stream().map(WaitingRows::column).toList();
        StoragePath location = staging.child(NAME);
        try {
            SchemaCommit.of(storage, new LockedTable(table.database(), table.name(), location), BranchLog.MAIN, Optional.of(OwnTableLock.INSTANCE))
                    .create(new NewTable(columns, List.of(), List.of(), options, Optional.empty()));
        }
        catch (VarveException e) {
            if (e.kind() != Kind.ALREADY_EXISTS) {
                throw e;
            }
        }
        return Table.open(storage, HiveTable.FORMATS, location, table.database(), table.name(), BranchLog.MAIN);
    }

    private static NewColumn column(Field field)
    {
        return new NewColumn(field.name(), field.type(), Optional.empty(), field.defaultValue());
    }

    /** Gives all rows to the one writer of their table. */
    static void write(Table table, WritableStorage storage, StoragePath staging, String user, List<CommitMessage> messages, TableWriter writer)
            throws IOException
    {
        Table waiting = openOrCreate(table, storage, staging);
        TableCommit.open(waiting, storage, user, Optional.of(OwnTableLock.INSTANCE), List.of()).commitIfAbsent(CommitRequest.batch(messages));
        TableVersion version = waiting.latest();
        List<Integer> columns = new ArrayList<>(IntStream.range(0, version.schema().fields().size()).boxed().toList());
        TableReader reader = TableReader.of(version, HiveTable.FORMATS, columns, Optional.empty(), new ReadMetrics());
        try (SplitSource splits = version.plan(ScanRequest.ALL)) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                try (BatchSource batches = reader.open(split.get())) {
                    for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                        writer.write(batch.get());
                    }
                }
            }
        }
    }
}
