package dev.varve.write.schema;

import dev.varve.schema.TableSchema;
import dev.varve.type.Field;
import dev.varve.write.file.FileOptionsCheck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A table that is to be created.
 *
 * @param partitionKeys names of columns, in order; instead of them there may be an option {@code partition}
 * @param primaryKeys names of columns, in order; instead of them there may be an option {@code primary-key}. The columns become NOT NULL
 */
public record NewTable(
        List<NewColumn> columns,
        List<String> partitionKeys,
        List<String> primaryKeys,
        Map<String, String> options,
        Optional<String> comment)
{
    public NewTable
    {
        columns = List.copyOf(columns);
        partitionKeys = List.copyOf(partitionKeys);
        primaryKeys = List.copyOf(primaryKeys);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        requireNonNull(comment, "comment is null");
    }

    /**
     * The first schema of the table.
     *
     * @param timeMillis epoch milliseconds
     * @throws dev.varve.error.VarveException if {@link SchemaCheck} refuses it, or no file could be written with its options
     */
    public TableSchema schema(long timeMillis)
    {
        FieldIds ids = FieldIds.first();
        List<Field> fields = new ArrayList<>();
        for (NewColumn column : columns) {
            fields.add(ids.column(column.name(), column.type(), column.comment(), column.defaultValue()));
        }
        fields.forEach(DefaultValue::requireConvertible);
        TableSchema schema = new SchemaDraft(fields, partitionKeys, primaryKeys, options, comment).schema(0, ids.highest(), timeMillis);
        SchemaCheck.require(schema);
        FileOptionsCheck.require(schema);
        return schema;
    }
}
