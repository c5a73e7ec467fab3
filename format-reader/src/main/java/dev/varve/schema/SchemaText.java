package dev.varve.schema;

import dev.varve.json.JsonText;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parts of a schema as JSON on one line, for people. */
public final class SchemaText
{
    private SchemaText() {}

    /** The columns as in the schema file. */
    public static String fields(TableSchema schema)
    {
        return JsonText.compact(SchemaJson.fields(schema.fields()));
    }

    public static String partitionKeys(TableSchema schema)
    {
        return JsonText.compact(schema.partitionKeys());
    }

    public static String primaryKeys(TableSchema schema)
    {
        return JsonText.compact(schema.primaryKeys());
    }

    /** The options, values of secrets left out. */
    public static String options(TableSchema schema)
    {
        Map<String, String> shown = new LinkedHashMap<>();
        printed(schema).forEach((key, value) -> shown.put(key, SecretOptions.shown(key, value)));
        return JsonText.compact(shown);
    }

    /** The options in the order in which Paimon prints them, which is that of a hash map. */
    public static Map<String, String> printed(TableSchema schema)
    {
        Map<String, String> options = new HashMap<>();
        schema.options().forEach(options::put);
        return options;
    }
}
