package dev.varve.schema;

import dev.varve.type.Field;
import dev.varve.type.RowType;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * One version of a table's schema, the content of {@code schema/schema-<id>}. Data files are written with a certain version
 * and name it, so versions are kept.
 *
 * @param version of the file format: 1 up to Paimon 0.7, 2 in 0.8, 3 since 0.9
 * @param highestFieldId the highest id that any column ever had, nested and dropped ones included
 * @param partitionKeys names of columns, in order
 * @param primaryKeys names of columns, in order; empty for an append table
 * @param options as stored; {@link TableOptions} tells what they mean
 * @param timeMillis when this version was made, epoch milliseconds, 0 if unknown
 */
public record TableSchema(
        int version,
        long id,
        RowType fields,
        int highestFieldId,
        List<String> partitionKeys,
        List<String> primaryKeys,
        Map<String, String> options,
        Optional<String> comment,
        long timeMillis)
{
    public TableSchema
    {
        requireNonNull(fields, "fields is null");
        partitionKeys = List.copyOf(partitionKeys);
        primaryKeys = List.copyOf(primaryKeys);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        requireNonNull(comment, "comment is null");
        requireColumns(fields, partitionKeys, "Partition key");
        requireColumns(fields, primaryKeys, "Primary key");
        if (!primaryKeys.isEmpty() && partitionKeys.containsAll(primaryKeys)) {
            throw new IllegalArgumentException("The primary key has only partition columns: " + primaryKeys);
        }
    }

    /** The same columns with other options. */
    public TableSchema withOptions(Map<String, String> options)
    {
        return new TableSchema(version, id, fields, highestFieldId, partitionKeys, primaryKeys, options, comment, timeMillis);
    }

    /** The same table with other columns, such as rows without members that a read does not want. */
    public TableSchema withFields(RowType fields)
    {
        return new TableSchema(version, id, fields, highestFieldId, partitionKeys, primaryKeys, options, comment, timeMillis);
    }

    private static void requireColumns(RowType fields, List<String> names, String role)
    {
        if (new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException(role + " names a column twice: " + names);
        }
        for (String name : names) {
            if (fields.indexOf(name).isEmpty()) {
                throw new IllegalArgumentException(role + " '" + name + "' is not a column of the table");
            }
        }
    }

    public boolean hasPrimaryKey()
    {
        return !primaryKeys.isEmpty();
    }

    /**
     * The primary key without the partition columns, in its order. Within a bucket it is the key: of files, of statistics, of merges.
     */
    public List<String> trimmedPrimaryKeys()
    {
        return primaryKeys.stream().filter(name -> !partitionKeys.contains(name)).toList();
    }

    /** The columns of {@link #trimmedPrimaryKeys}. */
    public List<Field> keyFields()
    {
        return columns(trimmedPrimaryKeys());
    }

    public List<Field> partitionFields()
    {
        return columns(partitionKeys);
    }

    /** The columns of those names, in that order. */
    public List<Field> columns(List<String> names)
    {
        return names.stream().map(this::column).toList();
    }

    /**
     * @throws IllegalArgumentException if there is no such column
     */
    public Field column(String name)
    {
        return fields.field(fields.indexOf(name)
                .orElseThrow(() -> new IllegalArgumentException("Column '" + name + "' does not exist")));
    }
}
