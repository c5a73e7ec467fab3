package dev.varve.cli;

import dev.varve.server.CatalogDefinition;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The options that say which tables a server shows; shared by the commands that start one. */
final class LakeOptions
{
    static final String CATALOG = "lake";

    @Option(
            names = "--warehouse",
            paramLabel = "URI",
            description = "Directory or URI of the warehouse: a local path, file:, s3://, gs://, abfs://, hdfs://. Default: the demo warehouse.")
    private Optional<String> warehouse = Optional.empty();

    @Option(
            names = "--catalog",
            paramLabel = "NAME",
            defaultValue = CATALOG,
            description = "Name of the catalog in SQL. Default: ${DEFAULT-VALUE}.")
    private String catalog;

    @Mixin
    private CatalogProperties properties;

    boolean given()
    {
        return warehouse.isPresent() || properties.given();
    }

    String catalog()
    {
        return catalog;
    }

    /** The catalog that the options describe; tells on {@code messages} when it shows the demo warehouse for want of another. */
    CatalogDefinition definition(Installation installation, PrintWriter messages)
            throws CommandException
    {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("connector.name", "varve");
        all.put("warehouse", warehouse(installation, messages).location());
        all.putAll(properties.checked());
        try {
            return new CatalogDefinition(catalog, all);
        }
        catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private Warehouse warehouse(Installation installation, PrintWriter messages)
            throws CommandException
    {
        if (warehouse.isPresent()) {
            return Warehouse.parse(warehouse.get(), Path.of(""));
        }
        Path demo = DemoWarehouse.of(installation, messages);
        messages.printf("No --warehouse given: showing the demo warehouse %s%n", demo);
        messages.flush();
        return Warehouse.local(demo);
    }
}
