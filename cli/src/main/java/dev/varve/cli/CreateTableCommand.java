package dev.varve.cli;

import dev.varve.write.WritableCatalog;
import dev.varve.write.schema.KnownOptions;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "create-table",
        description = "Create a table, and its database if it is not there.",
        footer = {
                "",
                "Types are those of the format's SQL: INT, BIGINT, STRING, DECIMAL(10, 2), TIMESTAMP(3), ARRAY<INT>, ROW<a INT, b STRING>, …",
                "A column may have DEFAULT value and COMMENT 'text' after its type.",
        },
        mixinStandardHelpOptions = true)
final class CreateTableCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private WarehouseOption warehouse;

    @Mixin
    private TableOptionsOption options;

    @Parameters(paramLabel = "DB.TABLE", converter = TableName.Converter.class, description = "Name of the table.")
    private TableName name;

    @Option(names = "--column", paramLabel = "'NAME TYPE'", required = true, description = "A column, such as 'id BIGINT NOT NULL'; repeat for more.")
    private List<String> columns;

    @Option(names = "--primary-key", paramLabel = "NAME", split = ",", description = "A column of the primary key; repeat for more. Without any, rows are only appended.")
    private List<String> primaryKey = List.of();

    @Option(names = "--partition-key", paramLabel = "NAME", split = ",", description = "A column to partition by; repeat for more.")
    private List<String> partitionKey = List.of();

    @Option(names = "--comment", paramLabel = "TEXT", description = "What the table is for.")
    private Optional<String> comment = Optional.empty();

    @Option(names = "--if-not-exists", description = "Do nothing if there is a table of that name.")
    private boolean ifNotExists;

    @Override
    public Integer call()
            throws CommandException
    {
        name.requireMain("create-table");
        NewTable table = new NewTable(newColumns(), partitionKey, primaryKey, options.checked(), comment);
        WritableCatalog catalog = warehouse.open(true);
        if (!catalog.databaseExists(name.database())) {
            catalog.createDatabase(name.database());
            spec.commandLine().getOut().printf("Database %s created%n", name.database());
        }
        else if (ifNotExists && catalog.tables(name.database(), name.table()::equals).contains(name.table())) {
            return 0;
        }
        catalog.createTable(name.database(), name.table(), table);
        spec.commandLine().getOut().printf("Table %s created%n", name);
        return 0;
    }

    private List<NewColumn> newColumns()
    {
        List<NewColumn> result = new ArrayList<>();
        for (String text : columns) {
            try {
                ColumnText column = ColumnText.parseDefinition(text);
                if (column.position().isPresent()) {
                    throw new TypeConversionException("'" + text + "': columns of a new table stand in the order of the options");
                }
                result.add(new NewColumn(column.name(), column.type().orElseThrow(), column.comment(), column.defaultValue()));
            }
            catch (TypeConversionException e) {
                throw new ParameterException(spec.commandLine(), "--column " + e.getMessage(), e);
            }
        }
        return result;
    }

    /** Options of a table, as a command takes them. */
    static final class TableOptionsOption
    {
        @Option(names = "--option", paramLabel = "K=V", description = "An option of the table, such as bucket=2; repeat for more.")
        private Map<String, String> options = new LinkedHashMap<>();

        @Option(names = "--allow-unknown-options", description = "Take options that the format does not know, for other engines.")
        private boolean allowUnknown;

        /** The options, of which all are known unless the user allows others. */
        Map<String, String> checked()
        {
            if (!allowUnknown) {
                KnownOptions.require(options);
            }
            return options;
        }
    }
}
