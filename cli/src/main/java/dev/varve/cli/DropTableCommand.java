package dev.varve.cli;

import dev.varve.write.WritableCatalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

@Command(name = "drop-table", description = "Drop a table with all its data and branches.", mixinStandardHelpOptions = true)
final class DropTableCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private WarehouseOption warehouse;

    @Parameters(paramLabel = "DB.TABLE", converter = TableName.Converter.class, description = "Name of the table.")
    private TableName name;

    @Option(names = "--if-exists", description = "Do nothing if there is no such table.")
    private boolean ifExists;

    @Override
    public Integer call()
            throws CommandException
    {
        name.requireMain("drop-table");
        WritableCatalog catalog = warehouse.open();
        if (ifExists && (!catalog.databaseExists(name.database()) || catalog.tables(name.database(), name.table()::equals).isEmpty())) {
            return 0;
        }
        catalog.dropTable(name.database(), name.table());
        spec.commandLine().getOut().printf("Table %s dropped%n", name);
        return 0;
    }
}
