package dev.varve.write.file;

import dev.varve.manifest.FileSource;

/**
 * Opens writers of files for one bucket. The files of all its writers share a random name and a counter, see {@code docs/format/data-files.md}.
 */
public interface BucketFileWriters
{
    /**
     * A writer of data files for a level of a table with a primary key, in the format and with the compression and statistics that the
     * table has for the level.
     */
    RowFileWriter dataFiles(int level, FileSource source);

    /**
     * A writer of data files of an append table.
     *
     * @param firstSequenceNumber of the first row; every row has the next one
     */
    RowFileWriter appendFiles(long firstSequenceNumber, FileSource source);

    /**
     * A writer of data files for rows of an append table that have ids and keep them. Its batches have the columns {@code _ROW_ID} and
     * {@code _SEQUENCE_NUMBER} (BIGINT, both without nulls) after those of the table.
     */
    RowFileWriter trackedFiles(FileSource source);

    /** A writer of changelog files, in the format that the table has for changelogs. */
    RowFileWriter changelogFiles(int level);
}
