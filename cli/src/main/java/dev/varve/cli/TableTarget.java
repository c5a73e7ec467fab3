package dev.varve.cli;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.storage.WritableStorage;
import dev.varve.write.commit.CommitListener;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.lock.CommitLock;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

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

    /** Who must be told of commits to the table. */
    List<CommitListener> listeners()
            throws CommandException
    {
        return warehouse.open().commitListeners();
    }

    /** What keeps those apart who change tables of the catalog at once, where the store does not. */
    Optional<CommitLock> lock()
            throws CommandException
    {
        return warehouse.open().commitLock();
    }

    /** What changes the table by commits, of which {@link #changed} tells the metastore. */
    TableCommit commit(Table table, String user)
            throws CommandException
    {
        return TableCommit.open(table, storage(), user, lock(), List.of());
    }

    /** Lets the metastore know, if there is one. What has happened to the table stays, whether it listens or not. */
    void changed(Table table)
            throws CommandException
    {
        Optional<HiveMetastoreCatalog> metastore = warehouse.metastore();
        if (metastore.isEmpty()) {
            return;
        }
        try {
            metastore.get().refresh(table);
        }
        catch (VarveException e) {
            command.commandLine().getErr().printf("It is done, but the Hive Metastore does not know yet, run './varve sync' for it: %s%n", e.getMessage());
        }
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
