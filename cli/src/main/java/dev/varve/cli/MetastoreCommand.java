package dev.varve.cli;

import dev.varve.hiveserver.Metastore;
import dev.varve.process.ServerStartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "metastore",
        description = "Run a Hive Metastore until stopped.",
        footer = {
                "",
                "Prints one line, 'The metastore is ready: thrift://127.0.0.1:PORT', when it answers.",
                "It is Apache Hive's own, over an embedded Derby database, for one machine and without authentication: to try things out.",
        },
        mixinStandardHelpOptions = true)
final class MetastoreCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", defaultValue = "9083", description = "Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", description = "Directory of its database, which it goes on with. Default: one that goes away when it stops.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--warehouse",
            paramLabel = "URI",
            description = "Where databases lie that are created without a location: a local path or a URI. Default: warehouse in the directory of its database.")
    private Optional<String> warehouse = Optional.empty();

    @Override
    public Integer call()
            throws CommandException, ServerStartException, InterruptedException
    {
        if (port < 0 || port > 65_535) {
            throw new CommandException("--port %d is not possible: ports are 1 to 65535, or 0 for a free one".formatted(port));
        }
        Optional<String> uri = warehouse.isPresent() ? Optional.of(warehouseUri(warehouse.get())) : Optional.empty();
        Installation installation = Installation.locate();
        PrintWriter messages = spec.commandLine().getErr();
        messages.printf("Starting the metastore of Hive %s …%n", Metastore.HIVE_VERSION);
        messages.flush();
        try (Metastore metastore = Metastore.start(installation.hive(), installation.state(), data, uri, port, List.of())) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("The metastore is ready: " + metastore.uri());
            out.flush();
            messages.printf("Warehouse: %s; log: %s; stop with Ctrl-C.%n", metastore.warehouse(), metastore.log());
            messages.flush();
            metastore.await();
            throw new CommandException("The metastore stopped by itself; run again and see its log while it runs");
        }
    }

    private static String warehouseUri(String text)
            throws CommandException
    {
        Warehouse location = Warehouse.parseNew(text, Path.of(""));
        return location.isLocal() ? Path.of(location.location()).toUri().toString() : location.location();
    }
}
