package dev.varve.product.metastore;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a client and a metastore, counts what goes through, and breaks the connection before or after a certain call, or delays all answers. */
final class FaultyProxy
        implements AutoCloseable
{
    enum Fault
    {
        NONE,
        /** The metastore never hears of the call. */
        BEFORE,
        /** The metastore does what it is asked for, and the client never hears of it. */
        AFTER,
        /** The metastore dies when it has heard of the call. */
        KILL,
    }

    /** Ends the metastore. */
    interface Kill
    {
        void run()
                throws InterruptedException;
    }

    private static final int CALL = 0x8001_0001;

    private final ServerSocket server;
    private final int target;
    private volatile Fault fault = Fault.NONE;
    private volatile String method = "";
    private volatile long delayMillis;
    private volatile Kill kill = () -> {};
    private final AtomicInteger broken = new AtomicInteger();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicLong answered = new AtomicLong();

    private FaultyProxy(ServerSocket server, int target)
    {
        this.server = server;
        this.target = target;
    }

    static FaultyProxy start(int target)
            throws IOException
    {
        FaultyProxy proxy = new FaultyProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        Thread.ofPlatform().daemon().start(proxy::accept);
        return proxy;
    }

    String uri()
    {
        return "thrift://127.0.0.1:" + server.getLocalPort();
    }

    /** Breaks connections at each call of the method, named as in the protocol. */
    void breakAt(Fault fault, String method)
    {
        this.method = method;
        this.fault = fault;
        broken.set(0);
    }

    void onKill(Kill kill)
    {
        this.kill = kill;
    }

    void heal()
    {
        fault = Fault.NONE;
    }

    /** How many connections were broken since {@link #breakAt}. */
    int broken()
    {
        return broken.get();
    }

    /** Forgets what it has counted. */
    void count()
    {
        calls.clear();
        answered.set(0);
    }

    /** The methods that were called since {@link #count}, named as in the protocol. */
    List<String> calls()
    {
        return List.copyOf(calls);
    }

    long answeredBytes()
    {
        return answered.get();
    }

    void delay(long millis)
    {
        delayMillis = millis;
    }

    private void accept()
    {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        }
        catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client)
    {
        try (client; Socket metastore = new Socket(InetAddress.getLoopbackAddress(), target)) {
            AtomicBoolean deaf = new AtomicBoolean();
            Thread.ofPlatform().daemon().start(() -> answers(metastore, client, deaf));
            InputStream requests = client.getInputStream();
            OutputStream out = metastore.getOutputStream();
            byte[] buffer = new byte[1 << 20];
            for (int length = requests.read(buffer); length >= 0; length = requests.read(buffer)) {
                Optional<String> call = call(buffer, length);
                call.ifPresent(calls::add);
                boolean meant = fault != Fault.NONE && call.filter(method::equals).isPresent();
                if (meant) {
                    broken.incrementAndGet();
                    deaf.set(true);
                }
                if (meant && fault == Fault.BEFORE) {
                    return;
                }
                out.write(buffer, 0, length);
                out.flush();
                if (meant && fault == Fault.KILL) {
                    kill.run();
                    return;
                }
            }
        }
        catch (IOException e) {
            // one of both is gone, so the other goes, too
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The method that a request is for, which begins with four bytes of version and type, and four of the length of the name. Others are its continuation. */
    private static Optional<String> call(byte[] buffer, int length)
    {
        ByteBuffer request = ByteBuffer.wrap(buffer, 0, length);
        if (length < 8 || request.getInt() != CALL) {
            return Optional.empty();
        }
        byte[] name = new byte[request.getInt()];
        request.get(name);
        return Optional.of(new String(name, StandardCharsets.US_ASCII));
    }

    /** @param deaf whether the client hears no more: the connection breaks when the metastore has answered */
    private void answers(Socket metastore, Socket client, AtomicBoolean deaf)
    {
        try {
            InputStream answers = metastore.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int length = answers.read(buffer); length >= 0; length = answers.read(buffer)) {
                if (deaf.get()) {
                    client.close();
                    return;
                }
                answered.addAndGet(length);
                Thread.sleep(delayMillis);
                out.write(buffer, 0, length);
                out.flush();
            }
        }
        catch (IOException e) {
            // one of both is gone
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close()
            throws IOException
    {
        server.close();
    }
}
