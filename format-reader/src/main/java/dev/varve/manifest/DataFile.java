package dev.varve.manifest;

import dev.varve.row.BinaryRow;
import io.airlift.slice.Slice;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * A data file as its manifest describes it. The names of the components follow the format, in its order.
 *
 * @param name without directories
 * @param size in bytes
 * @param rowCount physical rows, retractions and rows that a deletion vector hides included
 * @param minKey primary key, without partition columns, of the first row; empty row in append tables
 * @param maxKey of the last row; up to 1.2 it may be larger than that
 * @param keyStatistics of the key columns
 * @param valueStatistics of the columns that {@code valueStatisticsColumns} says
 * @param schemaId the schema that the file was written with
 * @param level 0 for new files, higher after compaction
 * @param extraFiles names of files beside this one, such as its index
 * @param creationMillis the writer's wall clock at creation as if it were UTC, in epoch milliseconds; not an instant
 * @param deleteRowCount rows of kind -U and -D; unknown in files older than 0.8
 * @param embeddedIndex the file index, if it is small
 * @param valueStatisticsColumns names of columns in the file's schema, in the order of {@code valueStatistics}; if absent, those
 *         are of all columns of the file. There may be names that the schema does not have.
 * @param externalPath where the file lies if not in the table's directory: an absolute path or URI
 * @param firstRowId the row id of row 0; row i has the id {@code firstRowId + i}
 * @param writeColumns names of the columns that the file has, in the file's schema; if absent, all
 * @param writeColumnSequences one per column of {@code writeColumns}
 */
public record DataFile(
        String name,
        long size,
        long rowCount,
        BinaryRow minKey,
        BinaryRow maxKey,
        SimpleStatistics keyStatistics,
        SimpleStatistics valueStatistics,
        long minSequenceNumber,
        long maxSequenceNumber,
        long schemaId,
        int level,
        List<String> extraFiles,
        OptionalLong creationMillis,
        OptionalLong deleteRowCount,
        Optional<Slice> embeddedIndex,
        Optional<FileSource> source,
        Optional<List<String>> valueStatisticsColumns,
        Optional<String> externalPath,
        OptionalLong firstRowId,
        Optional<List<String>> writeColumns,
        Optional<List<Long>> writeColumnSequences)
{
    public DataFile
    {
        requireNonNull(name, "name is null");
        requireNonNull(minKey, "minKey is null");
        requireNonNull(maxKey, "maxKey is null");
        requireNonNull(keyStatistics, "keyStatistics is null");
        requireNonNull(valueStatistics, "valueStatistics is null");
        extraFiles = List.copyOf(extraFiles);
        requireNonNull(creationMillis, "creationMillis is null");
        requireNonNull(deleteRowCount, "deleteRowCount is null");
        requireNonNull(embeddedIndex, "embeddedIndex is null");
        requireNonNull(source, "source is null");
        valueStatisticsColumns = valueStatisticsColumns.map(List::copyOf);
        requireNonNull(externalPath, "externalPath is null");
        requireNonNull(firstRowId, "firstRowId is null");
        writeColumns = writeColumns.map(List::copyOf);
        writeColumnSequences = writeColumnSequences.map(List::copyOf);
        if (size < 0 || rowCount < 0 || level < 0) {
            throw new IllegalArgumentException("Data file '" + name + "' has size " + size + ", " + rowCount + " rows and level " + level);
        }
    }

    /** Whether it is known that no row of the file is a retraction. */
    public boolean hasNoDeletes()
    {
        return deleteRowCount.isPresent() && deleteRowCount.getAsLong() == 0;
    }

    public DataFile withSequenceNumbers(long minSequenceNumber, long maxSequenceNumber)
    {
        return new DataFile(
                name, size, rowCount, minKey, maxKey, keyStatistics, valueStatistics,
                minSequenceNumber, maxSequenceNumber, schemaId, level, extraFiles,
                creationMillis, deleteRowCount, embeddedIndex, source, valueStatisticsColumns, externalPath, firstRowId, writeColumns, writeColumnSequences);
    }

    /** The same file at another level. */
    public DataFile withLevel(int level)
    {
        return new DataFile(
                name, size, rowCount, minKey, maxKey, keyStatistics, valueStatistics,
                minSequenceNumber, maxSequenceNumber, schemaId, level, extraFiles,
                creationMillis, deleteRowCount, embeddedIndex, source, valueStatisticsColumns, externalPath, firstRowId, writeColumns, writeColumnSequences);
    }

    public DataFile withFirstRowId(long firstRowId)
    {
        return new DataFile(
                name, size, rowCount, minKey, maxKey, keyStatistics, valueStatistics,
                minSequenceNumber, maxSequenceNumber, schemaId, level, extraFiles,
                creationMillis, deleteRowCount, embeddedIndex, source, valueStatisticsColumns, externalPath,
                OptionalLong.of(firstRowId), writeColumns, writeColumnSequences);
    }

    /** The same file, of whose columns nothing is known but of the key. */
    public DataFile withoutValueStatistics()
    {
        return new DataFile(
                name, size, rowCount, minKey, maxKey, keyStatistics, SimpleStatistics.UNKNOWN,
                minSequenceNumber, maxSequenceNumber, schemaId, level, extraFiles,
                creationMillis, deleteRowCount, embeddedIndex, source, Optional.of(List.of()), externalPath, firstRowId, writeColumns, writeColumnSequences);
    }
}
