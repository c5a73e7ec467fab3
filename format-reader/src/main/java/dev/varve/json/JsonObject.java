package dev.varve.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.error.VarveException;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * An object of a JSON file of a table. Keys that nobody asks for are ignored; {@code null} is the same as absent. What does
 * not fit is a {@link VarveException} of kind CORRUPT_TABLE that names the file and the key.
 */
public final class JsonObject
{
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final String source;
    private final JsonNode node;

    private JsonObject(String source, JsonNode node)
    {
        this.source = source;
        this.node = node;
    }

    /**
     * @param source the name of the file, for messages
     */
    public static JsonObject parse(byte[] json, String source)
    {
        requireNonNull(source, "source is null");
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        }
        catch (JsonProcessingException e) {
            throw VarveException.corrupt("File " + source + " is not valid JSON (" + e.getOriginalMessage() + "); it may be truncated", e);
        }
        catch (IOException e) {
            throw VarveException.corrupt("File " + source + " is not valid JSON: " + e.getMessage(), e);
        }
        if (node == null || !node.isObject()) {
            throw VarveException.corrupt("File " + source + " is not a JSON object; it may be truncated");
        }
        return new JsonObject(source, node);
    }

    public int requiredInt(String key)
    {
        JsonNode value = required(key);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw wrong(key, "is not an int");
        }
        return value.intValue();
    }

    public long requiredLong(String key)
    {
        return optionalLong(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    public String requiredText(String key)
    {
        return optionalText(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    public OptionalLong optionalLong(String key)
    {
        Optional<JsonNode> value = optional(key);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!value.get().isIntegralNumber() || !value.get().canConvertToLong()) {
            throw wrong(key, "is not a long");
        }
        return OptionalLong.of(value.get().longValue());
    }

    public Optional<String> optionalText(String key)
    {
        return optional(key).map(value -> text(key, value));
    }

    public List<String> requiredTexts(String key)
    {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : requiredArray(key)) {
            texts.add(text(key, element));
        }
        return texts;
    }

    public List<JsonObject> requiredObjects(String key)
    {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonNode element : requiredArray(key)) {
            if (!element.isObject()) {
                throw wrong(key, "has an element that is not an object");
            }
            objects.add(new JsonObject(source, element));
        }
        return objects;
    }

    /** A map of texts, empty if absent; numbers and booleans become their text. */
    public Map<String, String> textMap(String key)
    {
        Map<String, String> map = new LinkedHashMap<>();
        JsonNode value = optional(key).orElse(null);
        if (value == null) {
            return map;
        }
        if (!value.isObject()) {
            throw wrong(key, "is not an object");
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            if (!entry.getValue().isValueNode()) {
                throw wrong(key, "has a value that is not a text: '" + entry.getKey() + "'");
            }
            if (!entry.getValue().isNull()) {
                map.put(entry.getKey(), entry.getValue().asText());
            }
        }
        return map;
    }

    /** The keys of all members, in order. */
    public List<String> keys()
    {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    public boolean has(String key)
    {
        return optional(key).isPresent();
    }

    /** The value as an object; empty if it is something else. */
    public Optional<JsonObject> asObject(String key)
    {
        return optional(key).filter(JsonNode::isObject).map(value -> new JsonObject(source, value));
    }

    /** The value as a decimal number; empty if it is something else. */
    public Optional<BigDecimal> asDecimal(String key)
    {
        return optional(key).filter(JsonNode::isNumber).map(JsonNode::decimalValue);
    }

    /** The value as an array of ints; empty if it is something else. */
    public Optional<List<Integer>> asInts(String key)
    {
        JsonNode value = optional(key).orElse(null);
        if (value == null || !value.isArray()) {
            return Optional.empty();
        }
        List<Integer> ints = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isIntegralNumber() || !element.canConvertToInt()) {
                throw wrong(key, "has an element that is not an int");
            }
            ints.add(element.intValue());
        }
        return Optional.of(ints);
    }

    /** The exception for a value that makes no sense. */
    public VarveException wrong(String key, String problem)
    {
        return VarveException.corrupt("File " + source + " is damaged: '" + key + "' " + problem);
    }

    /** The name of the file. */
    public String source()
    {
        return source;
    }

    private String text(String key, JsonNode value)
    {
        if (!value.isTextual()) {
            throw wrong(key, "is not a text");
        }
        return value.textValue();
    }

    private JsonNode requiredArray(String key)
    {
        JsonNode value = required(key);
        if (!value.isArray()) {
            throw wrong(key, "is not an array");
        }
        return value;
    }

    private JsonNode required(String key)
    {
        return optional(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    private Optional<JsonNode> optional(String key)
    {
        return Optional.ofNullable(node.get(key)).filter(value -> !value.isNull());
    }
}
