package dev.varve.cli;

import dev.varve.hms.thrift.MetastoreAddress;
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
            description = "Directory or URI of the warehouse: a local path, file:, s3://, gs://, abfs://, hdfs://. With --metastore: where new schemas are to lie. Default: the demo warehouse.")
    private Optional<String> warehouse = Optional.empty();

    @Option(
            names = "--metastore",
            paramLabel = "URI",
            description = "The Hive Metastore that knows the tables, thrift://HOST:PORT; several over the same database with commas. Default: the warehouse is the catalog.")
    private Optional<String> metastore = Optional.empty();

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
        return warehouse.isPresent() || metastore.isPresent() || properties.given();
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
        if (metastore.isPresent()) {
            all.putAll(ofMetastore(metastore.get()));
        }
        else {
            all.put("warehouse", warehouse(installation, messages).location());
        }
        all.putAll(properties.checked());
        try {
            return new CatalogDefinition(catalog, all);
        }
        catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    /** Without a warehouse that says otherwise, tables are expected on this machine. */
    private Map<String, String> ofMetastore(String uri)
            throws CommandException
    {
        MetastoreAddress.parse(uri);
        Map<String, String> catalog = new LinkedHashMap<>();
        catalog.put("metastore", "hive");
        catalog.put("hive.metastore.uri", uri);
        if (warehouse.isPresent()) {
            catalog.put("warehouse", Warehouse.parseNew(warehouse.get(), Path.of("")).location());
        }
        else if (!properties.enableFileSystem()) {
            catalog.put("fs.local.enabled", "true");
            catalog.put("local.location", "/");
        }
        return catalog;
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
