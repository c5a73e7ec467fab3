package dev.varve.trino;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.varve.schema.SecretOptions;
import dev.varve.schema.TableSchema;
import dev.varve.write.schema.KnownOptions;
import dev.varve.write.schema.SchemaChange;
import io.trino.spi.TrinoException;
import io.trino.spi.session.PropertyMetadata;
import io.trino.spi.type.ArrayType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static io.trino.spi.StandardErrorCode.INVALID_TABLE_PROPERTY;
import static io.trino.spi.StandardErrorCode.NOT_SUPPORTED;
import static io.trino.spi.session.PropertyMetadata.stringProperty;
import static io.trino.spi.type.VarcharType.VARCHAR;

/**
 * What SHOW CREATE TABLE says of a table beside its columns: keys, buckets and the options that tables are most often told apart
 * by have properties of their own, the other options are in the property {@code options}. Names are those of the columns in SQL.
 */
public final class VarveTableProperties
{
    private static final String PRIMARY_KEY = "primary_key";
    private static final String PARTITIONED_BY = "partitioned_by";
    private static final String BUCKET_KEY = "bucket_key";
    private static final String SEQUENCE_FIELD = "sequence_field";
    private static final String OPTIONS = "options";
    static final String LOCATION = "location";

    /** Properties that are an option of the table as it is: by the name of the option. */
    private static final Map<String, String> TEXT_PROPERTIES = ImmutableMap.of(
            "bucket", "bucket",
            "merge-engine", "merge_engine",
            "changelog-producer", "changelog_producer",
            "file.format", "file_format");
    /** Options that are properties of their own under other names. */
    private static final Set<String> KEYS = Set.of("primary-key", "partition");
    private static final Map<String, String> COLUMN_PROPERTIES = ImmutableMap.of(
            "bucket-key", BUCKET_KEY,
            "sequence.field", SEQUENCE_FIELD);

    /** What is decided when a table is created, and is no option. */
    private static final Set<String> OF_CREATION = Set.of(PRIMARY_KEY, PARTITIONED_BY, LOCATION);

    private static final Pattern PROPERTY = Pattern.compile("[a-z][a-z0-9.-]*");
    /** Each option that tables may have can be set by a property of its own, too, as with other connectors. */
    private static final Map<String, String> OPTIONS_BY_PROPERTY = KnownOptions.names().stream()
            .filter(option -> PROPERTY.matcher(option).matches() && !TEXT_PROPERTIES.containsKey(option) && !COLUMN_PROPERTIES.containsKey(option) && !KEYS.contains(option))
            .collect(toImmutableMap(option -> option.replaceAll("[.-]", "_"), option -> option, (first, _) -> first));

    private final List<PropertyMetadata<?>> properties;

    public VarveTableProperties()
    {
        ImmutableList.Builder<PropertyMetadata<?>> properties = ImmutableList.builder();
        properties.add(
                textList(PRIMARY_KEY, "Columns of the primary key"),
                textList(PARTITIONED_BY, "Columns that the table is partitioned by"),
                stringProperty("bucket", "Number of buckets of a partition; -1: as many as needed, -2: decided later", null, false),
                textList(BUCKET_KEY, "Columns that decide the bucket of a row"),
                stringProperty("merge_engine", "How rows of one primary key become one", null, false),
                textList(SEQUENCE_FIELD, "Columns by which the newest row of a primary key is found"),
                stringProperty("changelog_producer", "How the changelog of the table is made", null, false),
                stringProperty("file_format", "Format of new data files", null, false),
                stringProperty(LOCATION, "Where the table lies, if a Hive Metastore is to know it there and not in the directory of its schema", null, false),
                textList(OPTIONS, "All other options of the table, each as name=value"));
        OPTIONS_BY_PROPERTY.forEach((property, option) -> properties.add(stringProperty(property, "Option " + option, null, false)));
        this.properties = properties.build();
    }

    List<PropertyMetadata<?>> properties()
    {
        return properties;
    }

    private static PropertyMetadata<?> textList(String name, String description)
    {
        return new PropertyMetadata<>(name, description, new ArrayType(VARCHAR), List.class, null, false, value -> (List<?>) value, value -> value);
    }

    /** What properties say of a table that is to be created: columns by their names in SQL. */
    record Definition(List<String> primaryKeys, List<String> partitionKeys, Map<String, String> options, Optional<String> location) {}

    /**
     * @throws TrinoException if a property makes no sense
     */
    static Definition definition(Map<String, Object> properties)
    {
        Map<String, String> options = new LinkedHashMap<>();
        properties.forEach((property, value) -> {
            if (value != null && !OF_CREATION.contains(property)) {
                option(property, value).forEach((option, text) -> {
                    if (options.put(option, text) != null) {
                        throw new TrinoException(INVALID_TABLE_PROPERTY, "Option '%s' is given twice".formatted(option));
                    }
                });
            }
        });
        return new Definition(
                texts(properties.get(PRIMARY_KEY)),
                texts(properties.get(PARTITIONED_BY)),
                options,
                Optional.ofNullable((String) properties.get(LOCATION)));
    }

