package dev.varve.hive.warehouse;

import dev.varve.FileSystemCatalog;
import dev.varve.error.VarveException;
import dev.varve.hive.VarveStorageHandler;
import dev.varve.hive.storage.HadoopStorage;
import dev.varve.storage.StoragePath;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.IMetaStoreClient;
import org.apache.hadoop.hive.metastore.TableType;
import org.apache.hadoop.hive.metastore.api.Database;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.metastore.api.SerDeInfo;
import org.apache.hadoop.hive.metastore.api.StorageDescriptor;
import org.apache.hadoop.hive.metastore.api.Table;
import org.apache.hadoop.hive.ql.metadata.Hive;
import org.apache.hadoop.hive.ql.metadata.HiveException;
import org.apache.thrift.TException;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Registers the tables of a warehouse as external tables. What has a name already is left alone. The metastore gets no columns: the SerDe has them.
 */
public final class WarehouseTables
{
    private WarehouseTables() {}

    /**
     * Registers all tables of a warehouse. Of databases, or tables of a database, whose names differ only in case it is the first.
     *
     * @param warehouse directory of the warehouse, a path or a URI
     * @throws VarveException if the warehouse cannot be listed
     * @throws HiveException if the metastore fails
     */
    public static void register(HiveConf configuration, String warehouse)
            throws HiveException
    {
        StoragePath root = StoragePath.of(warehouse);
        FileSystemCatalog catalog = FileSystemCatalog.open(HadoopStorage.of(configuration, root), root);
        try {
            IMetaStoreClient metastore = Hive.get(configuration).getMSC();
            Set<String> existing = new HashSet<>(metastore.getAllDatabases());
            for (String name : catalog.databases()) {
                String database = name.toLowerCase(Locale.ROOT);
                if (existing.add(database)) {
                    metastore.createDatabase(new Database(database, null, catalog.directory(name).text(), new HashMap<>()));
                }
                registerTables(metastore, catalog, name);
            }
        }
        catch (TException e) {
            throw new HiveException("The tables of warehouse " + warehouse + " cannot be registered: " + e.getMessage(), e);
        }
    }

    private static void registerTables(IMetaStoreClient metastore, FileSystemCatalog catalog, String database)
            throws TException
    {
        String databaseName = database.toLowerCase(Locale.ROOT);
        Set<String> existing = new HashSet<>(metastore.getAllTables(databaseName));
        for (String name : catalog.tables(database)) {
            if (existing.add(name.toLowerCase(Locale.ROOT))) {
                metastore.createTable(table(databaseName, name.toLowerCase(Locale.ROOT), catalog.directory(database).file(name)));
            }
        }
    }

    private static Table table(String database, String name, StoragePath location)
    {
        VarveStorageHandler handler = new VarveStorageHandler();
        SerDeInfo serialization = new SerDeInfo();
        serialization.setSerializationLib(handler.getSerDeClass().getName());
        serialization.setParameters(new HashMap<>());
        StorageDescriptor storage = new StorageDescriptor();
        storage.setCols(List.of(new FieldSchema("columns", "string", "Those of the table are in its schema file")));
        storage.setLocation(location.text());
        storage.setSerdeInfo(serialization);
        storage.setInputFormat(handler.getInputFormatClass().getName());
        storage.setOutputFormat(handler.getOutputFormatClass().getName());
        storage.setBucketCols(List.of());
        storage.setSortCols(List.of());
        storage.setParameters(new HashMap<>());
        Table table = new Table();
        table.setDbName(database);
        table.setTableName(name);
        table.setTableType(TableType.EXTERNAL_TABLE.name());
        table.setSd(storage);
        table.setPartitionKeys(List.of());
        table.setParameters(new HashMap<>(Map.of("EXTERNAL", "TRUE", "storage_handler", VarveStorageHandler.class.getName())));
        return table;
    }
}
