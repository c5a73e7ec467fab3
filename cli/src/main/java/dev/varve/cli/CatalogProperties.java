package dev.varve.cli;

import dev.varve.hms.thrift.MetastoreProperties;
import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The option with properties of a catalog, which are those of a catalog file of Trino. */
final class CatalogProperties
{
    private static final Pattern FILE_SYSTEM = Pattern.compile("fs\\..+\\.enabled");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{ENV:([^}]*)}");

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

    /** Those about the store of the tables. */
    Map<String, String> ofStore()
            throws CommandException
    {
        Map<String, String> ofStore = new LinkedHashMap<>(checked());
        ofStore.keySet().removeIf(MetastoreProperties::concern);
        return ofStore;
    }

    /** Those about a metastore and the catalog over it, with variables of the environment in their places. */
    Map<String, String> ofMetastore()
            throws CommandException
    {
        Map<String, String> ofMetastore = new LinkedHashMap<>();
        for (Map.Entry<String, String> property : checked().entrySet()) {
            if (MetastoreProperties.concern(property.getKey())) {
                ofMetastore.put(property.getKey(), withVariables(property.getValue()));
            }
        }
        return ofMetastore;
    }

    private static String withVariables(String value)
            throws CommandException
    {
        Matcher variables = VARIABLE.matcher(value);
        StringBuilder replaced = new StringBuilder();
        while (variables.find()) {
            String variable = System.getenv(variables.group(1));
            if (variable == null) {
                throw new CommandException("The environment has no variable %s, which a property of the catalog stands for".formatted(variables.group(1)));
            }
            variables.appendReplacement(replaced, Matcher.quoteReplacement(variable));
        }
        return variables.appendTail(replaced).toString();
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
