package dev.varve.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

@Command(name = "create-database", description = "Create a database, and the warehouse if it is not there.", mixinStandardHelpOptions = true)
final class CreateDatabaseCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private WarehouseOption warehouse;

    @Parameters(paramLabel = "NAME", description = "Name of the database.")
    private String name;

    @Option(names = "--if-not-exists", description = "Do nothing if there is one.")
    private boolean ifNotExists;

    @Override
    public Integer call()
            throws CommandException
    {
        var catalog = warehouse.open(true);
        if (ifNotExists && catalog.databaseExists(name)) {
            return 0;
        }
        catalog.createDatabase(name);
        spec.commandLine().getOut().printf("Database %s created%n", name);
        return 0;
    }
}
