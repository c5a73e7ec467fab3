package dev.varve;

import dev.varve.error.VarveException;
import dev.varve.snapshot.BranchLog;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * The name that a query has for a table: {@code table[$branch_<branch>][$<system table>]}.
 *
 * @param table without what follows the first {@code $}
 * @param branch a branch other than main
 * @param system a table about the table, such as {@code snapshots}
 */
public record TableName(String table, Optional<String> branch, Optional<String> system)
{
    private static final String SEPARATOR = "$";
    private static final String BRANCH = "branch_";

    public TableName
    {
        requireNonNull(table, "table is null");
        branch = branch.filter(name -> !name.equals(BranchLog.MAIN));
        requireNonNull(system, "system is null");
    }

    /**
     * @throws VarveException of kind NOT_FOUND if no table can have that name
     */
    public static TableName parse(String name)
    {
        int mark = name.indexOf(SEPARATOR);
        if (mark < 0) {
            return new TableName(name, Optional.empty(), Optional.empty());
        }
        String table = name.substring(0, mark);
        String rest = name.substring(mark + 1);
        if (!rest.startsWith(BRANCH)) {
            return new TableName(required(name, table), Optional.empty(), Optional.of(required(name, rest)));
        }
        // Names of branches have no separator.
        int second = rest.indexOf(SEPARATOR);
        String branch = rest.substring(BRANCH.length(), second < 0 ? rest.length() : second);
        return new TableName(
                required(name, table),
                Optional.of(required(name, branch)),
                second < 0 ? Optional.empty() : Optional.of(required(name, rest.substring(second + 1))));
    }

    private static String required(String name, String part)
    {
        if (part.isEmpty()) {
            throw VarveException.notFound("Table '" + name + "' does not exist: names are of the form table, table$branch_<branch>, table$<system table> or "
                    + "table$branch_<branch>$<system table>");
        }
        return part;
    }

    @Override
    public String toString()
    {
        return table + branch.map(name -> SEPARATOR + BRANCH + name).orElse("") + system.map(name -> SEPARATOR + name).orElse("");
    }
}
