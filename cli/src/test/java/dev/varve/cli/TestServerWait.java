package dev.varve.cli;

import com.sun.net.httpserver.HttpServer;
import org.testng.annotations.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code sql --server} waits for a server that starts, and for no other. */
public class TestServerWait
{
    @Test
    public void waitsWhileTheServerStarts()
            throws IOException
    {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = server(200, "{\"starting\":true}", asked);
        try {
            CommandRun run = sql(server.getAddress().getPort(), "700 ms");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).startsWith("Waiting for http://127.0.0.1:").contains("takes no queries after 0 s: it is still starting; is the address right");
            assertThat(asked.get()).isGreaterThan(1);
        }
        finally {
            server.stop(0);
        }
    }

    @Test
    public void waitsUntilTheServerListens()
            throws IOException
    {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        assertThat(sql(port, "300 ms").err()).contains("takes no queries after 0 s: nothing listens there");
    }

    @Test
    public void doesNotWaitForAServerThatRefuses()
            throws IOException
    {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = server(401, "", asked);
        try {
            assertThat(sql(server.getAddress().getPort(), "1 h").err()).endsWith("takes no queries: HTTP status 401\n");
            assertThat(asked.get()).isEqualTo(1);
        }
        finally {
            server.stop(0);
        }
    }

    private static HttpServer server(int status, String answer, AtomicInteger asked)
            throws IOException
    {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static CommandRun sql(int port, String wait)
    {
        return CommandRun.of("sql", "--server", "http://127.0.0.1:" + port, "--wait", wait, "-e", "SELECT 1");
    }
}
