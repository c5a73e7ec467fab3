package dev.varve.trino;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.cache.RemovalNotification;
import dev.varve.hms.MetastoreClient;
import dev.varve.hms.thrift.MetastoreAddress;
import dev.varve.hms.thrift.MetastoreSecurity;
import dev.varve.hms.thrift.ThriftMetastoreClient;
import io.trino.spi.security.ConnectorIdentity;
import jakarta.annotation.PreDestroy;

import java.time.Duration;

import static java.util.Objects.requireNonNull;

/**
 * Connections to the metastore of a catalog: those of one client for all users, or of one for each whose name calls are made in. Safe for use by several
 * threads.
 */
final class MetastoreClients
{
    private static final int USERS = 1_000;
    private static final Duration IDLE = Duration.ofMinutes(5);
    /** Whom all sessions share if nobody is impersonated. */
    private static final String EVERYBODY = "";

    private final boolean impersonation;
    private final LoadingCache<String, MetastoreClient> clients;

    /** @param impersonation whether calls are made in the name of each user */
    MetastoreClients(MetastoreAddress address, MetastoreSecurity security, boolean impersonation)
    {
        requireNonNull(address, "address is null");
        requireNonNull(security, "security is null");
        this.impersonation = impersonation;
        clients = CacheBuilder.newBuilder()
                .maximumSize(USERS)
                .expireAfterAccess(IDLE)
                .removalListener((RemovalNotification<String, MetastoreClient> removed) -> removed.getValue().close())
                .build(CacheLoader.from(user -> ThriftMetastoreClient.of(impersonation ? address.withUser(user) : address, security)));
    }

    MetastoreClient client(ConnectorIdentity identity)
    {
        return clients.getUnchecked(impersonation ? identity.getUser() : EVERYBODY);
    }

    @PreDestroy
    void close()
    {
        clients.invalidateAll();
    }
}
