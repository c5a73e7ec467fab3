package dev.varve.hiveserver;

import dev.varve.hive.warehouse.WarehouseTables;
import dev.varve.process.ParentWatch;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.ql.session.SessionState;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The child JVM: Hive that runs the statements of its parent, one session for each connection. Arguments: the port, and the warehouse whose tables
 * are registered, if any.
 */
public final class SqlMain
{
    private SqlMain() {}

    public static void main(String[] args)
            throws Exception
    {
        ParentWatch.start();
        StoppableTezTask.install();
        // A LIMIT without a Tez task is refused elsewhere.
        HiveConf.setLoadHiveServer2Config(true);
        HiveConf configuration = new HiveConf(SqlMain.class);
        try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 50, InetAddress.ofLiteral("127.0.0.1"))) {
            SessionState.start(new SessionState(configuration));
            if (args.length > 1) {
                WarehouseTables.register(configuration, args[1]);
            }
            System.out.println(HiveProcess.READY);
            System.out.flush();
            while (true) {
                Socket connection = server.accept();
                Thread.ofPlatform().daemon().name("session").start(() -> serve(connection, new HiveConf(configuration)));
            }
        }
    }

    private static void serve(Socket connection, HiveConf configuration)
    {
        try (connection) {
            new SqlSession(configuration).serve(connection.getInputStream(), connection.getOutputStream());
        }
        catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
