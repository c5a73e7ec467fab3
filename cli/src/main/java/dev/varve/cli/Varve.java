package dev.varve.cli;

import dev.varve.error.VarveException;
import dev.varve.process.ServerStartException;
import dev.varve.server.TrinoServer;
import dev.varve.storage.ReadFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** The entry of the program that the script {@code varve} starts. */
@Command(
        name = "varve",
        description = "SQL over Apache Paimon tables with Trino; creates, writes and maintains them, too.",
        mixinStandardHelpOptions = true,
        versionProvider = Varve.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
                DemoCommand.class,
                SqlCommand.class,
                ServerCommand.class,
                MetastoreCommand.class,
                HiveCommand.class,
                HiveServerCommand.class,
                CreateDatabaseCommand.class,
                DropDatabaseCommand.class,
                CreateTableCommand.class,
                AlterTableCommand.class,
                RenameTableCommand.class,
                DropTableCommand.class,
                WriteCommand.class,
                TailCommand.class,
                DeleteCommand.class,
                TruncateCommand.class,
                DropPartitionCommand.class,
                CompactCommand.class,
                ExpireCommand.class,
                TagCommand.class,
                BranchCommand.class,
                RollbackCommand.class,
                RemoveOrphansCommand.class,
                AnalyzeCommand.class,
                FsckCommand.class,
                SyncCommand.class,
                InspectCommand.class,
        })
public final class Varve
{
    static final int FAILURE = 1;
    static final int USAGE_ERROR = 2;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean debug;

    private Varve() {}

    public static void main(String[] args)
    {
        // Hadoop, which the file formats stand on, would tell of every codec that it finds.
        LogManager.getLogManager().reset();
        CommandLine commandLine = commandLine();
        int exitCode = commandLine.execute(args);
        commandLine.getOut().flush();
        System.exit(exitCode);
    }

    boolean debug()
    {
        return debug;
    }

    static CommandLine commandLine()
    {
        Varve varve = new Varve();
        CommandLine commandLine = new CommandLine(varve)
                // Whatever the locale is: results go through pipes and into files.
                .setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(varve.failures())
                .setParameterExceptionHandler(usageErrors());
        commandLine.getSubcommands().get("alter-table").setOverwrittenOptionsAllowed(true);
        return commandLine;
    }

    private IExecutionExceptionHandler failures()
    {
        return (exception, command, _) -> {
            if (debug) {
                exception.printStackTrace(command.getErr());
            }
            command.getErr().println("varve: " + message(exception));
            return FAILURE;
        };
    }

    private static String message(Exception exception)
    {
        if (exception instanceof CommandException || exception instanceof ServerStartException || exception instanceof VarveException) {
            return exception.getMessage();
        }
        if (exception instanceof IOException failure) {
            return ReadFailure.of(failure).message();
        }
        return "unexpected failure, --debug shows where: " + exception;
    }

    private static IParameterExceptionHandler usageErrors()
    {
        return (exception, _) -> {
            CommandLine command = exception.getCommandLine();
            PrintWriter err = command.getErr();
            err.println("varve: " + exception.getMessage());
            err.printf("Try './%s --help'.%n", command.getCommandSpec().qualifiedName());
            return USAGE_ERROR;
        };
    }

    static final class Version
            implements IVersionProvider
    {
        @Override
        public String[] getVersion()
        {
            return new String[] {"Varve 0.1.0 (Trino " + TrinoServer.TRINO_VERSION + ")"};
        }
    }
}
