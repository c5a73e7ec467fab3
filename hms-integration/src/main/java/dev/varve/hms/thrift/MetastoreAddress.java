package dev.varve.hms.thrift;

import dev.varve.error.VarveException;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Where a metastore is and how long it is waited for.
 *
 * @param uris of metastores over the same database, tried in turn
 * @param connectTimeout for each attempt to connect
 * @param callTimeout for each call; a metastore that takes longer is taken for one that failed
 * @param patience how long a metastore that cannot be reached is tried again
 * @param user in whose name calls are made, where the metastore believes that; absent for the one that it takes by default
 */
public record MetastoreAddress(List<URI> uris, Duration connectTimeout, Duration callTimeout, Duration patience, Optional<String> user)
{
    private static final int DEFAULT_PORT = 9083;

    public MetastoreAddress
    {
        uris = List.copyOf(uris);
        requireNonNull(connectTimeout, "connectTimeout is null");
        requireNonNull(callTimeout, "callTimeout is null");
        requireNonNull(patience, "patience is null");
        requireNonNull(user, "user is null");
        if (uris.isEmpty()) {
            throw new IllegalArgumentException("There is no URI of a metastore");
        }
    }

    /**
     * @param text one URI or several with commas, such as {@code thrift://host:9083}
     * @throws VarveException of kind INVALID_REQUEST if that is none
     */
    public static MetastoreAddress parse(String text)
    {
        List<URI> uris = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            uris.add(uri(part.strip()));
        }
        return new MetastoreAddress(uris, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(10), Optional.empty());
    }

    private static URI uri(String text)
    {
        try {
            URI uri = new URI(text);
            if ("thrift".equals(uri.getScheme()) && uri.getHost() != null && uri.getPath().isEmpty() && uri.getUserInfo() == null) {
                int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
                return new URI("thrift", null, uri.getHost(), port, null, null, null);
            }
        }
        catch (URISyntaxException e) {
            // told below
        }
        throw VarveException.invalid("'" + text + "' is not the URI of a Hive Metastore: write thrift://HOST:PORT, several with commas");
    }

    public MetastoreAddress withConnectTimeout(Duration connectTimeout)
    {
        return new MetastoreAddress(uris, connectTimeout, callTimeout, patience, user);
    }

    public MetastoreAddress withCallTimeout(Duration callTimeout)
    {
        return new MetastoreAddress(uris, connectTimeout, callTimeout, patience, user);
    }

    public MetastoreAddress withPatience(Duration patience)
    {
        return new MetastoreAddress(uris, connectTimeout, callTimeout, patience, user);
    }

    public MetastoreAddress withUser(String user)
    {
        return new MetastoreAddress(uris, connectTimeout, callTimeout, patience, Optional.of(user));
    }

    @Override
    public String toString()
    {
        return String.join(",", uris.stream().map(URI::toString).toList());
    }
}
