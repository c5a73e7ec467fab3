package dev.varve.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
public final class ServerPort
{
    private ServerPort() {}

    /**
     * A port that nobody listens on at this moment.
     *
     * @param port the one that is wanted, or 0 for any
     * @throws ServerStartException if somebody listens there
     */
    public static int claim(int port)
            throws ServerStartException
    {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return socket.getLocalPort();
        }
        catch (IOException e) {
            throw new ServerStartException(
                    "Port %d is not free (%s): stop what uses it, or choose another with --port".formatted(port, e.getMessage()), e);
        }
    }
}
