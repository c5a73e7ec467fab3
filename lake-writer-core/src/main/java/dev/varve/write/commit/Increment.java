package dev.varve.write.commit;

import dev.varve.index.IndexFile;
import dev.varve.manifest.DataFile;

import java.util.List;

/**
 * What a writer did to the files of one bucket.
 *
 * @param newFiles that hold rows that were written
 * @param deletedFiles that no longer count
 * @param changelogFiles that tell how the rows of the bucket changed
 * @param newIndexFiles hash indexes and deletion vectors
 * @param deletedIndexFiles those that the new ones replace. A bucket has one hash index and one file of deletion vectors, so a writer
 *         names the one that it started from: the commit fails if another has replaced it meanwhile, instead of undoing that.
 */
public record Increment(
        List<DataFile> newFiles,
        List<DataFile> deletedFiles,
        List<DataFile> changelogFiles,
        List<IndexFile> newIndexFiles,
        List<IndexFile> deletedIndexFiles)
{
    public static final Increment EMPTY = new Increment(List.of(), List.of(), List.of(), List.of(), List.of());

    public Increment
    {
        newFiles = List.copyOf(newFiles);
        deletedFiles = List.copyOf(deletedFiles);
        changelogFiles = List.copyOf(changelogFiles);
        newIndexFiles = List.copyOf(newIndexFiles);
        deletedIndexFiles = List.copyOf(deletedIndexFiles);
    }

    public boolean isEmpty()
    {
        return equals(EMPTY);
    }
}
