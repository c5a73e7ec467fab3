package dev.varve.cli.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.MapBuilder;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** MAP and MULTISET: a JSON array of pairs, or an object whose keys are the texts of the keys. */
final class MapReader
        extends ValueReader
{
    private final ValueReader key;
    private final ValueReader value;

    MapReader(DataType type)
    {
        super(type);
        key = ValueReader.of((type instanceof MapType map ? map.key() : ((MultisetType) type).element()).withNullable(false));
        value = ValueReader.of(type instanceof MapType map ? map.value() : new IntType(false));
    }

    @Override
    void readValue(JsonParser json, ColumnBuilder target)
            throws IOException, ValueException
    {
        MapBuilder map = (MapBuilder) target;
        if (json.currentToken() == JsonToken.START_OBJECT) {
            readObject(json, map);
        }
        else if (json.currentToken() == JsonToken.START_ARRAY) {
            readPairs(json, map);
        }
        else {
            throw unexpected(json, "an array of [key,value]");
        }
        map.endValue();
    }

    private void readObject(JsonParser json, MapBuilder map)
            throws IOException, ValueException
    {
        Set<String> keys = new HashSet<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            requireNew(json.currentName(), keys);
            key.readText(json.currentName(), map.keys());
            json.nextToken();
            value.read(json, map.values());
        }
    }

    private void readPairs(JsonParser json, MapBuilder map)
            throws IOException, ValueException
    {
        Set<String> keys = new HashSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_ARRAY || json.nextToken() == JsonToken.END_ARRAY) {
                throw new ValueException("an entry is no [key,value]");
            }
            if (json.currentToken().isScalarValue()) {
                requireNew(json.getText(), keys);
            }
            key.read(json, map.keys());
            if (json.nextToken() == JsonToken.END_ARRAY) {
                throw new ValueException("an entry is no [key,value]");
            }
            value.read(json, map.values());
            if (json.nextToken() != JsonToken.END_ARRAY) {
                throw new ValueException("an entry is no [key,value]");
            }
        }
    }

    private static void requireNew(String key, Set<String> keys)
            throws ValueException
    {
        if (!keys.add(key)) {
            throw new ValueException("key '" + abbreviated(key) + "' occurs twice");
        }
    }

    @Override
    void readText(String text, ColumnBuilder target)
            throws ValueException
    {
        NestedText.read(this, text, target);
    }
}
