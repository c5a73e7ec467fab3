package dev.varve.hms;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the metastore must know a table with a certain schema. */
public final class TableRegistration
{
    static final String LOCATION_PARAMETER = "paimon_location";
    static final String PARTITIONED = "metastore.partitioned-table";
    static final String EXTERNAL = "external";
    static final String TAG_FIELD = "metastore.tag-to-partition";

    private static final String STORAGE_HANDLER = "org.apache.paimon.hive.PaimonStorageHandler";
    private static final String HIVE_PREFIX = "hive.";
    /** The metastore's databases have 256 characters for a comment. */
    private static final int MAX_COMMENT = 255;

    private TableRegistration() {}

    /**
     * @throws VarveException of kind INVALID_REQUEST if the metastore cannot know the table, because names differ only in case, among others
     */
    public static HiveTable of(String database, String name, String location, boolean external, TableSchema schema, CatalogSettings settings)
    {
        requireDistinctColumns(schema);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("table_type", "PAIMON");
        parameters.put("storage_handler", STORAGE_HANDLER);
        if (external) {
            parameters.put("EXTERNAL", "TRUE");
        }
        parameters.putAll(parameters(schema, settings));
        if (settings.locationInProperties()) {
            parameters.put(LOCATION_PARAMETER, location);
        }
        List<String> partitionKeys = partitionKeys(schema);
        return new HiveTable(
                database,
                name,
                external ? HiveTable.EXTERNAL : HiveTable.MANAGED,
                Optional.of(settings.owner()),
                columns(schema, partitionKeys),
                partitionColumns(schema, partitionKeys),
                HiveFormat.PAIMON,
                settings.locationInProperties() ? Optional.empty() : Optional.of(location),
                parameters);
    }

    /** The parameters that follow from a schema. */
    static Map<String, String> parameters(TableSchema schema, CatalogSettings settings)
    {
        Map<String, String> parameters = new LinkedHashMap<>();
        schema.options().forEach((key, value) -> {
            if (settings.allProperties()) {
                parameters.put(key, value);
            }
            else if (key.startsWith(HIVE_PREFIX)) {
                parameters.put(key.substring(HIVE_PREFIX.length()), value);
            }
            else if (key.equals("partition.expiration-time") || key.equals("data-file.path-directory")) {
                parameters.put(key, value);
            }
        });
        if (settings.allProperties()) {
            putList(parameters, "primary-key", schema.primaryKeys());
            putList(parameters, "partition", schema.partitionKeys());
            putList(parameters, "bucket-key", bucketKeys(schema));
        }
        schema.comment().ifPresent(comment -> parameters.put("comment", comment));
        return parameters;
    }

    private static void putList(Map<String, String> parameters, String key, List<String> names)
    {
        if (!names.isEmpty()) {
            parameters.put(key, String.join(",", names));
        }
    }

    private static List<String> bucketKeys(TableSchema schema)
    {
        List<String> keys = new OptionMap(schema.options()).list("bucket-key");
        return keys.isEmpty() ? schema.trimmedPrimaryKeys() : keys;
    }

    /** Whether partitions of the table are partitions of the metastore, too. */
    static boolean isPartitioned(TableSchema schema)
    {
        return !schema.partitionKeys().isEmpty() && new OptionMap(schema.options()).flag(PARTITIONED, false);
    }

    /** The field whose values are the tags, if they are partitions of the metastore. */
    static Optional<String> tagField(TableSchema schema)
    {
        Optional<String> field = new OptionMap(schema.options()).text(TAG_FIELD);
        if (field.isPresent() && !schema.partitionKeys().isEmpty()) {
            throw VarveException.invalid("Option " + TAG_FIELD + " is for tables without partition keys: this one is partitioned by " + schema.partitionKeys());
        }
        return field;
    }

    private static List<String> partitionKeys(TableSchema schema)
    {
        return isPartitioned(schema) ? schema.partitionKeys() : List.of();
    }

    private static List<HiveColumn> columns(TableSchema schema, List<String> partitionKeys)
    {
        return schema.fields().fields().stream()
                .filter(field -> !partitionKeys.contains(field.name()))
                .map(field -> column(field, field.comment().map(TableRegistration::shortened)))
                .toList();
    }

    private static List<HiveColumn> partitionColumns(TableSchema schema, List<String> partitionKeys)
    {
        List<HiveColumn> columns = new ArrayList<>(schema.columns(partitionKeys).stream().map(field -> column(field, field.comment())).toList());
        tagField(schema).ifPresent(field -> columns.add(new HiveColumn(field.toLowerCase(Locale.ROOT), "string", Optional.empty())));
        return columns;
    }

    private static HiveColumn column(Field field, Optional<String> comment)
    {
        return new HiveColumn(field.name().toLowerCase(Locale.ROOT), HiveTypes.text(field.type()), comment);
    }

    private static String shortened(String comment)
    {
        String line = comment.replace('\r', ' ').replace('\n', ' ');
        return line.length() <= MAX_COMMENT ? line : line.substring(0, MAX_COMMENT - 3) + "...";
    }

    private static void requireDistinctColumns(TableSchema schema)
    {
        Set<String> names = new HashSet<>();
        for (String name : schema.fields().names()) {
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw VarveException.invalid("Column '" + name + "' differs from another only in case, which a Hive Metastore does not tell apart");
            }
        }
    }
}
