package dev.varve.product.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** An HTTP proxy that leads connections to names of its own, wherever they would go, to one port of this machine, and refuses others. */
final class ConnectProxy
        implements AutoCloseable
{
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int MAX_HEAD = 10_000;

    private final ServerSocket listener;
    private final Set<String> hosts;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private ConnectProxy(ServerSocket listener, Set<String> hosts, int port)
    {
        this.listener = listener;
        this.hosts = Set.copyOf(hosts);
        this.port = port;
    }

    static ConnectProxy start(Set<String> hosts, int port)
            throws IOException
    {
        ConnectProxy proxy = new ConnectProxy(new ServerSocket(0, 50, LOOPBACK), hosts, port);
        proxy.executor.execute(proxy::accept);
        return proxy;
    }

    int port()
    {
        return listener.getLocalPort();
    }

    private void accept()
    {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                executor.execute(() -> serve(client));
            }
            catch (IOException e) {
                // closed
                return;
            }
        }
    }

    private void serve(Socket client)
    {
        open.add(client);
        try (client) {
            String[] request = head(client.getInputStream()).split("[ :]");
            if (!request[0].equals("CONNECT") || !hosts.contains(request[1])) {
                client.getOutputStream().write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
                return;
            }
            try (Socket server = new Socket(LOOPBACK, port)) {
                open.add(server);
                client.getOutputStream().write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(ISO_8859_1));
                executor.execute(() -> copy(server, client));
                copy(client, server);
                open.remove(server);
            }
        }
        catch (IOException e) {
            // the client learns it from the closed connection
        }
        finally {
            open.remove(client);
        }
    }

    private static String head(InputStream input)
            throws IOException
    {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith(END_OF_HEAD)) {
            int next = input.read();
            if (next < 0 || head.size() == MAX_HEAD) {
                throw new IOException("Not a request: " + head.toString(ISO_8859_1));
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    private static void copy(Socket from, Socket to)
    {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        }
        catch (IOException e) {
            // one of the two has gone, and the other will notice
        }
    }

    @Override
    public void close()
            throws IOException
    {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        executor.shutdownNow();
    }
}
