package dev.varve.product.peers;

import dev.varve.FileSystemCatalog;
import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.read.TableReader;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.TableWriter;
import dev.varve.write.WritableCatalog;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Creates a table like another, and writes the rows of that one to it, with Varve. */
final class VarveCopy
{
    private static final String USER = "copy";

    private final LocalStorage storage = new LocalStorage();
    private final FileSystemCatalog catalog;
    private final WritableCatalog writable;

    VarveCopy(Path warehouse)
    {
        StoragePath path = StoragePath.of(warehouse.toString());
        catalog = FileSystemCatalog.open(storage, path, DefaultFormats.all());
        writable = WritableCatalog.open(storage, path, DefaultFormats.all());
    }

    /** Writes the rows in several commits. */
    TableSchema copy(String database, String from, String to, Random random)
            throws IOException
    {
        TableVersion source = catalog.table(database, from).latest();
        TableSchema schema = create(database, to, source.schema(), random);
        Table target = catalog.table(database, to);
        TableCommit commit = TableCommit.open(target, storage, USER);
        long identifier = 1;
        try (TableWriter writer = TableWriter.open(target, storage, WriterSettings.of(USER))) {
            List<Integer> columns = IntStream.range(0, schema.fields().size()).boxed().toList();
            TableReader reader = TableReader.of(source, DefaultFormats.all(), columns, Optional.empty(), new ReadMetrics());
            SplitSource splits = source.plan(ScanRequest.ALL);
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                try (BatchSource batches = reader.open(split.get())) {
                    for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                        writer.write(batch.get());
                        if (random.nextInt(3) == 0) {
                            commit.commit(identifier, writer.prepareCommit(true, identifier));
                            identifier++;
                        }
                    }
                }
            }
            commit.commit(identifier, writer.prepareCommit(true, identifier));
        }
        return schema;
    }

    /** Creates the table only. */
    TableSchema create(String database, String from, String to, Random random)
    {
        return create(database, to, catalog.table(database, from).latestSchema(), random);
    }

    private TableSchema create(String database, String name, TableSchema source, Random random)
    {
        Map<String, String> options = new HashMap<>(source.options());
        options.remove("path");
        if (random.nextInt(3) > 0) {
            options.remove("write-only");
            options.put("num-sorted-run.compaction-trigger", "2");
        }
        else if (!hidesLevel0(options)) {
            options.put("write-only", "true");
        }
        List<NewColumn> columns = source.fields().fields().stream()
                .map(field -> new NewColumn(field.name(), field.type(), field.comment(), field.defaultValue()))
                .toList();
        return writable.createTable(database, name, new NewTable(columns, source.partitionKeys(), source.primaryKeys(), options, source.comment()));
    }

    /** Whether rows are not visible before a compaction. */
    private static boolean hidesLevel0(Map<String, String> options)
    {
        return "first-row".equals(options.get("merge-engine")) || "true".equals(options.get("deletion-vectors.enabled"));
    }
}
