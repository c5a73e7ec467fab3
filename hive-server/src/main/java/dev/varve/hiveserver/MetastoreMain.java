package dev.varve.hiveserver;

import dev.varve.process.ParentWatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.HiveMetaStore;
import org.apache.hadoop.hive.metastore.HiveMetaStoreClient;
import org.apache.hadoop.hive.metastore.api.Database;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.metastore.api.MetaException;
import org.apache.hadoop.hive.metastore.api.Partition;
import org.apache.hadoop.hive.metastore.api.SerDeInfo;
import org.apache.hadoop.hive.metastore.api.StorageDescriptor;
import org.apache.hadoop.hive.metastore.api.Table;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf.ConfVars;
import org.apache.thrift.TException;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The child JVM: a metastore that lives no longer than the process that started it. Its argument is the port. */
public final class MetastoreMain
{
    private static final String PROBE = "varve_start_probe";

    private MetastoreMain() {}

    public static void main(String[] args)
            throws Throwable
    {
        ParentWatch.start();
        int port = Integer.parseInt(args[0]);
        Configuration configuration = MetastoreConf.newMetastoreConf();
        LockTables.create(MetastoreConf.getVar(configuration, ConfVars.CONNECT_URL_KEY));
        Thread.ofPlatform().name("metastore").start(() -> serve(port, configuration));
        useEverything(port);
        System.out.println(HiveProcess.READY);
        System.out.flush();
    }

    private static void serve(int port, Configuration configuration)
    {
        try {
            HiveMetaStore.startMetaStore(port, null, configuration);
        }
        catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /**
     * Calls what makes the metastore create the tables of its database, which it does when they are first used. Otherwise the first
     * clients that come at once would make Derby wait for itself.
     */
    private static void useEverything(int port)
            throws TException, InterruptedException
    {
        HiveMetaStoreClient client = connect(port);
        try {
            client.dropDatabase(PROBE, false, true, true);
            String location = Path.of(System.getProperty("java.io.tmpdir"), PROBE).toUri().toString();
            client.createDatabase(new Database(PROBE, "", location, new HashMap<>()));
            Table table = table(location + "/t");
            client.createTable(table);
            StorageDescriptor partition = table.getSd().deepCopy();
            partition.setLocation(location + "/t/p=1");
            client.add_partition(new Partition(List.of("1"), PROBE, "t", 0, 0, partition, new HashMap<>()));
            client.listPartitions(PROBE, "t", (short) -1);
            client.dropDatabase(PROBE, true, true, true);
        }
        finally {
            client.close();
        }
    }

    private static Table table(String location)
    {
        SerDeInfo serialization = new SerDeInfo(null, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", new HashMap<>());
        StorageDescriptor storage = new StorageDescriptor();
        storage.setCols(List.of(new FieldSchema("c", "int", null)));
        storage.setLocation(location);
        storage.setSerdeInfo(serialization);
        storage.setBucketCols(List.of());
        storage.setSortCols(List.of());
        storage.setParameters(new HashMap<>());
        storage.setInputFormat("org.apache.hadoop.mapred.TextInputFormat");
        storage.setOutputFormat("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat");
        Table table = new Table();
        table.setDbName(PROBE);
        table.setTableName("t");
        table.setSd(storage);
        table.setPartitionKeys(List.of(new FieldSchema("p", "string", null)));
        table.setParameters(new HashMap<>());
        table.setTableType("EXTERNAL_TABLE");
        return table;
    }

    private static HiveMetaStoreClient connect(int port)
            throws MetaException, InterruptedException
    {
        Configuration configuration = MetastoreConf.newMetastoreConf();
        MetastoreConf.setVar(configuration, ConfVars.THRIFT_URIS, "thrift://127.0.0.1:" + port);
        MetastoreConf.setLongVar(configuration, ConfVars.THRIFT_CONNECTION_RETRIES, 1);
        MetastoreConf.setTimeVar(configuration, ConfVars.CLIENT_CONNECT_RETRY_DELAY, 0, TimeUnit.SECONDS);
        for (int attempt = 0; true; attempt++) {
            try {
                return new HiveMetaStoreClient(configuration);
            }
            catch (MetaException e) {
                if (attempt == 500) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }
}
