package dev.varve.read;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.TemporaryDirectory;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.Values;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A table that real Paimon writes into a temporary directory, which is removed when the table is closed. */
final class PaimonTable
        implements Closeable
{
    private static final String NAME = "t";

    private final TemporaryDirectory warehouse = TemporaryDirectory.create();

    private PaimonTable() {}

    static PaimonTable create(Schema schema)
            throws Exception
    {
        PaimonTable table = new PaimonTable();
        try (Catalog catalog = table.catalog()) {
            catalog.createDatabase("db", true);
            catalog.createTable(Identifier.create("db", NAME), schema, false);
        }
        return table;
    }

    private Catalog catalog()
    {
        return CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.path().toUri())));
    }

    /** The table as Paimon sees it now. */
    FileStoreTable paimon()
            throws Exception
    {
        try (Catalog catalog = catalog()) {
            return (FileStoreTable) catalog.getTable(Identifier.create("db", NAME));
        }
    }

    void alter(SchemaChange change)
            throws Exception
    {
        try (Catalog catalog = catalog()) {
            catalog.alterTable(Identifier.create("db", NAME), List.of(change), false);
        }
    }

    /** Writes rows in one commit, which for a primary-key table makes a sorted run of each bucket. */
    void commit(List<GenericRow> rows)
            throws Exception
    {
        try (Catalog catalog = catalog()) {
            BatchWriteBuilder builder = catalog.getTable(Identifier.create("db", NAME)).newBatchWriteBuilder();
            try (BatchTableWrite write = builder.newWrite();
                    BatchTableCommit commit = builder.newCommit()) {
                for (GenericRow row : rows) {
                    write.write(row);
                }
                commit.commit(write.prepareCommit());
            }
        }
    }

    Path directory()
    {
        return warehouse.path().resolve("db.db").resolve(NAME);
    }

    Table open()
    {
        return open(new LocalStorage());
    }

    Table open(Storage storage)
    {
        return Table.open(storage, DefaultFormats.all(), StoragePath.of(directory().toString()), "db", NAME, BranchLog.MAIN);
    }

    /** All rows of the newest snapshot. */
    static List<List<Object>> read(Table table)
            throws IOException
    {
        return read(table.latest());
    }

    static List<List<Object>> read(TableVersion version)
            throws IOException
    {
        SplitSource splits = version.plan(ScanRequest.ALL);
        List<List<Object>> rows = new ArrayList<>();
        for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
            rows.addAll(read(version, split.get()));
        }
        return rows;
    }

    /** All rows of a split. */
    static List<List<Object>> read(TableVersion version, Split split)
            throws IOException
    {
        List<Field> fields = version.schema().fields().fields();
        List<Integer> columns = IntStream.range(0, fields.size()).boxed().toList();
        TableReader reader = TableReader.of(version, DefaultFormats.all(), columns, Optional.empty(), new ReadMetrics());
        List<List<Object>> rows = new ArrayList<>();
        try (BatchSource batches = reader.open(split)) {
            for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                add(batch.get(), fields, rows);
            }
        }
        return rows;
    }

    private static void add(Batch batch, List<Field> fields, List<List<Object>> rows)
            throws IOException
    {
        List<List<Object>> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Column column = batch.selection().apply(batch.column(i));
            columns.add(Values.of(fields.get(i).type(), column));
        }
        for (int position = 0; position < batch.selection().count(); position++) {
            List<Object> row = new ArrayList<>();
            for (List<Object> column : columns) {
                row.add(column.get(position));
            }
            rows.add(row);
        }
    }

    @Override
    public void close()
            throws IOException
    {
        warehouse.close();
    }
}
