package dev.varve.cli;

import dev.varve.Table;
import dev.varve.storage.WritableStorage;
import dev.varve.write.lock.CommitLock;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Optional;

/** A tag or branch that a command works on, and its table. */
final class NamedTarget
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private TableTarget table;

    @Parameters(index = "1", paramLabel = "NAME", description = "Name of the tag or branch.")
    private String name;

    String name()
    {
        return name;
    }

    TableName table()
    {
        return table.name();
    }

    Table open()
            throws CommandException
    {
        return table.open();
    }

    void changed(Table changed)
            throws CommandException
    {
        table.changed(changed);
    }

    WritableStorage storage()
    {
        return table.storage();
    }

    Optional<CommitLock> lock()
            throws CommandException
    {
        return table.lock();
    }

    PrintWriter out()
    {
        return command.commandLine().getOut();
    }
}
