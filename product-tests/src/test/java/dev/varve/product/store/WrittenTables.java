package dev.varve.product.store;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.BytesColumn;
import dev.varve.column.LongColumn;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.row.RowKind;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.schema.TypeText;
import dev.varve.server.Distribution;
import dev.varve.server.StoreLoader;
import dev.varve.storage.GuardedWritableStorage;
import dev.varve.storage.StoreProvider.OpenStore;
import dev.varve.storage.WritableStorage;
import dev.varve.write.RowAppender;
import dev.varve.write.TableWriter;
import dev.varve.write.WritableCatalog;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.maintain.Finding;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.TableCheck;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** A warehouse in a store, opened as the shell's commands open it, and written to. */
final class WrittenTables
        implements AutoCloseable
{
    static final Distribution SERVER = new Distribution(Path.of(System.getProperty("varve.server", "../trino-server/target/dist")));

    private final OpenStore store;
    private final WritableStorage storage;
    private final WritableCatalog catalog;

    private WrittenTables(OpenStore store, Optional<CommitLock> lock)
    {
        this.store = store;
        storage = GuardedWritableStorage.of(store.storage());
        catalog = WritableCatalog.open(storage, store.warehouse(), DefaultFormats.all(), lock);
    }

    static WrittenTables open(String warehouse, Map<String, String> properties)
            throws IOException
    {
        return new WrittenTables(StoreLoader.open(SERVER, warehouse, properties), Optional.empty());
    }

    /** The same warehouse, whose catalog has a lock. */
    WrittenTables withLock(CommitLock lock)
    {
        return new WrittenTables(store, Optional.of(lock));
    }

    WritableCatalog catalog()
    {
        return catalog;
    }

    WritableStorage storage()
    {
        return storage;
    }

    /** A table of numbers and texts, with the number as its key if there are to be updates. */
    void create(String database, String name, boolean withKey, Map<String, String> options)
    {
        if (!catalog.databaseExists(database)) {
            catalog.createDatabase(database);
        }
        List<NewColumn> columns = List.of(NewColumn.of("id", TypeText.parse("BIGINT NOT NULL")), NewColumn.of("name", TypeText.parse("STRING")));
        catalog.createTable(database, name, new NewTable(columns, List.of(), withKey ? List.of("id") : List.of(), options, Optional.of("written into a store")));
    }

    /** Writes rows of consecutive numbers, each with the same text, in one commit. */
    void write(String database, String name, String user, long identifier, long first, int count, String text)
            throws IOException
    {
        Table table = catalog.table(database, name);
        TableCommit commit = TableCommit.open(table, storage, user, catalog.commitLock(), List.of());
        try (TableWriter writer = TableWriter.open(table, storage, WriterSettings.of(user))) {
            RowAppender rows = writer.appender();
            for (long id = first; id < first + count; id++) {
                rows.set(0, id).set(1, Slices.utf8Slice(text)).append(RowKind.INSERT);
            }
            commit.commit(identifier, writer.prepareCommit(true, identifier));
        }
    }

    /** The text of each number. */
    Map<Long, String> rows(String database, String name)
            throws IOException
    {
        TableVersion version = catalog.table(database, name).latest();
        Map<Long, String> rows = new HashMap<>();
        TableReader reader = TableReader.of(version, DefaultFormats.all(), List.of(0, 1), Optional.empty(), new ReadMetrics());
        SplitSource splits = version.plan(ScanRequest.ALL);
        for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
            try (BatchSource batches = reader.open(split.get())) {
                for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    int[] positions = batch.get().selection().positions();
                    LongColumn ids = (LongColumn) batch.get().column(0).flatten();
                    BytesColumn texts = (BytesColumn) batch.get().column(1).flatten();
                    for (int i = 0; i < batch.get().selection().count(); i++) {
                        assertThat(rows.put(ids.values()[positions[i]], texts.value(positions[i]).toStringUtf8())).as("row of the same number").isNull();
                    }
                }
            }
        }
        return rows;
    }

    /** Fails unless all that the table refers to is there and true. */
    void check(String database, String name)
    {
        List<Finding> findings = new ArrayList<>();
        TableCheck.of(catalog.table(database, name), storage, DefaultFormats.all()).check(false, findings::add, Progress.SILENT);
        assertThat(findings).filteredOn(finding -> finding.severity() != Finding.Severity.NOTE).isEmpty();
    }

    @Override
    public void close()
            throws IOException
    {
        store.close();
    }
}