    /** The options that one property stands for. */
    private static Map<String, String> option(String property, Object value)
    {
        if (property.equals(OPTIONS)) {
            Map<String, String> options = new LinkedHashMap<>();
            texts(value).forEach(text -> {
                int equals = text.indexOf('=');
                if (equals <= 0) {
                    throw new TrinoException(INVALID_TABLE_PROPERTY, "'%s' in property 'options' is not NAME=VALUE".formatted(text));
                }
                options.put(text.substring(0, equals).trim(), text.substring(equals + 1));
            });
            options.forEach((option, text) -> {
                if (SecretOptions.isShownInstead(option, text)) {
                    throw new TrinoException(INVALID_TABLE_PROPERTY, "Option '%s' is shown as %s because it is secret: write its value".formatted(option, text));
                }
            });
            KnownOptions.require(options);
            return options;
        }
        String text = value instanceof List<?> ? String.join(",", texts(value)) : value.toString();
        Map<String, String> options = Map.of(optionName(property), text);
        KnownOptions.require(options);
        return options;
    }

    private static String optionName(String property)
    {
        for (Map<String, String> named : List.of(TEXT_PROPERTIES, COLUMN_PROPERTIES)) {
            for (Map.Entry<String, String> entry : named.entrySet()) {
                if (entry.getValue().equals(property)) {
                    return entry.getKey();
                }
            }
        }
        return OPTIONS_BY_PROPERTY.get(property);
    }

    private static List<String> texts(Object list)
    {
        return list == null ? List.of() : ((List<?>) list).stream().map(String.class::cast).toList();
    }

    /**
     * What has to change for a table to have the properties; without a value a property gets back what it was by default.
     *
     * @throws TrinoException if a property cannot be changed, or makes no sense
     */
    static List<SchemaChange> changes(TableSchema schema, Map<String, Optional<Object>> properties)
    {
        List<SchemaChange> changes = new ArrayList<>();
        properties.forEach((property, value) -> {
            if (OF_CREATION.contains(property)) {
                throw new TrinoException(NOT_SUPPORTED, "Property '%s' of a table cannot be changed".formatted(property));
            }
            Map<String, String> wanted = value.map(given -> option(property, given)).orElseGet(Map::of);
            Set<String> concerned = property.equals(OPTIONS) ? otherOptions(schema) : Set.of(optionName(property));
            for (String option : concerned) {
                if (!wanted.containsKey(option) && schema.options().containsKey(option)) {
                    changes.add(new SchemaChange.RemoveOption(option));
                }
            }
            wanted.forEach((option, text) -> {
                if (!text.equals(schema.options().get(option))) {
                    changes.add(new SchemaChange.SetOption(option, text));
                }
            });
        });
        return changes;
    }

    /** The options that property {@code options} stands for. */
    private static Set<String> otherOptions(TableSchema schema)
    {
        return schema.options().keySet().stream()
                .filter(option -> !TEXT_PROPERTIES.containsKey(option) && !COLUMN_PROPERTIES.containsKey(option))
                .collect(toImmutableSet());
    }

    /**
     * The properties of a table with that schema.
     *
     * @param location if it was chosen
     */
    static Map<String, Object> of(TableSchema schema, Optional<String> location)
    {
        ImmutableMap.Builder<String, Object> properties = ImmutableMap.builder();
        location.ifPresent(chosen -> properties.put(LOCATION, chosen));
        if (!schema.primaryKeys().isEmpty()) {
            properties.put(PRIMARY_KEY, sqlNames(schema.primaryKeys()));
        }
        if (!schema.partitionKeys().isEmpty()) {
            properties.put(PARTITIONED_BY, sqlNames(schema.partitionKeys()));
        }
        List<String> others = new ArrayList<>();
        schema.options().forEach((option, value) -> {
            if (TEXT_PROPERTIES.containsKey(option)) {
                properties.put(TEXT_PROPERTIES.get(option), value);
            }
            else if (COLUMN_PROPERTIES.containsKey(option)) {
                properties.put(COLUMN_PROPERTIES.get(option), sqlNames(List.of(value.trim().split("\\s*,\\s*"))));
            }
            else {
                others.add(option + "=" + SecretOptions.shown(option, value));
            }
        });
        if (!others.isEmpty()) {
            properties.put(OPTIONS, others.stream().sorted().toList());
        }
        return properties.buildOrThrow();
    }

    private static List<String> sqlNames(List<String> columns)
    {
        return columns.stream().map(name -> name.toLowerCase(Locale.ENGLISH)).toList();
    }
}
