package dev.varve.manifest;

import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.List;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * What is known of the columns of a file, or of the partition columns of a manifest. Columns have the names and types of the
 * schema that the file was written with. A minimum of text and binary may be cut short, a maximum cut short and incremented.
 */
public final class ColumnStatistics
{
    private final SimpleStatistics statistics;
    private final List<String> columns;

    private ColumnStatistics(SimpleStatistics statistics, List<String> columns)
    {
        this.statistics = requireNonNull(statistics, "statistics is null");
        this.columns = requireNonNull(columns, "columns is null");
    }

    /** Of the primary key columns of a file, without partition columns. Empty for append tables. */
    public static ColumnStatistics ofKeys(DataFile file, TableSchema fileSchema)
    {
        return new ColumnStatistics(file.keyStatistics(), fileSchema.trimmedPrimaryKeys());
    }

    /** Of all columns of a file for which the writer kept some, key columns included. */
    public static ColumnStatistics ofValues(DataFile file, TableSchema fileSchema)
    {
        List<String> columns = file.valueStatisticsColumns()
                .or(file::writeColumns)
                .orElseGet(() -> fileSchema.fields().names());
        return new ColumnStatistics(file.valueStatistics(), columns);
    }

    /** Of the partition columns over all entries of a manifest. */
    public static ColumnStatistics ofPartitions(ManifestFile manifest, TableSchema schema)
    {
        return new ColumnStatistics(manifest.partitionStatistics(), schema.partitionKeys());
    }

    /** Whether there is a place for statistics of the column, though it may say nothing. */
    public boolean has(String column)
    {
        return columns.contains(column);
    }

    /**
     * The smallest value, as a {@link dev.varve.row.Literal}; null if it is not known or there are only nulls.
     *
     * @param column with the name and type of the file's schema
     */
    public Object min(Field column)
    {
        int position = columns.indexOf(column.name());
        return position < 0 ? null : statistics.min().value(position, column.type());
    }

    /**
     * The largest value, as a {@link dev.varve.row.Literal}; null if it is not known or there are only nulls.
     *
     * @param column with the name and type of the file's schema
     */
    public Object max(Field column)
    {
        int position = columns.indexOf(column.name());
        return position < 0 ? null : statistics.max().value(position, column.type());
    }

    /** The number of nulls, empty if it is not known. */
    public OptionalLong nullCount(Field column)
    {
        int position = columns.indexOf(column.name());
        return position < 0 ? OptionalLong.empty() : statistics.nullCount(position);
    }
}
