package dev.varve.trino;

import com.google.common.collect.ImmutableMap;
import dev.varve.schema.SecretOptions;
import dev.varve.schema.TableSchema;
import io.trino.spi.session.PropertyMetadata;
import io.trino.spi.type.ArrayType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

    /** Properties that are an option of the table as it is: by the name of the option. */
    private static final Map<String, String> TEXT_PROPERTIES = ImmutableMap.of(
            "bucket", "bucket",
            "merge-engine", "merge_engine",
            "changelog-producer", "changelog_producer",
            "file.format", "file_format");
    private static final Map<String, String> COLUMN_PROPERTIES = ImmutableMap.of(
            "bucket-key", BUCKET_KEY,
            "sequence.field", SEQUENCE_FIELD);

    private final List<PropertyMetadata<?>> properties;

    public VarveTableProperties()
    {
        properties = List.of(
                textList(PRIMARY_KEY, "Columns of the primary key"),
                textList(PARTITIONED_BY, "Columns that the table is partitioned by"),
                stringProperty("bucket", "Number of buckets of a partition; -1: as many as needed, -2: decided later", null, false),
                textList(BUCKET_KEY, "Columns that decide the bucket of a row"),
                stringProperty("merge_engine", "How rows of one primary key become one", null, false),
                textList(SEQUENCE_FIELD, "Columns by which the newest row of a primary key is found"),
                stringProperty("changelog_producer", "How the changelog of the table is made", null, false),
                stringProperty("file_format", "Format of new data files", null, false),
                textList(OPTIONS, "All other options of the table, each as name=value"));
    }

    List<PropertyMetadata<?>> properties()
    {
        return properties;
    }

    private static PropertyMetadata<?> textList(String name, String description)
    {
        return new PropertyMetadata<>(name, description, new ArrayType(VARCHAR), List.class, null, false, value -> (List<?>) value, value -> value);
    }

    /** The properties of a table with that schema. */
    static Map<String, Object> of(TableSchema schema)
    {
        ImmutableMap.Builder<String, Object> properties = ImmutableMap.builder();
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
