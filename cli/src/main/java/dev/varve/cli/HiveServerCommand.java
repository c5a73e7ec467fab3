package dev.varve.cli;

import dev.varve.hiveserver.HiveServer;
import dev.varve.hiveserver.Metastore;
import dev.varve.process.ServerStartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "hive-server",
        description = "Run HiveServer2 until stopped, for beeline and JDBC.",
        footer = {
                "",
                "Prints one line, 'HiveServer2 is ready: jdbc:hive2://127.0.0.1:PORT/default', when it takes connections (any user name, no password).",
                "It is for one machine and without authentication: to try things out.",
        },
        mixinStandardHelpOptions = true)
final class HiveServerCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private HiveOptions options;

    @Option(names = "--port", paramLabel = "N", defaultValue = "10000", description = "Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Override
    public Integer call()
            throws CommandException, ServerStartException, InterruptedException
    {
        if (port < 0 || port > 65_535) {
            throw new CommandException("--port %d is not possible: ports are 1 to 65535, or 0 for a free one".formatted(port));
        }
        Installation installation = Installation.locate();
        PrintWriter messages = spec.commandLine().getErr();
        messages.printf("Starting Hive %s …%n", Metastore.HIVE_VERSION);
        messages.flush();
        try (HiveServer server = HiveServer.start(
                installation.hive(), installation.state(), options.metastore(), options.warehouse(), port, List.of())) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("HiveServer2 is ready: " + server.jdbcUrl());
            out.flush();
            messages.printf("Log: %s; stop with Ctrl-C.%n", server.log());
            messages.flush();
            server.await();
            throw new CommandException("HiveServer2 stopped by itself; run again and see its log while it runs");
        }
    }
}
