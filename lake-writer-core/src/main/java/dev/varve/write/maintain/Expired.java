package dev.varve.write.maintain;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * What expired.
 *
 * @param ids of snapshots, or of changelogs, ascending
 */
public record Expired(List<Long> ids, Deletions files)
{
    public static final Expired NOTHING = new Expired(List.of(), Deletions.NONE);

    public Expired
    {
        ids = List.copyOf(ids);
        requireNonNull(files, "files is null");
    }
}
