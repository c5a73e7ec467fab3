package dev.varve.cli;

import com.google.common.collect.ImmutableList;
import io.trino.cli.Console;
import io.trino.cli.Trino;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import static java.util.Objects.requireNonNull;

/** Trino's own shell on one server, with results in one format. */
record SqlShell(URI server, String catalog, Optional<String> schema, OutputFormat format, boolean debug)
{
    enum OutputFormat
    {
        TABLE("ALIGNED"),
        CSV("CSV_HEADER"),
        JSON("JSON");

        private final String trinoName;

        OutputFormat(String trinoName)
        {
            this.trinoName = trinoName;
        }
    }

    // Loggers are kept alive by those who configure them.
    private static final Logger TERMINAL_LOGGER = Logger.getLogger("org.jline");

    SqlShell
    {
        requireNonNull(server, "server is null");
        requireNonNull(catalog, "catalog is null");
        requireNonNull(schema, "schema is null");
        requireNonNull(format, "format is null");
    }

    /** Reads statements from the terminal until the user leaves. */
    int converse()
    {
        return run(List.of());
    }

    /** Runs statements, prints their results and returns 0, or another exit code after the first that failed. */
    int execute(String statements)
    {
        if (format == OutputFormat.JSON) {
            return new JsonLines(server, catalog, schema, new PrintWriter(System.out, false, StandardCharsets.UTF_8), new PrintWriter(System.err, true))
                    .execute(statements);
        }
        return run(List.of("--execute", statements));
    }

    private int run(List<String> what)
    {
        // Without a terminal it warns on every start that it uses none.
        TERMINAL_LOGGER.setLevel(Level.OFF);
        ImmutableList.Builder<String> arguments = ImmutableList.<String>builder()
                .add("--server", server.toString())
                .add("--catalog", catalog)
                .add("--output-format", format.trinoName)
                .add("--output-format-interactive", format.trinoName)
                .addAll(what);
        schema.ifPresent(name -> arguments.add("--schema", name));
        if (debug) {
            arguments.add("--debug");
        }
        return Trino.createCommandLine(new Console()).execute(arguments.build().toArray(String[]::new));
    }
}
