package dev.varve.product.peer.hive;

import dev.varve.product.peer.PeerLoop;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaStoreClient;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.hive.HiveCatalogLock;
import org.apache.paimon.options.Options;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.reader.RecordReaderIterator;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.utils.JsonSerdeUtil;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/**
 * Paimon's Hive catalog. A command is its name and its operands with tabs between them: {@code create shop orders {"fields": ...}}, where schemas,
 * changes of them, and options are JSON as Paimon has it.
 */
public final class HivePeer
{
    private static final long LOCK_CHECK_MILLIS = 200;
    private static final long LOCK_TIMEOUT_MILLIS = 60_000;

    private final String uri;
    private final Catalog catalog;
    private final MetastoreEntries entries;

    private HivePeer(String uri, String warehouse)
            throws Exception
    {
        this.uri = uri;
        // Others change the tables, too.
        Map<String, String> options = Map.of("metastore", "hive", "uri", uri, "warehouse", warehouse, "cache-enabled", "false");
        catalog = CatalogFactory.createCatalog(CatalogContext.create(Options.fromMap(options)));
        entries = new MetastoreEntries(new HiveMetaStoreClient(configuration()));
    }

    /** @param arguments the metastore, and the location of databases, as URIs */
    public static void main(String[] arguments)
            throws Exception
    {
        PrintStream out = System.out;
        System.setOut(System.err);
        HivePeer peer = new HivePeer(arguments[0], arguments[1]);
        PeerLoop.run(command -> peer.execute(List.of(command.split("\t", -1))), out);
        System.exit(0);
    }

    private HiveConf configuration()
    {
        HiveConf configuration = new HiveConf();
        configuration.set("hive.metastore.uris", uri);
        return configuration;
    }

    private List<List<Object>> execute(List<String> command)
            throws Exception
    {
        List<String> operands = command.subList(1, command.size());
        switch (command.get(0)) {
            case "create-database" -> catalog.createDatabase(operands.get(0), false);
            case "drop-database" -> catalog.dropDatabase(operands.get(0), false, true);
            case "tables" -> {
                return catalog.listTables(operands.get(0)).stream().sorted().map(HivePeer::row).toList();
            }
            case "repair-database" -> catalog.repairDatabase(operands.get(0));
            default -> {
                return execute(command.get(0), Identifier.create(operands.get(0), operands.get(1)), operands.subList(2, operands.size()));
            }
        }
        return List.of();
    }

    private List<List<Object>> execute(String command, Identifier table, List<String> operands)
            throws Exception
    {
        switch (command) {
            case "create" -> catalog.createTable(table, JsonSerdeUtil.fromJson(operands.get(0), Schema.class), false);
            case "alter" -> catalog.alterTable(table, List.of(JsonSerdeUtil.fromJson(operands.get(0), SchemaChange[].class)), false);
            case "rename" -> catalog.renameTable(table, Identifier.create(operands.get(0), operands.get(1)), false);
            case "drop" -> catalog.dropTable(table, false);
            case "write" -> write(table, operands);
            case "read" -> {
                return read(table);
            }
            case "create-tag" -> catalog.getTable(table).createTag(operands.get(0));
            case "delete-tag" -> catalog.getTable(table).deleteTag(operands.get(0));
            case "drop-partition" -> catalog.dropPartitions(table, List.of(Map.of(operands.get(0), operands.get(1))));
            case "mark-done" -> ((FileStoreTable) catalog.getTable(table)).catalogEnvironment().partitionHandler()
                    .markDonePartitions(List.of(Map.of(operands.get(0), operands.get(1))));
            case "entry" -> {
                return entries.table(table.getDatabaseName(), table.getObjectName());
            }
            case "partitions" -> {
                return entries.partitions(table.getDatabaseName(), table.getObjectName());
            }
            case "hold" -> hold(table, Long.parseLong(operands.get(0)));
            case "lock" -> lock().runWithLock(table.getDatabaseName(), table.getObjectName(), () -> true);
            default -> throw new IllegalArgumentException("There is no command " + command);
        }
        return List.of();
    }

    static List<Object> row(Object... values)
    {
        return Arrays.asList(values);
    }

    /** @param rows values with commas between them, of the first columns; the others are null */
    private void write(Identifier identifier, List<String> rows)
            throws Exception
    {
        Table table = catalog.getTable(identifier);
        List<DataField> fields = table.rowType().getFields();
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit();
                IOManager spill = IOManager.create(System.getProperty("java.io.tmpdir"))) {
            write.withIOManager(spill);
            for (String row : rows) {
                String[] values = row.split(",", -1);
                GenericRow generic = new GenericRow(fields.size());
                for (int i = 0; i < values.length; i++) {
                    generic.setField(i, value(fields.get(i).type(), values[i]));
                }
                write.write(generic);
            }
            commit.commit(write.prepareCommit());
        }
    }

    private static Object value(DataType type, String text)
    {
        return switch (type.getTypeRoot()) {
            case INTEGER -> Integer.valueOf(text);
            case BIGINT -> Long.valueOf(text);
            default -> BinaryString.fromString(text);
        };
    }

    private List<List<Object>> read(Identifier identifier)
            throws Exception
    {
        Table table = catalog.getTable(identifier);
        List<DataField> fields = table.rowType().getFields();
        ReadBuilder builder = table.newReadBuilder();
        List<List<Object>> rows = new ArrayList<>();
        RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan());
        try (RecordReaderIterator<InternalRow> iterator = new RecordReaderIterator<>(reader)) {
            while (iterator.hasNext()) {
                InternalRow row = iterator.next();
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < fields.size(); i++) {
                    Object value = InternalRow.createFieldGetter(fields.get(i).type(), i).getFieldOrNull(row);
                    values.add(value instanceof BinaryString text ? text.toString() : value);
                }
                rows.add(values);
            }
        }
        return rows;
    }

    private HiveCatalogLock lock()
    {
        HiveConf configuration = configuration();
        return new HiveCatalogLock(
                HiveCatalogLock.createClients(configuration, new Options(), HiveMetaStoreClient.class.getName()), LOCK_CHECK_MILLIS, LOCK_TIMEOUT_MILLIS);
    }

    /** Returns when the lock is held, which it is for some time; fails if it cannot be had. */
    private void hold(Identifier table, long millis)
            throws Exception
    {
        CountDownLatch held = new CountDownLatch(1);
        FutureTask<Boolean> holding = new FutureTask<>(() -> {
            try (HiveCatalogLock lock = lock()) {
                return lock.runWithLock(table.getDatabaseName(), table.getObjectName(), () -> {
                    held.countDown();
                    Thread.sleep(millis);
                    return true;
                });
            }
            finally {
                held.countDown();
            }
        });
        Thread.ofPlatform().daemon().start(holding);
        held.await();
        if (holding.isDone()) {
            holding.get();
        }
    }
}
