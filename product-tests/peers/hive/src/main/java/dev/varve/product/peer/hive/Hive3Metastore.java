package dev.varve.product.peer.hive;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.HiveMetaStore;
import org.apache.hadoop.hive.metastore.HiveMetaStoreClient;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf.ConfVars;
import org.apache.hadoop.hive.metastore.security.HadoopThriftAuthBridge;
import org.apache.hadoop.hive.metastore.txn.TxnDbUtil;
import org.apache.thrift.TException;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A metastore of Hive 3.1 over embedded Derby that speaks Thrift, until its input ends. */
public final class Hive3Metastore
{
    private Hive3Metastore() {}

    /** @param arguments the port, a directory for its database, and the location of databases, a URI */
    public static void main(String[] arguments)
            throws Exception
    {
        int port = Integer.parseInt(arguments[0]);
        Path data = Path.of(arguments[1]);
        System.setProperty("derby.stream.error.file", data.resolve("derby.log").toString());
        Configuration configuration = configuration(data, arguments[2]);
        TxnDbUtil.setConfValues(configuration);
        TxnDbUtil.prepDb(configuration);
        Thread.ofPlatform().daemon().start(() -> serve(port, configuration));
        awaitAnswer(port);
        System.out.println("READY");
        System.out.flush();
        while (System.in.read() >= 0) {
            // Whoever started it is alive.
        }
        System.exit(0);
    }

    private static Configuration configuration(Path data, String warehouse)
    {
        Configuration configuration = MetastoreConf.newMetastoreConf();
        configuration.set("fs.defaultFS", "file:///");
        configuration.set("hadoop.tmp.dir", data.resolve("hadoop").toString());
        configuration.set("datanucleus.schema.autoCreateAll", "true");
        MetastoreConf.setVar(configuration, ConfVars.CONNECT_URL_KEY, "jdbc:derby:" + data.resolve("metastore_db") + ";create=true");
        MetastoreConf.setVar(configuration, ConfVars.CONNECTION_DRIVER, "org.apache.derby.jdbc.EmbeddedDriver");
        MetastoreConf.setVar(configuration, ConfVars.CONNECTION_POOLING_TYPE, "NONE");
        MetastoreConf.setVar(configuration, ConfVars.WAREHOUSE, warehouse);
        MetastoreConf.setBoolVar(configuration, ConfVars.SCHEMA_VERIFICATION, false);
        MetastoreConf.setBoolVar(configuration, ConfVars.EXECUTE_SET_UGI, false);
        MetastoreConf.setBoolVar(configuration, ConfVars.EVENT_DB_NOTIFICATION_API_AUTH, false);
        return configuration;
    }

    private static void serve(int port, Configuration configuration)
    {
        try {
            HiveMetaStore.startMetaStore(port, HadoopThriftAuthBridge.getBridge(), configuration);
        }
        catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void awaitAnswer(int port)
            throws TException, InterruptedException
    {
        Configuration configuration = MetastoreConf.newMetastoreConf();
        MetastoreConf.setVar(configuration, ConfVars.THRIFT_URIS, "thrift://127.0.0.1:" + port);
        MetastoreConf.setLongVar(configuration, ConfVars.THRIFT_CONNECTION_RETRIES, 1);
        MetastoreConf.setTimeVar(configuration, ConfVars.CLIENT_CONNECT_RETRY_DELAY, 0, TimeUnit.SECONDS);
        for (int attempt = 0; true; attempt++) {
            try {
                HiveMetaStoreClient client = new HiveMetaStoreClient(configuration);
                client.getAllDatabases();
                client.close();
                return;
            }
            catch (TException e) {
                if (attempt == 500) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }
}
