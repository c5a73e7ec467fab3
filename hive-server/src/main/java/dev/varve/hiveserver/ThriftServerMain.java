package dev.varve.hiveserver;

import dev.varve.hive.warehouse.WarehouseTables;
import dev.varve.process.ParentWatch;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;
import org.apache.hadoop.hive.ql.session.SessionState;
import org.apache.hive.common.util.HiveVersionInfo;
import org.apache.hive.service.cli.CLIService;
import org.apache.hive.service.cli.thrift.ThriftBinaryCLIService;
import org.apache.hive.service.server.HiveServer2;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * The child JVM: HiveServer2's Thrift service, for JDBC and beeline. Arguments: the port, and the warehouse whose tables are registered, if any.
 *
 * <p>The class HiveServer2 itself is not among the artifacts of Hive 4.1 and 4.2; its services of 4.0 run on them.
 */
public final class ThriftServerMain
{
    private static final String OF_SERVICES = "4.0.";

    private ThriftServerMain() {}

    public static void main(String[] args)
            throws Exception
    {
        ParentWatch.start();
        StoppableTezTask.install();
        int port = Integer.parseInt(args[0]);
        HiveConf.setLoadHiveServer2Config(true);
        HiveConf configuration = new HiveConf(ThriftServerMain.class);
        configuration.setIntVar(ConfVars.HIVE_SERVER2_THRIFT_PORT, port);
        if (args.length > 1) {
            SessionState.start(new SessionState(configuration));
            WarehouseTables.register(configuration, args[1]);
            SessionState.get().close();
        }
        if (HiveVersionInfo.getVersion().startsWith(OF_SERVICES)) {
            HiveServer2 server = new HiveServer2();
            server.init(configuration);
            server.start();
        }
        else {
            startServices(configuration);
        }
        awaitListening(port);
        System.out.println(HiveProcess.READY);
        System.out.flush();
        Thread.currentThread().join();
    }

    private static void startServices(HiveConf configuration)
    {
        CLIService service = new CLIService(null, false);
        service.init(configuration);
        service.start();
        service.getSessionManager().allowSessions(true);
        ThriftBinaryCLIService thrift = new ThriftBinaryCLIService(service);
        thrift.init(configuration);
        thrift.start();
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
