package dev.varve.cli;

import dev.varve.process.ServerStartException;
import dev.varve.server.CatalogDefinition;
import dev.varve.server.StatementProbe;
import dev.varve.server.TrinoServer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "sql",
        description = "Query a warehouse, or the tables of a Hive Metastore: a SQL shell, or one-shot with -e or -f.",
        footer = {
                "",
                "Without -e and -f, statements are read from the terminal, or from standard input if that is none.",
                "Exit code: 0 when all statements succeeded, 1 when one failed, 2 for wrong options.",
        },
        mixinStandardHelpOptions = true)
final class SqlCommand
        implements Callable<Integer>
{
    private static final long POLL_MILLIS = 200;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Varve varve;

    @Mixin
    private LakeOptions lake;

    @Option(names = "--schema", paramLabel = "NAME", description = "Schema of table names without one. Default: shop, the demo's, without --warehouse and --metastore.")
    private Optional<String> schema = Optional.empty();

    @Option(names = "--server", paramLabel = "URL", description = "Use this running server instead of starting one.")
    private Optional<URI> server = Optional.empty();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = TimeSpan.Converter.class,
            defaultValue = "60 s",
            description = "How long to wait for the server of --server if it is still starting. Default: ${DEFAULT-VALUE}.")
    private Duration wait;

    @ArgGroup
    private StatementInput input = new StatementInput();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TABLE",
            description = "Format of results: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OutputFormat format;

    @Override
    public Integer call()
            throws CommandException, ServerStartException, InterruptedException
    {
        Optional<String> statements = input.read();
        if (server.isPresent()) {
            if (lake.given()) {
                throw new CommandException("--server uses a running server as it is: leave --warehouse, --metastore and --catalog-property out");
            }
            awaitServer(server.get());
            return run(server.get(), statements);
        }
        PrintWriter messages = spec.commandLine().getErr();
        Installation installation = Installation.locate();
        if (schema.isEmpty() && !lake.given()) {
            schema = Optional.of(DemoCommand.SCHEMA);
        }
        CatalogDefinition catalog = lake.definition(installation, messages);
        if (statements.isEmpty()) {
            messages.printf("Starting Trino %s …%n", TrinoServer.TRINO_VERSION);
            messages.flush();
        }
        try (TrinoServer started = TrinoServer.start(
                installation.server(), installation.state(), 0, installation.serverJvmOptions(), List.of(catalog))) {
            return run(started.uri(), statements);
        }
    }

    /** A server that has just been started listens a while later, and accepts queries later still. */
    private void awaitServer(URI uri)
            throws CommandException, InterruptedException
    {
        if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().startsWith("http")) {
            throw new CommandException("--server %s is no address of a server: write it as http://HOST:PORT".formatted(uri));
        }
        long start = System.nanoTime();
        try (StatementProbe probe = new StatementProbe(uri)) {
            Optional<StatementProbe.Refusal> refusal = probe.refusal();
            if (refusal.isPresent() && refusal.get().mayPass()) {
                spec.commandLine().getErr().printf("Waiting for %s: %s …%n", uri, refusal.get().reason());
                spec.commandLine().getErr().flush();
            }
            while (refusal.isPresent()) {
                if (!refusal.get().mayPass()) {
                    throw new CommandException("The server %s takes no queries: %s".formatted(uri, refusal.get().reason()));
                }
                if (System.nanoTime() - start > wait.toNanos()) {
                    throw new CommandException("The server %s takes no queries after %d s: %s; is the address right, and the server running? --wait waits longer"
                            .formatted(uri, wait.toSeconds(), refusal.get().reason()));
                }
                Thread.sleep(POLL_MILLIS);
                refusal = probe.refusal();
            }
        }
    }

    private int run(URI uri, Optional<String> statements)
    {
        Connection connection = new Connection(uri, lake.catalog(), schema);
        if (statements.isEmpty()) {
            return SqlShell.converse(connection, format, varve.debug());
        }
        try (Statements session = new Statements(connection, format, varve.debug(), spec.commandLine().getOut(), spec.commandLine().getErr())) {
            return session.execute(statements.get());
        }
    }
}
