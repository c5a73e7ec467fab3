package dev.varve.write.maintain;

import dev.varve.storage.StoragePath;

import java.util.List;

/**
 * Files that maintenance deleted.
 *
 * @param left files that nothing needs any more, but that could not be deleted; the removal of orphan files will find them
 */
public record Deletions(long deleted, List<StoragePath> left)
{
    public static final Deletions NONE = new Deletions(0, List.of());

    public Deletions
    {
        left = List.copyOf(left);
    }
}
