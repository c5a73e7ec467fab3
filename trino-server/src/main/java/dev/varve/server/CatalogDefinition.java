package dev.varve.server;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

import static java.util.Objects.requireNonNull;

/** One catalog of a server: what an administrator would write to {@code etc/catalog/NAME.properties}. */
public record CatalogDefinition(String name, Map<String, String> properties)
{
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    public CatalogDefinition
    {
        requireNonNull(name, "name is null");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Catalog name '%s' must be lower-case letters, digits and underscores, and begin with a letter".formatted(name));
        }
        properties = Map.copyOf(properties);
        if (!properties.containsKey("connector.name")) {
            throw new IllegalArgumentException("Catalog '%s' names no connector: connector.name is missing".formatted(name));
        }
    }

    void write(Path directory)
            throws IOException
    {
        Properties file = new Properties();
        file.putAll(properties);
        try (Writer writer = Files.newBufferedWriter(directory.resolve(name + ".properties"))) {
            file.store(writer, null);
        }
    }
}
