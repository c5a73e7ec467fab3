package dev.varve.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

@Command(name = "rename-table", description = "Give a table another name, possibly in another database.", mixinStandardHelpOptions = true)
final class RenameTableCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private WarehouseOption warehouse;

    @Parameters(index = "0", paramLabel = "DB.TABLE", converter = TableName.Converter.class, description = "Name of the table.")
    private TableName from;

    @Parameters(index = "1", paramLabel = "DB.NEW", converter = TableName.Converter.class, description = "Its new name.")
    private TableName to;

    @Override
    public Integer call()
            throws CommandException
    {
        from.requireMain("rename-table");
        to.requireMain("rename-table");
        warehouse.open().renameTable(from.database(), from.table(), to.database(), to.table());
        spec.commandLine().getOut().printf("Table %s is %s now%n", from, to);
        return 0;
    }
}
