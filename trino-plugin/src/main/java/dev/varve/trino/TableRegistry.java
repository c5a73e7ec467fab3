package dev.varve.trino;

import dev.varve.Catalog;
import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.storage.StoragePath;
import dev.varve.write.WritableCatalog;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the databases and tables of a catalog are registered. Implementing classes must comply with the following: they are safe for use by several
 * threads; what is looked for is given as SQL has it, in lower case, and what is found is called as it really is; what goes wrong is a
 * {@link VarveException}, or a {@link TrinoException} if Trino has a code for it.
 */
interface TableRegistry
{
    /** The catalog as the user of the session sees it. */
    Catalog catalog(ConnectorSession session);

    /** The same catalog, to change what is in it. */
    WritableCatalog writableCatalog(ConnectorSession session);

    /** The names of all databases, as they really are. */
    List<String> databases(ConnectorSession session);

    /** The databases that have that name in SQL: usually one, none, or some that differ in upper and lower case. */
    List<String> databases(ConnectorSession session, String sqlName);

    /**
     * The table that has that name in SQL, read as the user of the session may; empty if there is none.
     *
     * @throws TrinoException if there are several
     */
    Optional<Table> table(ConnectorSession session, String database, String sqlName);

    /**
     * @param location where its tables are to lie, a URI
     * @throws VarveException of kind UNSUPPORTED_FEATURE if locations of databases cannot be chosen
     */
    void createDatabase(ConnectorSession session, String name, Optional<StoragePath> location);

    /** Where a database is, if that can be chosen. */
    Optional<String> chosenLocation(ConnectorSession session, String database);

    /** Where a table is, if that was chosen when it was created. */
    Optional<String> chosenLocation(ConnectorSession session, Table table);

    /** Whether {@link WritableCatalog#createTable} takes option {@code path} for where the table is to lie. */
    boolean takesLocations();

    /** The options of the catalog. */
    Map<String, String> options();
}
