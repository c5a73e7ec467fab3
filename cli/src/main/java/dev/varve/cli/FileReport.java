package dev.varve.cli;

import dev.varve.write.maintain.Deletions;

/** What became of files, as the end of a sentence. */
final class FileReport
{
    private FileReport() {}

    static String of(Deletions deletions)
    {
        String deleted = deletions.deleted() == 0 ? "" : ", %,d files removed".formatted(deletions.deleted());
        return deletions.left().isEmpty() ? deleted : deleted + ", %,d could not be and are left to './varve remove-orphans'".formatted(deletions.left().size());
    }
}
