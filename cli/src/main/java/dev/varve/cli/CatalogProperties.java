package dev.varve.cli;

import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;

/** The option with properties of a catalog, which are those of a catalog file of Trino. */
final class CatalogProperties
{
    @Option(
            names = "--catalog-property",
            paramLabel = "K=V",
            description = "A property of the catalog file, such as s3.region=eu-west-1; repeat for more. $${ENV:NAME} in a value stands for a variable of the environment.")
    private Map<String, String> properties = new LinkedHashMap<>();

    boolean given()
    {
        return !properties.isEmpty();
    }

    /** The properties, of which none says what other options say. */
    Map<String, String> checked()
            throws CommandException
    {
        for (String key : new String[] {"connector.name", "warehouse"}) {
            if (properties.containsKey(key)) {
                throw new CommandException("--catalog-property %s is not possible: %s".formatted(
                        key,
                        key.equals("warehouse") ? "use --warehouse" : "the connector is always varve"));
            }
        }
        return properties;
    }
}
