package dev.varve.cli;

import dev.varve.write.WritableCatalog;
import dev.varve.write.schema.KnownOptions;
import dev.varve.write.schema.SchemaChange;
import dev.varve.write.schema.SchemaChange.AddColumn;
import dev.varve.write.schema.SchemaChange.ChangeNullability;
import dev.varve.write.schema.SchemaChange.ChangeType;
import dev.varve.write.schema.SchemaChange.DropColumn;
import dev.varve.write.schema.SchemaChange.DropPrimaryKey;
import dev.varve.write.schema.SchemaChange.MoveColumn;
import dev.varve.write.schema.SchemaChange.RemoveOption;
import dev.varve.write.schema.SchemaChange.RenameColumn;
import dev.varve.write.schema.SchemaChange.SetColumnComment;
import dev.varve.write.schema.SchemaChange.SetDefaultValue;
import dev.varve.write.schema.SchemaChange.SetOption;
import dev.varve.write.schema.SchemaChange.SetTableComment;
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
import java.util.function.Function;

@Command(
        name = "alter-table",
        description = "Change the columns and options of a table: all changes in their order, or none.",
        footer = {
                "",
                "PATH is the name of a column, or leads on into its type: address.street, tags.element, scores.value.",
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class AlterTableCommand
        implements Callable<Integer>
{
    private final List<SchemaChange> changes = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();

    @Spec
    private CommandSpec spec;

    @Mixin
    private WarehouseOption warehouse;

    @Parameters(paramLabel = "DB.TABLE", converter = TableName.Converter.class, description = "Name of the table; DB.TABLE$$branch_NAME for a branch.")
    private TableName name;

    @Option(names = "--allow-unknown-options", description = "Take options that the format does not know, for other engines.")
    private boolean allowUnknown;

    // Setters, since picocli calls them in the order of the command line. Their options may be repeated, as Varve.commandLine() says.

    @Option(names = "--add-column", paramLabel = "'PATH TYPE'", description = "Add a column; after its type may follow COMMENT 'text' and FIRST, LAST, AFTER name or BEFORE name. A default value is set with --default behind it; rows that are there have null.")
    private void addColumn(String given)
    {
        change(given, text -> {
            ColumnText column = ColumnText.parseDefinition(text);
            if (column.defaultValue().isPresent()) {
                throw new TypeConversionException("'" + text + "': a default value is set apart, with --default, as it only holds for rows to come");
            }
            return new AddColumn(column.path(), column.type().orElseThrow(), column.comment(), column.position());
        });
    }

    @Option(names = "--drop-column", paramLabel = "PATH", description = "Drop a column.")
    private void dropColumn(String given)
    {
        change(given, text -> new DropColumn(ColumnText.parsePath(text)));
    }

    @Option(names = "--rename-column", paramLabel = "PATH=NAME", description = "Give a column another name.")
    private void renameColumn(String given)
    {
        change(given, text -> new RenameColumn(ColumnText.parsePath(before(text)), ColumnText.parse(after(text)).name()));
    }

    @Option(names = "--change-type", paramLabel = "'PATH TYPE'", description = "Change the type of a column; whether it may be null stays.")
    private void changeType(String given)
    {
        change(given, text -> {
            ColumnText column = ColumnText.parseDefinition(text);
            return new ChangeType(column.path(), column.type().orElseThrow(), true);
        });
    }

    @Option(names = "--nullable", paramLabel = "PATH", description = "Let a column be null.")
    private void nullable(String given)
    {
        change(given, text -> new ChangeNullability(ColumnText.parsePath(text), true));
    }

    @Option(names = "--not-null", paramLabel = "PATH", description = "Let a column not be null; needs option alter-column-null-to-not-null.disabled=false.")
    private void notNull(String given)
    {
        change(given, text -> new ChangeNullability(ColumnText.parsePath(text), false));
    }

    @Option(names = "--default", paramLabel = "PATH=VALUE", description = "Set what rows to come have where they have no value.")
    private void setDefault(String given)
    {
        change(given, text -> new SetDefaultValue(ColumnText.parsePath(before(text)), Optional.of(after(text))));
    }

    @Option(names = "--remove-default", paramLabel = "PATH", description = "Remove a default value.")
    private void removeDefault(String given)
    {
        change(given, text -> new SetDefaultValue(ColumnText.parsePath(text), Optional.empty()));
    }

    @Option(names = "--column-comment", paramLabel = "PATH=TEXT", description = "Set the comment of a column; an empty text removes it.")
    private void columnComment(String given)
    {
        change(given, text -> new SetColumnComment(ColumnText.parsePath(before(text)), Optional.of(after(text)).filter(comment -> !comment.isEmpty())));
    }

    @Option(names = "--move-column", paramLabel = "'NAME PLACE'", description = "Move a column; PLACE is FIRST, LAST, AFTER name or BEFORE name.")
    private void moveColumn(String given)
    {
        change(given, text -> {
            ColumnText column = ColumnText.parse(text);
            return new MoveColumn(column.name(), column.position().orElseThrow(() -> new TypeConversionException("'" + text + "' says no place")));
        });
    }

    @Option(names = "--set-option", paramLabel = "K=V", description = "Set an option of the table.")
    private void setOption(String given)
    {
        change(given, text -> {
            options.put(before(text), after(text));
            return new SetOption(before(text), after(text));
        });
    }

    @Option(names = "--remove-option", paramLabel = "K", description = "Remove an option of the table.")
    private void removeOption(String given)
    {
        change(given, RemoveOption::new);
    }

    @Option(names = "--comment", paramLabel = "TEXT", description = "Set the comment of the table; an empty text removes it.")
    private void comment(String given)
    {
        change(given, text -> new SetTableComment(Optional.of(text).filter(comment -> !comment.isEmpty())));
    }

    @Option(names = "--drop-primary-key", arity = "0", description = "Make an empty table one that rows are only appended to.")
    private void dropPrimaryKey(boolean drop)
    {
        if (drop) {
            changes.add(new DropPrimaryKey());
        }
    }

    /** @param given null when picocli resets the option before it parses */
    private void change(String given, Function<String, SchemaChange> change)
    {
        if (given == null) {
            return;
        }
        try {
            changes.add(change.apply(given));
        }
        catch (TypeConversionException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static String before(String text)
    {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new TypeConversionException("'" + text + "' has no =");
        }
        return text.substring(0, equals);
    }

    private static String after(String text)
    {
        return text.substring(text.indexOf('=') + 1);
    }

    @Override
    public Integer call()
            throws CommandException
    {
        if (changes.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "There is nothing to change");
        }
        if (!allowUnknown) {
            KnownOptions.require(options);
        }
        WritableCatalog catalog = warehouse.open();
        var schema = name.isMain()
                ? catalog.alterTable(name.database(), name.table(), changes)
                : catalog.alterTable(name.database(), name.table(), name.branch(), changes);
        spec.commandLine().getOut().printf("Table %s altered: schema %d%n", name, schema.id());
        return 0;
    }
}
