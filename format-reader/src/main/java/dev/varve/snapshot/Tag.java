package dev.varve.snapshot;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A name for a snapshot, which keeps its files after the snapshot has expired.
 *
 * @param created local time; only tags with a time to live say it
 * @param retained how long after {@code created} the tag may be removed
 */
public record Tag(String name, Snapshot snapshot, Optional<LocalDateTime> created, Optional<Duration> retained)
{
    public Tag
    {
        requireNonNull(name, "name is null");
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(created, "created is null");
        requireNonNull(retained, "retained is null");
    }
}
