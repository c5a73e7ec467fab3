package dev.varve.hiveserver;

import dev.varve.hive.warehouse.WarehouseTables;
import dev.varve.process.ParentWatch;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;
import org.apache.hadoop.hive.ql.session.SessionState;
import org.apache.hive.service.cli.CLIService;
import org.apache.hive.service.cli.thrift.ThriftBinaryCLIService;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * The child JVM: HiveServer2's Thrift service, for JDBC and beeline. Arguments: the port, and the warehouse whose tables are registered, if any.
 *
 * <p>The class HiveServer2 itself is not among the artifacts of Hive 4.2; its services of 4.0 run on 4.2.
 */
public final class ThriftServerMain
{
    private ThriftServerMain() {}

    public static void main(String[] args)
            throws Exception
    {
        ParentWatch.start();
        int port = Integer.parseInt(args[0]);
        HiveConf.setLoadHiveServer2Config(true);
        HiveConf configuration = new HiveConf(ThriftServerMain.class);
        configuration.setIntVar(ConfVars.HIVE_SERVER2_THRIFT_PORT, port);
        if (args.length > 1) {
            SessionState.start(new SessionState(configuration));
            WarehouseTables.register(configuration, args[1]);
            SessionState.get().close();
        }
        CLIService service = new CLIService(null, false);
        service.init(configuration);
        service.start();
        service.getSessionManager().allowSessions(true);
        ThriftBinaryCLIService thrift = new ThriftBinaryCLIService(service);
        thrift.init(configuration);
        thrift.start();
        awaitListening(port);
        System.out.println(HiveProcess.READY);
        System.out.flush();
        Thread.currentThread().join();
    }

    private static void awaitListening(int port)
            throws IOException, InterruptedException
    {
        for (int attempt = 0; true; attempt++) {
            try {
                new Socket(InetAddress.ofLiteral("127.0.0.1"), port).close();
                return;
            }
            catch (IOException e) {
                if (attempt == 300) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }
}
