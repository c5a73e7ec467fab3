package dev.varve.cli;

import dev.varve.hiveserver.HiveSession;
import dev.varve.hiveserver.HiveSql;
import dev.varve.hiveserver.HiveStatementException;
import dev.varve.hiveserver.Metastore;
import dev.varve.process.ServerStartException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "hive",
        description = "Query tables with Hive: a SQL shell, or one-shot with -e or -f.",
        footer = {
                "",
                "Starts Hive with the storage handler in it; queries run on Tez on this machine. Tables are those of --warehouse and --metastore, and what",
                "CREATE EXTERNAL TABLE t STORED BY 'dev.varve.hive.VarveStorageHandler' LOCATION '...' adds.",
                "Without -e and -f, statements are read from the terminal, or from standard input if that is none.",
                "Exit code: 0 when all statements succeeded, 1 when one failed, 2 for wrong options.",
        },
        mixinStandardHelpOptions = true)
final class HiveCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private HiveOptions options;

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
        Optional<String> script = input.read();
        Installation installation = Installation.locate();
        PrintWriter messages = spec.commandLine().getErr();
        if (script.isEmpty()) {
            messages.printf("Starting Hive %s …%n", Metastore.HIVE_VERSION);
            messages.flush();
        }
        try (HiveSql hive = HiveSql.start(installation.hive(), installation.state(), options.metastore(), options.warehouse(), List.of());
                HiveSession session = hive.session()) {
            return script.isPresent() ? execute(session, script.get()) : converse(session, System.console());
        }
        catch (IOException e) {
            throw new CommandException("Hive does not answer: " + e.getMessage(), e);
        }
    }

    private int execute(HiveSession session, String script)
            throws IOException
    {
        for (String statement : HiveStatements.split(script)) {
            if (!run(session, statement)) {
                return Varve.FAILURE;
            }
        }
        return 0;
    }

    private int converse(HiveSession session, Console console)
            throws IOException
    {
        StringBuilder typed = new StringBuilder();
        String line = console.readLine("hive> ");
        while (line != null && !(typed.isEmpty() && List.of("quit", "exit", "quit;", "exit;").contains(line.strip().toLowerCase(Locale.ROOT)))) {
            typed.append(line).append('\n');
            if (HiveStatements.isComplete(typed.toString())) {
                for (String statement : HiveStatements.split(typed.toString())) {
                    run(session, statement);
                }
                typed.setLength(0);
            }
            line = console.readLine(typed.isEmpty() ? "hive> " : "    > ");
        }
        return 0;
    }

    private boolean run(HiveSession session, String statement)
            throws IOException
    {
        PrintWriter out = spec.commandLine().getOut();
        HiveResultPrinter printer = new HiveResultPrinter(format, out);
        try {
            session.run(statement, printer);
            printer.finish();
            return true;
        }
        catch (HiveStatementException e) {
            out.flush();
            spec.commandLine().getErr().println(e.getMessage());
            return false;
        }
        finally {
            out.flush();
        }
    }
}
