package dev.varve.cli;

import dev.varve.Catalog;
import dev.varve.Table;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import static java.util.Objects.requireNonNull;

/** The name of a table as users write it: {@code DATABASE.TABLE}, or {@code DATABASE.TABLE$branch_NAME} for a branch. */
record TableName(String database, String table, String branch)
{
    private static final String BRANCH = "$branch_";
    private static final String MAIN = "main";

    TableName
    {
        requireNonNull(database, "database is null");
        requireNonNull(table, "table is null");
        requireNonNull(branch, "branch is null");
    }

    static TableName parse(String text)
    {
        int dot = text.indexOf('.');
        int dollar = text.indexOf(BRANCH, dot + 1);
        String table = text.substring(dot + 1, dollar < 0 ? text.length() : dollar);
        String branch = dollar < 0 ? MAIN : text.substring(dollar + BRANCH.length());
        if (dot <= 0 || table.isEmpty() || branch.isEmpty()) {
            throw new TypeConversionException("'" + text + "' is not DATABASE.TABLE");
        }
        return new TableName(text.substring(0, dot), table, branch);
    }

    boolean isMain()
    {
        return branch.equals(MAIN);
    }

    Table open(Catalog catalog)
    {
        Table main = catalog.table(database, table);
        return isMain() ? main : main.branch(branch);
    }

    void requireMain(String command)
            throws CommandException
    {
        if (!isMain()) {
            throw new CommandException("'%s' is for tables, not for their branches: leave %s%s out".formatted(command, BRANCH, branch));
        }
    }

    @Override
    public String toString()
    {
        return database + "." + table + (isMain() ? "" : BRANCH + branch);
    }

    static final class Converter
            implements ITypeConverter<TableName>
    {
        @Override
        public TableName convert(String text)
        {
            return parse(text);
        }
    }
}
