package dev.varve.cli;

import dev.varve.Table;
import dev.varve.storage.WritableStorage;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/** The table that a command works on. */
final class TableTarget
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private WarehouseOption warehouse;

    @Parameters(index = "0", paramLabel = "DB.TABLE", converter = TableName.Converter.class, description = "Name of the table; DB.TABLE$$branch_NAME for a branch.")
    private TableName name;

    TableName name()
    {
        return name;
    }

    Table open()
            throws CommandException
    {
        return name.open(warehouse.open());
    }

    /** Where the command prints what it did. */
    PrintWriter out()
    {
        return command.commandLine().getOut();
    }

    /** Where the command tells what is no result. */
    PrintWriter messages()
    {
        return command.commandLine().getErr();
    }

    WritableStorage storage()
    {
        return warehouse.storage();
    }
}
