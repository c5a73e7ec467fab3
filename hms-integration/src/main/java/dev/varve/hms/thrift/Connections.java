package dev.varve.hms.thrift;

import dev.varve.hms.MetastoreException;
import dev.varve.hms.MetastoreException.Reason;
import io.trino.hive.thrift.metastore.AlreadyExistsException;
import io.trino.hive.thrift.metastore.NoSuchLockException;
import io.trino.hive.thrift.metastore.NoSuchObjectException;
import io.trino.hive.thrift.metastore.ThriftHiveMetastore;
import io.trino.hive.thrift.metastore.UnknownDBException;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.transport.TIOStreamTransport;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * Connections to the metastores of one address. Calls that read use kept ones, and are repeated on others if they fail; calls that change
 * something go over a fresh one, so that a metastore which went away in between is noticed before anything is sent, and are sent
 * once. Safe for use by several threads.
 */
final class Connections
        implements AutoCloseable
{
    private static final int KEPT = 4;
    private static final long MAX_WAIT_MILLIS = 2_000;
    /** Tables with thousands of columns are some megabytes, and they come by the hundred. */
    private static final int MAX_MESSAGE_BYTES = 512 << 20;

    private final MetastoreAddress address;
    private final MetastoreSecurity security;
    private final Deque<Connection> kept = new ArrayDeque<>();
    /** The first to try, the one that answered last. */
    private volatile int preferred;
    private boolean closed;

    Connections(MetastoreAddress address, MetastoreSecurity security)
    {
        this.address = requireNonNull(address, "address is null");
        this.security = requireNonNull(security, "security is null");
    }

    interface Call<T>
    {
        T on(ThriftHiveMetastore.Client client)
                throws TException;
    }

    interface Change
    {
        void on(ThriftHiveMetastore.Client client)
                throws TException;
    }

    private record Connection(ThriftHiveMetastore.Client client, TTransport transport) {}

    /** @param what the call does, for messages: "listing the tables of database x" */
    <T> T read(String what, Call<T> call)
            throws MetastoreException
    {
        long deadline = System.nanoTime() + address.patience().toNanos();
        long wait = 50;
        while (true) {
            try {
                return readOnce(what, call);
            }
            catch (MetastoreException e) {
                if (e.reason() != Reason.UNREACHABLE || System.nanoTime() >= deadline) {
                    throw e;
                }
            }
            pause(what, wait);
            wait = Math.min(2 * wait, MAX_WAIT_MILLIS);
        }
    }

    /** The same without patience. */
    <T> T readOnce(String what, Call<T> call)
            throws MetastoreException
    {
        Connection connection = take();
        boolean fresh = connection == null;
        if (fresh) {
            connection = connect(what);
        }
        try {
            T result = call.on(connection.client());
            keep(connection);
            return result;
        }
        catch (TTransportException | TProtocolException e) {
            connection.transport().close();
            if (!fresh) {
                // It was kept for too long; so were the others.
                closeKept();
                return readOnce(what, call);
            }
            throw new MetastoreException(Reason.UNREACHABLE, failed(what, e), e);
        }
        catch (TException e) {
            keep(connection);
            throw refused(what, e);
        }
    }

    void change(String what, Change change)
            throws MetastoreException
    {
        changeAndGet(what, client -> {
            change.on(client);
            return true;
        });
    }

    <T> T changeAndGet(String what, Call<T> change)
            throws MetastoreException
    {
        Connection connection = connectPatiently(what);
        try {
            T result = change.on(connection.client());
            keep(connection);
            return result;
        }
        catch (TTransportException | TProtocolException e) {
            connection.transport().close();
            throw new MetastoreException(Reason.OUTCOME_UNKNOWN, "The Hive Metastore at " + address + " stopped answering during " + what +
                    ", so that it is not known whether that happened (" + text(e) + ")", e);
        }
        catch (TException e) {
            keep(connection);
            throw refused(what, e);
        }
    }

    private Connection connectPatiently(String what)
            throws MetastoreException
    {
        long deadline = System.nanoTime() + address.patience().toNanos();
        long wait = 50;
        while (true) {
            try {
                return connect(what);
            }
            catch (MetastoreException e) {
                if (System.nanoTime() >= deadline) {
                    throw e;
                }
            }
            pause(what, wait);
            wait = Math.min(2 * wait, MAX_WAIT_MILLIS);
        }
    }

    private Connection connect(String what)
            throws MetastoreException
    {
        List<URI> uris = address.uris();
        int first = preferred;
        MetastoreException failure = null;
        for (int i = 0; i < uris.size(); i++) {
            int index = (first + i) % uris.size();
            try {
                Connection connection = connect(uris.get(index));
                preferred = index;
                return connection;
            }
            catch (TException e) {
                MetastoreException next = new MetastoreException(Reason.UNREACHABLE, failed(what, e), e);
                if (failure != null) {
                    next.addSuppressed(failure);
                }
                failure = next;
            }
        }
        throw failure;
    }

    private Connection connect(URI uri)
            throws TException
    {
        TTransport socket = socket(uri);
        try {
            TTransport transport = security.kerberos().isPresent() ? security.kerberos().get().open(socket, uri.getHost()) : socket;
            ThriftHiveMetastore.Client client = new ThriftHiveMetastore.Client(new TBinaryProtocol(transport));
            if (address.user().isPresent()) {
                client.setUgi(address.user().get(), List.of());
            }
            return new Connection(client, transport);
        }
        catch (TException e) {
            socket.close();
            throw e;
        }
    }

    private TTransport socket(URI uri)
            throws TTransportException
    {
        TConfiguration configuration = TConfiguration.custom().setMaxMessageSize(MAX_MESSAGE_BYTES).setMaxFrameSize(MAX_MESSAGE_BYTES).build();
        int connectMillis = Math.toIntExact(address.connectTimeout().toMillis());
        int callMillis = Math.toIntExact(address.callTimeout().toMillis());
        if (security.tls().isEmpty()) {
            TSocket socket = new TSocket(configuration, uri.getHost(), uri.getPort(), callMillis, connectMillis);
            socket.open();
            return socket;
        }
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), connectMillis);
            plain.setSoTimeout(callMillis);
            plain.setTcpNoDelay(true);
            SSLSocket socket = (SSLSocket) security.tls().get().getSocketFactory().createSocket(plain, uri.getHost(), uri.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            // Closing one of the streams closes the connection.
            return new TIOStreamTransport(configuration, new BufferedInputStream(socket.getInputStream()), new BufferedOutputStream(socket.getOutputStream()));
        }
        catch (IOException e) {
            try {
                plain.close();
            }
            catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new TTransportException("TLS to " + uri + ": " + e.getMessage(), e);
        }
    }

    private String failed(String what, TException cause)
    {
        return "The Hive Metastore at " + address + " cannot be reached for " + what + " (" + text(cause) + ")";
    }

    private static MetastoreException refused(String what, TException e)
    {
        Reason reason = Reason.REFUSED;
        if (e instanceof NoSuchObjectException || e instanceof UnknownDBException || e instanceof NoSuchLockException) {
            reason = Reason.NOT_FOUND;
        }
        else if (e instanceof AlreadyExistsException) {
            reason = Reason.ALREADY_EXISTS;
        }
        else if (e instanceof TApplicationException) {
            return new MetastoreException(reason, "The Hive Metastore does not know the call for " + what + ": " + text(e), e);
        }
        return new MetastoreException(reason, "The Hive Metastore refused " + what + ": " + text(e), e);
    }

    /** Whether the metastore took longer for its answer than it may. */
    static boolean isTimeout(MetastoreException e)
    {
        return e.getCause() instanceof TTransportException transport && transport.getType() == TTransportException.TIMED_OUT;
    }

    private static String text(TException e)
    {
        String message = e.getMessage();
        if (message != null) {
            return message;
        }
        return e.getCause() == null ? e.getClass().getSimpleName() : e.getCause().toString();
    }

    private static void pause(String what, long millis)
            throws MetastoreException
    {
        try {
            Thread.sleep(millis);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MetastoreException(Reason.UNREACHABLE, "Waiting for the Hive Metastore was interrupted during " + what, e);
        }
    }

    /** Null if there is none. */
    private synchronized Connection take()
    {
        return kept.pollFirst();
    }

    private synchronized void keep(Connection connection)
    {
        if (closed || kept.size() == KEPT) {
            connection.transport().close();
        }
        else {
            kept.addFirst(connection);
        }
    }

    private synchronized void closeKept()
    {
        kept.forEach(connection -> connection.transport().close());
        kept.clear();
    }

    @Override
    public synchronized void close()
    {
        closed = true;
        closeKept();
    }
}
