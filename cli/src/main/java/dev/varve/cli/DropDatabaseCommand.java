package dev.varve.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

@Command(name = "drop-database", description = "Drop a database.", mixinStandardHelpOptions = true)
final class DropDatabaseCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private WarehouseOption warehouse;

    @Parameters(paramLabel = "NAME", description = "Name of the database.")
    private String name;

    @Option(names = "--cascade", description = "Drop its tables, too. Without it, a database with tables is not dropped.")
    private boolean cascade;

    @Override
    public Integer call()
            throws CommandException
    {
        warehouse.open().dropDatabase(name, cascade);
        spec.commandLine().getOut().printf("Database %s dropped%n", name);
        return 0;
    }
}
