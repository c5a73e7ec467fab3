package dev.varve.cli;

import io.trino.cli.Console;
import io.trino.cli.Trino;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Trino's own interactive shell. */
final class SqlShell
{
    private SqlShell() {}

    /** Reads statements from the terminal until the user leaves; once in the life of a program, since it claims the terminal. */
    static int converse(Connection connection, OutputFormat format, boolean debug)
    {
        List<String> arguments = new ArrayList<>(List.of(
                "--server", connection.server().toString(),
                "--catalog", connection.catalog(),
                "--output-format-interactive", format.trinoName()));
        connection.schema().ifPresent(name -> arguments.addAll(List.of("--schema", name)));
        if (debug) {
            arguments.add("--debug");
        }
        else {
            // Its libraries would write into the shell what they meet, such as a completion that the end interrupts.
            Logger.getLogger("").setLevel(Level.OFF);
        }
        return Trino.createCommandLine(new Console()).execute(arguments.toArray(String[]::new));
    }
}
