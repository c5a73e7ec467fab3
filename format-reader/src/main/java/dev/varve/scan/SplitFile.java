package dev.varve.scan;

import dev.varve.index.DeletionFile;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.row.BinaryRow;
import dev.varve.storage.StoragePath;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * A data file as a reader needs to know it: what the manifest says, without statistics of values.
 *
 * @param name without directories; its extension tells the format
 * @param externalPath the whole path if the file lies outside of the bucket's directory; see {@link Split#path}
 * @param size in bytes
 * @param rowCount physical rows, retractions and rows under a deletion vector included
 * @param minKey a lower bound of the keys in it, of the trimmed primary key; no fields for append tables
 * @param maxKey an upper bound of the keys in it
 * @param schemaId the schema that the file was written with
 * @param level 0 for append tables
 * @param deleteRowCount rows of the kinds -U and -D, empty if unknown
 * @param extraFiles names of files beside it, such as a file index
 * @param firstRowId the row id of row 0, for tables with row tracking
 * @param writeColumns the columns that are in the file, by their names in its schema; empty if all are
 * @param creationTime the wall clock of the writer, in milliseconds as if it were UTC
 * @param fileSource old releases do not say
 * @param onlySupersedes whether no row of the file matches the predicate of the scan, by its statistics; the file is then read for its
 *         keys, because its rows may be newer than rows of other files that do match
 */
public record SplitFile(
        String name,
        Optional<StoragePath> externalPath,
        long size,
        long rowCount,
        BinaryRow minKey,
        BinaryRow maxKey,
        long minSequenceNumber,
        long maxSequenceNumber,
        long schemaId,
        int level,
        OptionalLong deleteRowCount,
        List<String> extraFiles,
        OptionalLong firstRowId,
        Optional<List<String>> writeColumns,
        OptionalLong creationTime,
        Optional<FileSource> fileSource,
        Optional<DeletionFile> deletionFile,
        boolean onlySupersedes)
{
    public SplitFile
    {
        requireNonNull(name, "name is null");
        requireNonNull(externalPath, "externalPath is null");
        requireNonNull(minKey, "minKey is null");
        requireNonNull(maxKey, "maxKey is null");
        requireNonNull(deleteRowCount, "deleteRowCount is null");
        requireNonNull(firstRowId, "firstRowId is null");
        requireNonNull(creationTime, "creationTime is null");
        requireNonNull(fileSource, "fileSource is null");
        requireNonNull(deletionFile, "deletionFile is null");
        extraFiles = List.copyOf(extraFiles);
        writeColumns = writeColumns.map(List::copyOf);
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("Not the name of a file: '" + name + "'");
        }
        if (size < 0 || rowCount < 0 || schemaId < 0) {
            throw new IllegalArgumentException("Data file '%s' with size %s, %s rows, schema %s".formatted(name, size, rowCount, schemaId));
        }
    }

    /** The file as a manifest describes it, without a deletion vector. */
    static SplitFile of(DataFile file)
    {
        return new SplitFile(
                file.name(),
                file.externalPath().map(StoragePath::of),
                file.size(),
                file.rowCount(),
                file.minKey(),
                file.maxKey(),
                file.minSequenceNumber(),
                file.maxSequenceNumber(),
                file.schemaId(),
                file.level(),
                file.deleteRowCount(),
                file.extraFiles(),
                file.firstRowId(),
                file.writeColumns(),
                file.creationMillis(),
                file.source(),
                Optional.empty(),
                false);
    }

    SplitFile withDeletionFile(Optional<DeletionFile> deletionFile)
    {
        return deletionFile.equals(this.deletionFile) ? this : new SplitFile(name, externalPath, size, rowCount, minKey, maxKey, minSequenceNumber, maxSequenceNumber, schemaId, level,
                deleteRowCount, extraFiles, firstRowId, writeColumns, creationTime, fileSource, deletionFile, onlySupersedes);
    }

    /** The same file with its whole path, unless it has one. */
    SplitFile withDirectory(StoragePath directory)
    {
        return new SplitFile(name, externalPath.or(() -> Optional.of(directory.child(name))), size, rowCount, minKey, maxKey, minSequenceNumber, maxSequenceNumber,
                schemaId, level, deleteRowCount, extraFiles, firstRowId, writeColumns, creationTime, fileSource, deletionFile, onlySupersedes);
    }

    SplitFile onlySuperseding()
    {
        return new SplitFile(name, externalPath, size, rowCount, minKey, maxKey, minSequenceNumber, maxSequenceNumber, schemaId, level,
                deleteRowCount, extraFiles, firstRowId, writeColumns, creationTime, fileSource, deletionFile, true);
    }

    /** Whether the file is known to hold no retractions. */
    public boolean holdsOnlyAdditions()
    {
        return deleteRowCount.isPresent() && deleteRowCount.getAsLong() == 0;
    }
}
