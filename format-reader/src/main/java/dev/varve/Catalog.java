package dev.varve;

import java.util.List;
import java.util.function.Predicate;

/**
 * Databases and tables. Implementing classes must comply with the following: they are safe for use by several threads, names are
 * case-sensitive, and what goes wrong is a {@link dev.varve.error.VarveException}.
 */
public interface Catalog
{
    /** The names of all databases, sorted. */
    List<String> databases();

    /**
     * The names of the tables of a database, sorted.
     *
     * @throws dev.varve.error.VarveException of kind NOT_FOUND if there is no such database
     */
    default List<String> tables(String database)
    {
        return tables(database, name -> true);
    }

    /**
     * Those of the names of the tables of a database that are wanted, sorted. Costs less than all of them if few are.
     *
     * @throws dev.varve.error.VarveException of kind NOT_FOUND if there is no such database
     */
    List<String> tables(String database, Predicate<String> wanted);

    /**
     * @throws dev.varve.error.VarveException of kind NOT_FOUND if there is no such table
     */
    Table table(String database, String name);
}
