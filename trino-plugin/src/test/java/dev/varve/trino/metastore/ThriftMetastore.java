package dev.varve.trino.metastore;

import io.trino.hive.thrift.metastore.ThriftHiveMetastore;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TServerTransport;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.TTransportFactory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that speaks the protocol of the metastore, over {@link MetastoreTables}. Calls that these do not have fail. */
public final class ThriftMetastore
        implements AutoCloseable
{
    private final TThreadPoolServer server;
    private final Thread thread;
    private final int port;
    private final List<String> calls;

    private ThriftMetastore(TThreadPoolServer server, Thread thread, int port, List<String> calls)
    {
        this.server = server;
        this.thread = thread;
        this.port = port;
        this.calls = calls;
    }

    /** Without authentication. */
    static ThriftMetastore start(MetastoreTables tables)
            throws IOException, TTransportException
    {
        return start(tables, new ServerSocket(), new TTransportFactory());
    }

    /**
     * @param socket not yet bound
     * @param transports what is between sockets and messages
     */
    static ThriftMetastore start(MetastoreTables tables, ServerSocket socket, TTransportFactory transports)
            throws IOException, TTransportException
    {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        List<String> calls = new CopyOnWriteArrayList<>();
        TServerTransport transport = new TServerSocket(socket);
        TThreadPoolServer server = new TThreadPoolServer(new TThreadPoolServer.Args(transport)
                .processor(new ThriftHiveMetastore.Processor<>(recorded(tables, calls)))
                .inputTransportFactory(transports)
                .outputTransportFactory(transports)
                .minWorkerThreads(1));
        Thread thread = Thread.ofPlatform().daemon().start(server::serve);
        return new ThriftMetastore(server, thread, socket.getLocalPort(), calls);
    }

    private static ThriftHiveMetastore.Iface recorded(MetastoreTables tables, List<String> calls)
    {
        return (ThriftHiveMetastore.Iface) Proxy.newProxyInstance(ThriftMetastore.class.getClassLoader(), new Class<?>[] {ThriftHiveMetastore.Iface.class}, (_, method, arguments) -> {
            calls.add(method.getName());
            try {
                return MetastoreTables.class.getMethod(method.getName(), method.getParameterTypes()).invoke(tables, arguments);
            }
            catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    String uri()
    {
        return "thrift://localhost:" + port;
    }

    /** The names of the methods that were called since the last time, in that order. */
    List<String> takeCalls()
    {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    @Override
    public void close()
            throws InterruptedException
    {
        server.stop();
        thread.join();
    }
}
