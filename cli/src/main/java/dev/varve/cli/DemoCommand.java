package dev.varve.cli;

import com.google.common.collect.ImmutableList;
import dev.varve.FileSystemCatalog;
import dev.varve.process.ServerStartException;
import dev.varve.server.CatalogDefinition;
import dev.varve.server.TrinoServer;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "demo",
        description = "Write a small warehouse, a tour of queries over it, then a SQL shell on it.",
        footer = {
                "",
                "demo/README.md describes the tables, demo/tables.sh writes them; the queries are those of demo/tour.sql.",
                "The shell opens on a terminal only. Exit code: 1 when a query of the tour failed.",
        },
        mixinStandardHelpOptions = true)
final class DemoCommand
        implements Callable<Integer>
{
    static final String SCHEMA = "shop";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Varve varve;

    @Option(names = "--no-shell", description = "Leave after the tour.")
    private boolean noShell;

    @Override
    public Integer call()
            throws CommandException, ServerStartException, InterruptedException
    {
        Installation installation = Installation.locate();
        PrintWriter out = spec.commandLine().getOut();
        Warehouse warehouse = Warehouse.local(DemoWarehouse.of(installation, out));
        Tour tour = readTour(installation.demo().resolve("tour.sql")).at(snapshots(warehouse));
        CatalogDefinition catalog = new CatalogDefinition(
                LakeOptions.CATALOG,
                Map.of("connector.name", "varve", "warehouse", warehouse.location()));

        out.printf("Starting Trino %s on the demo warehouse %s …%n", TrinoServer.TRINO_VERSION, warehouse.location());
        out.flush();
        try (TrinoServer server = TrinoServer.start(installation.server(), installation.state(), 0, jvmOptions(installation), List.of(catalog))) {
            Connection connection = new Connection(server.uri(), catalog.name(), Optional.of(SCHEMA));
            int exitCode = walk(tour, connection, out);
            if (noShell || !Terminal.present()) {
                return exitCode;
            }
            out.printf("%nYour turn: SHOW TABLES; lists the tables, quit; leaves. The web UI is at %s (any user name).%n", server.uri());
            out.flush();
            return SqlShell.converse(connection, OutputFormat.TABLE, varve.debug());
        }
    }

    private static Tour.SnapshotTimes snapshots(Warehouse warehouse)
    {
        FileSystemCatalog catalog = FileSystemCatalog.open(new LocalStorage(), StoragePath.of(warehouse.location()));
        return (table, id) -> catalog.table(SCHEMA, table).version(new VersionSelector.SnapshotId(id)).snapshot().orElseThrow().timeMillis();
    }

    /** Over tables this small, starting fast counts more than running fast. */
    private static List<String> jvmOptions(Installation installation)
    {
        return ImmutableList.<String>builder()
                .add("-XX:TieredStopAtLevel=1")
                .addAll(installation.serverJvmOptions())
                .build();
    }

    private int walk(Tour tour, Connection connection, PrintWriter out)
    {
        int number = 0;
        int exitCode = 0;
        try (Statements session = new Statements(connection, OutputFormat.TABLE, varve.debug(), out, spec.commandLine().getErr())) {
            for (Tour.Stop stop : tour.stops()) {
                number++;
                out.printf("%n[%d/%d] %s%n%s%n%n", number, tour.stops().size(), stop.explanation(), stop.statement().indent(2).stripTrailing());
                out.flush();
                exitCode = Math.max(exitCode, session.execute(stop.statement()));
            }
        }
        return exitCode;
    }

    private static Tour readTour(Path file)
            throws CommandException
    {
        try {
            return Tour.read(file);
        }
        catch (IOException e) {
            throw new CommandException("Cannot read the tour %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
