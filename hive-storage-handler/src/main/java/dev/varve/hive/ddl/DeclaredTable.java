package dev.varve.hive.ddl;

import dev.varve.schema.TableSchema;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.metastore.api.SQLDefaultConstraint;
import org.apache.hadoop.hive.metastore.api.SQLNotNullConstraint;
import org.apache.hadoop.hive.metastore.api.SQLPrimaryKey;
import org.apache.hadoop.hive.metastore.api.Table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table as a statement declares it. Its properties are options of the table; the primary key is that of option {@code primary-key} or of a constraint.
 */
record DeclaredTable(Table table, List<SQLPrimaryKey> primaryKeys, List<SQLNotNullConstraint> notNull, List<SQLDefaultConstraint> defaults)
{
    private static final String PARTITIONED = "metastore.partitioned-table";

    /** What Hive, its metastore and the registration of a table put among its properties. */
    private static final Set<String> FOREIGN = Set.of(
            "EXTERNAL", "external", "TRANSLATED_TO_EXTERNAL", "external.table.purge", "comment", "storage_handler", "table_type", "paimon_location", "path",
            "bucketing_version", "transient_lastDdlTime", "last_modified_by", "last_modified_time", "COLUMN_STATS_ACCURATE", "numFiles", "numRows", "totalSize",
            "rawDataSize", "numFilesErasureCoded", "numPartitions", "transactional", "transactional_properties", "serialization.format", "uuid",
            "discover.partitions", "created_with_ctas", "created_with_ctlt");

    DeclaredTable
    {
        primaryKeys = primaryKeys == null ? List.of() : List.copyOf(primaryKeys);
        notNull = notNull == null ? List.of() : List.copyOf(notNull);
        defaults = defaults == null ? List.of() : List.copyOf(defaults);
    }

    /** Whether a property says something about the table itself. */
    static boolean isOption(String property)
    {
        return !FOREIGN.contains(property);
    }

    NewTable newTable()
    {
        List<FieldSchema> declared = new ArrayList<>(table.getSd().getCols());
        declared.addAll(partitionKeys());
        List<NewColumn> columns = new ArrayList<>();
        for (FieldSchema column : declared) {
            String name = column.getName().toLowerCase(Locale.ROOT);
            columns.add(new NewColumn(
                    name,
                    DeclaredType.of(name, column.getType()).withNullable(!isNotNull(name)),
                    Optional.ofNullable(column.getComment()).filter(text -> !text.isEmpty()),
                    defaultValue(name)));
        }
        Map<String, String> options = options();
        List<String> partitionKeys = partitionKeys().stream().map(column -> column.getName().toLowerCase(Locale.ROOT)).toList();
        if (!partitionKeys.isEmpty()) {
            options.put(PARTITIONED, "true");
        }
        List<String> keys = primaryKeys.stream()
                .sorted(Comparator.comparingInt(SQLPrimaryKey::getKey_seq))
                .map(key -> key.getColumn_name().toLowerCase(Locale.ROOT))
                .toList();
        return new NewTable(columns, partitionKeys, keys, options, comment());
    }

    /** A table with all that the schema of another says, but for options that are declared. */
    NewTable like(TableSchema schema)
    {
        List<NewColumn> columns = schema.fields().fields().stream()
                .map(field -> new NewColumn(field.name(), field.type(), field.comment(), field.defaultValue()))
                .toList();
        Map<String, String> options = new TreeMap<>(schema.options());
        options.putAll(options());
        return new NewTable(columns, schema.partitionKeys(), schema.primaryKeys(), options, comment().or(schema::comment));
    }

    private Map<String, String> options()
    {
        Map<String, String> options = new TreeMap<>();
        table.getParameters().forEach((key, value) -> {
            if (isOption(key)) {
                options.put(key, value);
            }
        });
        return options;
    }

    private Optional<String> comment()
    {
        return Optional.ofNullable(table.getParameters().get("comment")).filter(text -> !text.isEmpty());
    }

    private List<FieldSchema> partitionKeys()
    {
        return table.getPartitionKeys() == null ? List.of() : table.getPartitionKeys();
    }

    private boolean isNotNull(String column)
    {
        return notNull.stream().anyMatch(constraint -> constraint.getColumn_name().equalsIgnoreCase(column));
    }

    private Optional<String> defaultValue(String column)
    {
        return defaults.stream()
                .filter(constraint -> constraint.getColumn_name().equalsIgnoreCase(column))
                .map(constraint -> unquoted(constraint.getDefault_value()))
                .findFirst();
    }

    /** Hive keeps the literal as it was written. */
    private static String unquoted(String literal)
    {
        boolean quoted = literal.length() > 1 && literal.charAt(0) == literal.charAt(literal.length() - 1) && (literal.charAt(0) == '\'' || literal.charAt(0) == '"');
        return quoted ? literal.substring(1, literal.length() - 1) : literal;
    }
}
