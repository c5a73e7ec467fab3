package dev.varve.cli;

import dev.varve.process.ServerStartException;
import dev.varve.server.CatalogDefinition;
import dev.varve.server.TrinoServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "server",
        description = "Run a Trino server on a warehouse, or on the tables of a Hive Metastore, until stopped.",
        footer = {
                "",
                "Prints one line, 'Varve is ready: http://127.0.0.1:PORT', when queries are accepted.",
                "Connect with JDBC (jdbc:trino://127.0.0.1:PORT/lake), the Trino CLI, or a browser (any user name, no password).",
                "VARVE_SERVER_OPTS holds further options for the server's JVM, such as -Xmx8g.",
        },
        mixinStandardHelpOptions = true)
final class ServerCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private LakeOptions lake;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", description = "Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Override
    public Integer call()
            throws CommandException, ServerStartException, InterruptedException
    {
        if (port < 0 || port > 65_535) {
            throw new CommandException("--port %d is not possible: ports are 1 to 65535, or 0 for a free one".formatted(port));
        }
        PrintWriter messages = spec.commandLine().getErr();
        Installation installation = Installation.locate();
        CatalogDefinition catalog = lake.definition(installation, messages);
        messages.printf("Starting Trino %s …%n", TrinoServer.TRINO_VERSION);
        messages.flush();
        try (TrinoServer server = TrinoServer.start(
                installation.server(), installation.state(), port, installation.serverJvmOptions(), List.of(catalog))) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("Varve is ready: " + server.uri());
            out.flush();
            messages.printf("Log: %s; stop with Ctrl-C.%n", server.log());
            messages.flush();
            server.await();
            throw new CommandException("Trino stopped by itself; run again and see its log while it runs");
        }
    }
}
