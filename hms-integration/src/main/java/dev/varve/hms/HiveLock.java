package dev.varve.hms;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A lock that somebody holds or waits for.
 *
 * @param lastHeartbeatMillis when its owner was last heard of, epoch milliseconds by the clock of the metastore; 0 if unknown
 */
public record HiveLock(long id, boolean acquired, Optional<String> user, Optional<String> host, long lastHeartbeatMillis)
{
    public HiveLock
    {
        requireNonNull(user, "user is null");
        requireNonNull(host, "host is null");
    }
}
