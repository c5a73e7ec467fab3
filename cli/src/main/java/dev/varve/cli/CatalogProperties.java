package dev.varve.cli;

import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The option with properties of a catalog, which are those of a catalog file of Trino. */
final class CatalogProperties
{
    private static final Pattern FILE_SYSTEM = Pattern.compile("fs\\..+\\.enabled");

    private static final Map<String, String> OTHER_OPTIONS = Map.of(
            "connector.name", "the connector is always varve",
            "warehouse", "use --warehouse",
            "metastore", "use --metastore",
            "hive.metastore.uri", "use --metastore");

    @Option(
            names = "--catalog-property",
            paramLabel = "K=V",
            description = "A property of the catalog file, such as s3.region=eu-west-1; repeat for more. $${ENV:NAME} in a value stands for a variable of the environment.")
    private Map<String, String> properties = new LinkedHashMap<>();

    boolean given()
    {
        return !properties.isEmpty();
    }

    /** Whether one of them says which store tables may lie in. */
    boolean enableFileSystem()
    {
        return properties.keySet().stream().anyMatch(FILE_SYSTEM.asMatchPredicate());
    }

    /** The properties, of which none says what other options say. */
    Map<String, String> checked()
            throws CommandException
    {
        for (Map.Entry<String, String> said : OTHER_OPTIONS.entrySet()) {
            if (properties.containsKey(said.getKey())) {
                throw new CommandException("--catalog-property %s is not possible: %s".formatted(said.getKey(), said.getValue()));
            }
        }
        return properties;
    }
}
