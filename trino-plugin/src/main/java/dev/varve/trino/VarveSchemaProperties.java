package dev.varve.trino;

import io.trino.spi.session.PropertyMetadata;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.trino.spi.session.PropertyMetadata.stringProperty;

/** What CREATE SCHEMA can say of a schema, and SHOW CREATE SCHEMA shows. */
public final class VarveSchemaProperties
{
    private static final String LOCATION = "location";

    List<PropertyMetadata<?>> properties()
    {
        return List.of(stringProperty(LOCATION, "Where the tables of the schema lie, if a Hive Metastore is to know them there", null, false));
    }

    static Optional<String> location(Map<String, Object> properties)
    {
        return Optional.ofNullable((String) properties.get(LOCATION));
    }

    static Map<String, Object> of(Optional<String> location)
    {
        return location.<Map<String, Object>>map(given -> Map.of(LOCATION, given)).orElseGet(Map::of);
    }
}
