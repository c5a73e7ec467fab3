package dev.varve.schema;

import dev.varve.error.VarveException;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonText;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VectorType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and prints {@code schema/schema-<id>}; the page {@code docs/format/schema.md} describes the file.
 *
 * <p>Schemas of older releases get the options that were their defaults: one bucket up to 0.7, ORC files up to 0.8.
 */
final class SchemaJson
{
    private static final int NEWEST_VERSION = 3;
    private static final int LAST_VERSION_WITH_ONE_BUCKET = 1;
    private static final int LAST_VERSION_WITH_ORC = 2;

    private SchemaJson() {}

    /**
     * @param source the name of the file, for messages
     * @throws VarveException of kind CORRUPT_TABLE or UNSUPPORTED_FEATURE
     */
    static TableSchema parse(byte[] json, String source)
    {
        JsonObject object = JsonObject.parse(json, source);
        int version = object.has("version") ? object.requiredInt("version") : 1;
        if (version > NEWEST_VERSION) {
            throw VarveException.unsupported("Schema file " + source + " has version " + version + ", known are versions up to " + NEWEST_VERSION);
        }
        try {
            return new TableSchema(
                    version,
                    object.requiredLong("id"),
                    RowType.of(fields(object, 0)),
                    object.requiredInt("highestFieldId"),
                    object.requiredTexts("partitionKeys"),
                    object.requiredTexts("primaryKeys"),
                    options(object, version),
                    object.optionalText("comment"),
                    object.optionalLong("timeMillis").orElse(0));
        }
        catch (IllegalArgumentException e) {
            throw VarveException.corrupt("Schema file " + source + " is damaged: " + e.getMessage(), e);
        }
    }

    /** The content of the file, byte for byte as Paimon writes it. */
    static byte[] print(TableSchema schema)
    {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", schema.version());
        document.put("id", schema.id());
        document.put("fields", fields(schema.fields()));
        document.put("highestFieldId", schema.highestFieldId());
        document.put("partitionKeys", schema.partitionKeys());
        document.put("primaryKeys", schema.primaryKeys());
        document.put("options", schema.options());
        schema.comment().ifPresent(comment -> document.put("comment", comment));
        document.put("timeMillis", schema.timeMillis());
        return JsonText.print(document);
    }

    static List<Object> fields(RowType row)
    {
        List<Object> fields = new ArrayList<>();
        for (Field field : row.fields()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("id", field.id());
            object.put("name", field.name());
            object.put("type", type(field.type()));
            field.comment().ifPresent(comment -> object.put("description", comment));
            field.defaultValue().ifPresent(value -> object.put("defaultValue", value));
            fields.add(object);
        }
        return fields;
    }

    private static Object type(DataType type)
    {
        Map<String, Object> object = new LinkedHashMap<>();
        if (type instanceof ArrayType array) {
            object.put("type", keyword("ARRAY", type));
            object.put("element", type(array.element()));
        }
        else if (type instanceof MultisetType multiset) {
            object.put("type", keyword("MULTISET", type));
            object.put("element", type(multiset.element()));
        }
        else if (type instanceof MapType map) {
            object.put("type", keyword("MAP", type));
            object.put("key", type(map.key()));
            object.put("value", type(map.value()));
        }
        else if (type instanceof VectorType vector) {
            object.put("type", keyword("VECTOR", type));
            object.put("element", type(vector.element()));
            object.put("length", vector.length());
        }
        else if (type instanceof RowType row) {
            object.put("type", keyword("ROW", type));
            object.put("fields", fields(row));
        }
        else {
            return type.toString();
        }
        return object;
    }

    private static String keyword(String name, DataType type)
    {
        return type.nullable() ? name : name + " NOT NULL";
    }

    private static Map<String, String> options(JsonObject object, int version)
    {
        if (!object.has("options")) {
            throw object.wrong("options", "is missing");
        }
        Map<String, String> options = object.textMap("options");
        if (version <= LAST_VERSION_WITH_ONE_BUCKET) {
            options.putIfAbsent("bucket", "1");
        }
        if (version <= LAST_VERSION_WITH_ORC) {
            options.putIfAbsent("file.format", "orc");
        }
        return options;
    }

    private static List<Field> fields(JsonObject object, int depth)
    {
        List<Field> fields = new ArrayList<>();
        for (JsonObject field : object.requiredObjects("fields")) {
            fields.add(new Field(
                    field.requiredInt("id"),
                    field.requiredText("name"),
                    type(field, "type", depth),
                    field.optionalText("description"),
                    field.optionalText("defaultValue")));
        }
        return fields;
    }

    private static DataType type(JsonObject parent, String key, int depth)
    {
        if (depth > TypeText.MAX_NESTING) {
            throw parent.wrong(key, "nests deeper than " + TypeText.MAX_NESTING + " levels");
        }
        JsonObject nested = parent.asObject(key).orElse(null);
        return nested == null ? textType(parent, key) : nestedType(nested, depth);
    }

    private static DataType textType(JsonObject parent, String key)
    {
        String text = parent.requiredText(key);
        try {
            return TypeText.parse(text);
        }
        catch (VarveException e) {
            throw new VarveException(e.kind(), "Schema file " + parent.source() + ": " + e.getMessage(), e);
        }
    }

    private static DataType nestedType(JsonObject object, int depth)
    {
        String text = object.requiredText("type").toUpperCase(Locale.ROOT);
        boolean nullable = !text.contains("NOT NULL");
        String keyword = text.trim().split("\\s+", 2)[0];
        switch (keyword) {
            case "ARRAY":
                return new ArrayType(type(object, "element", depth + 1), nullable);
            case "MULTISET":
                return new MultisetType(type(object, "element", depth + 1), nullable);
            case "MAP":
                return new MapType(type(object, "key", depth + 1), type(object, "value", depth + 1), nullable);
            case "VECTOR":
                return new VectorType(type(object, "element", depth + 1), object.requiredInt("length"), nullable);
            case "ROW":
                return new RowType(fields(object, depth + 1), nullable);
            default:
                throw VarveException.unsupported("Schema file " + object.source() + " has a nested type '" + text + "', which is not known");
        }
    }
}
