package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.row.PartitionPath;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import static java.util.Collections.unmodifiableMap;

/**
 * Partitions by the values of some of their columns; the other columns may have any value.
 *
 * @param values by column, as {@link Literal}s, empty for NULL
 */
public record PartitionSpec(Map<String, Optional<Object>> values)
{
    /** All partitions. */
    public static final PartitionSpec ALL = new PartitionSpec(Map.of());

    public PartitionSpec
    {
        values = unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST if a column is no partition column
     */
    void validate(TableSchema schema)
    {
        for (String column : values.keySet()) {
            if (!schema.partitionKeys().contains(column)) {
                throw VarveException.invalid("Column '" + column + "' is not a partition column; those are " + schema.partitionKeys());
            }
        }
    }

    /** As {@code dt=2024-01-31,country=NZ}, with values as people read them. */
    String describe(TableSchema schema)
    {
        PartitionPath path = new PartitionPath(schema.partitionFields(), TableOptions.layoutOf(schema).defaultPartitionName(), false);
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + path.valueText(schema.column(entry.getKey()).type(), entry.getValue().orElse(null)))
                .collect(Collectors.joining(","));
    }

    /** Whether a partition of a table with that schema is one of these. */
    public boolean matches(BinaryRow partition, TableSchema schema)
    {
        for (Map.Entry<String, Optional<Object>> entry : values.entrySet()) {
            int position = schema.partitionKeys().indexOf(entry.getKey());
            Object value = partition.value(position, schema.column(entry.getKey()).type());
            if (Literal.compare(value, entry.getValue().orElse(null)) != 0) {
                return false;
            }
        }
        return true;
    }
}
