package dev.varve.trino;

import dev.varve.schema.TableSchema;
import dev.varve.trino.error.VarveErrorCode;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.type.TypeMapping;
import dev.varve.type.Field;
import com.google.common.collect.ImmutableMap;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.type.Type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a table that SQL sees. Their names are in lower case, as SQL does not tell cases apart; columns of types that
 * Trino cannot show are left out.
 */
final class TableColumns
{
    private static final String PRIMARY_KEY = "primary key";
    private static final String PARTITION_KEY = "partition key";

    private final List<ColumnMetadata> metadata;
    private final Map<String, ColumnHandle> handles;

    private TableColumns(List<ColumnMetadata> metadata, Map<String, ColumnHandle> handles)
    {
        this.metadata = metadata;
        this.handles = handles;
    }

    /**
     * Those that everybody sees.
     *
     * @throws TrinoException if two columns differ in nothing but upper and lower case
     */
    static TableColumns of(SchemaTableName table, TableSchema schema, TypeMapping types)
    {
        List<ColumnMetadata> metadata = new ArrayList<>();
        ImmutableMap.Builder<String, ColumnHandle> handles = ImmutableMap.builder();
        Map<String, String> names = new HashMap<>();
        for (Field field : schema.fields().fields()) {
            Optional<Type> type = types.toTrino(field.type());
            if (type.isEmpty()) {
                continue;
            }
            String name = sqlName(field);
            String other = names.put(name, field.name());
            if (other != null) {
                throw new TrinoException(
                        VarveErrorCode.VARVE_AMBIGUOUS_NAME,
                        "Table '%s' has the columns '%s' and '%s', which SQL cannot tell apart: rename one of them".formatted(table, other, field.name()));
            }
            metadata.add(metadata(field, type.get(), schema));
            handles.put(name, new VarveColumnHandle(field.id(), field.name(), type.get(), schema.partitionKeys().contains(field.name())));
        }
        return new TableColumns(List.copyOf(metadata), handles.buildOrThrow());
    }

    /** As {@link #of}, and then the hidden ones; a column of the table that has the name of one takes its place. */
    static TableColumns withHidden(SchemaTableName table, TableSchema schema, TypeMapping types)
    {
        TableColumns columns = of(table, schema, types);
        List<ColumnMetadata> metadata = new ArrayList<>(columns.metadata());
        ImmutableMap.Builder<String, ColumnHandle> handles = ImmutableMap.<String, ColumnHandle>builder().putAll(columns.handles());
        for (VarveColumnHandle hidden : HiddenColumns.handles(schema, types)) {
            if (!columns.handles().containsKey(hidden.name())) {
                metadata.add(metadata(hidden));
                handles.put(hidden.name(), hidden);
            }
        }
        return new TableColumns(List.copyOf(metadata), handles.buildOrThrow());
    }

    static ColumnMetadata metadata(VarveColumnHandle column, TableSchema schema)
    {
        if (HiddenColumns.contains(column) && schema.fields().indexOfId(column.fieldId()).isEmpty()) {
            return metadata(column);
        }
        if (column.isMember()) {
            return new ColumnMetadata(column.name().toLowerCase(Locale.ENGLISH), column.type());
        }
        return metadata(schema.column(column.name()), column.type(), schema);
    }

    private static ColumnMetadata metadata(VarveColumnHandle hidden)
    {
        return ColumnMetadata.builder()
                .setName(hidden.name())
                .setType(hidden.type())
                .setHidden(true)
                .build();
    }

    private static ColumnMetadata metadata(Field field, Type type, TableSchema schema)
    {
        return ColumnMetadata.builder()
                .setName(sqlName(field))
                .setType(type)
                .setNullable(field.type().nullable())
                .setComment(field.comment())
                .setExtraInfo(role(field.name(), schema))
                .build();
    }

    private static Optional<String> role(String column, TableSchema schema)
    {
        if (schema.partitionKeys().contains(column)) {
            return Optional.of(PARTITION_KEY);
        }
        return schema.primaryKeys().contains(column) ? Optional.of(PRIMARY_KEY) : Optional.empty();
    }

    private static String sqlName(Field field)
    {
        return field.name().toLowerCase(Locale.ENGLISH);
    }

    /** In the order of the table. */
    List<ColumnMetadata> metadata()
    {
        return metadata;
    }

    /** By name in SQL, in the order of the table. */
    Map<String, ColumnHandle> handles()
    {
        return handles;
    }
}
