package dev.varve.trino;

import dev.varve.schema.TableSchema;
import dev.varve.trino.error.VarveErrorCode;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.type.TypeMapping;
import com.google.common.collect.ImmutableMap;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.SchemaTableName;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static io.trino.spi.type.BigintType.BIGINT;
import static io.trino.spi.type.TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS;
import static io.trino.spi.type.VarcharType.VARCHAR;

/** The columns of the changes of a table: those of the table, and what is told of each change. */
final class ChangeColumns
{
    /** {@code insert}, {@code update_before}, {@code update_after} or {@code delete}. */
    static final VarveColumnHandle CHANGE_TYPE = new VarveColumnHandle(-101, "_change_type", VARCHAR, false);
    static final VarveColumnHandle SNAPSHOT_ID = new VarveColumnHandle(-102, "_snapshot_id", BIGINT, false);
    static final VarveColumnHandle COMMIT_TIMESTAMP = new VarveColumnHandle(-103, "_commit_timestamp", TIMESTAMP_TZ_MILLIS, false);

    private static final List<VarveColumnHandle> TOLD = List.of(CHANGE_TYPE, SNAPSHOT_ID, COMMIT_TIMESTAMP);

    private ChangeColumns() {}

    static boolean isTold(VarveColumnHandle column)
    {
        return TOLD.contains(column);
    }

    /**
     * @throws TrinoException if a column of the table has the name of one that is told
     */
    static List<ColumnMetadata> metadata(SchemaTableName table, TableSchema schema, TypeMapping types)
    {
        List<ColumnMetadata> metadata = new ArrayList<>(TableColumns.of(table, schema, types).metadata());
        for (VarveColumnHandle column : TOLD) {
            if (metadata.stream().anyMatch(other -> other.getName().equals(column.name()))) {
                throw new TrinoException(
                        VarveErrorCode.VARVE_AMBIGUOUS_NAME,
                        "Table '%s' has a column '%s', which the changes of a table have, too: rename it".formatted(table, column.name()));
            }
            metadata.add(new ColumnMetadata(column.name(), column.type()));
        }
        return List.copyOf(metadata);
    }

    /** By name in SQL, in the order of {@link #metadata}. */
    static Map<String, ColumnHandle> handles(SchemaTableName table, TableSchema schema, TypeMapping types)
    {
        ImmutableMap.Builder<String, ColumnHandle> handles = ImmutableMap.builder();
        handles.putAll(TableColumns.of(table, schema, types).handles());
        TOLD.forEach(column -> handles.put(column.name(), column));
        return handles.buildOrThrow();
    }
}
