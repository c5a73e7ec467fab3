package dev.varve.trino.handle;

import dev.varve.snapshot.Snapshot;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * The snapshot that a query reads, chosen once when the query is analysed.
 *
 * @param tag the tag that keeps the snapshot, if the query asked for the tag: the snapshot itself may have expired
 * @param manifestList a name that no other snapshot has, to tell it from one that took its id after a rollback
 */
public record PinnedSnapshot(long id, Optional<String> tag, String manifestList)
{
    public PinnedSnapshot
    {
        requireNonNull(tag, "tag is null");
        requireNonNull(manifestList, "manifestList is null");
    }

    public static PinnedSnapshot of(Snapshot snapshot, Optional<String> tag)
    {
        return new PinnedSnapshot(snapshot.id(), tag, snapshot.deltaManifestList().name());
    }

    public boolean is(Snapshot snapshot)
    {
        return snapshot.id() == id && snapshot.deltaManifestList().name().equals(manifestList);
    }

    @Override
    public String toString()
    {
        return tag.map(name -> id + " (tag " + name + ")").orElseGet(() -> Long.toString(id));
    }
}
