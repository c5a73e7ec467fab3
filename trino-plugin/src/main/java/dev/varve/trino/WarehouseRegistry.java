package dev.varve.trino;

import dev.varve.Catalog;
import dev.varve.FileSystemCatalog;
import dev.varve.Table;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.storage.StoragePath;
import dev.varve.write.WritableCatalog;
import io.trino.spi.connector.ConnectorSession;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/** The directory of a warehouse, whose names SQL may not tell apart. Safe for use by several threads. */
final class WarehouseRegistry
        implements TableRegistry
{
    private final TableStores stores;
    private final StoragePath warehouse;
    private final DataFileFormats formats;

    WarehouseRegistry(TableStores stores, StoragePath warehouse, DataFileFormats formats)
    {
        this.stores = requireNonNull(stores, "stores is null");
        this.warehouse = requireNonNull(warehouse, "warehouse is null");
        this.formats = requireNonNull(formats, "formats is null");
    }

    @Override
    public Catalog catalog(ConnectorSession session)
    {
        return FileSystemCatalog.open(stores.readable(session), warehouse, formats);
    }

    @Override
    public WritableCatalog writableCatalog(ConnectorSession session)
    {
        return WritableCatalog.open(stores.writable(session), warehouse, formats);
    }

    @Override
    public List<String> databases(ConnectorSession session)
    {
        return catalog(session).databases();
    }

    @Override
    public List<String> databases(ConnectorSession session, String sqlName)
    {
        return databases(session).stream().filter(isNamed(sqlName)).toList();
    }

    @Override
    public Optional<Table> table(ConnectorSession session, String database, String sqlName)
    {
        Catalog catalog = catalog(session);
        List<String> named = catalog.tables(database, isNamed(sqlName));
        return CatalogTables.single("tables", sqlName, named).map(found -> catalog.table(database, found));
    }

    static Predicate<String> isNamed(String sqlName)
    {
        return name -> name.toLowerCase(Locale.ENGLISH).equals(sqlName);
    }

    @Override
    public void createDatabase(ConnectorSession session, String name, Optional<StoragePath> location)
    {
        if (location.isPresent()) {
            throw VarveException.unsupported("Schema '" + name + "' cannot have a location of its own: all are in the warehouse " + warehouse +
                    ". A catalog with metastore=hive can choose");
        }
        writableCatalog(session).createDatabase(name);
    }

    @Override
    public Optional<String> chosenLocation(ConnectorSession session, String database)
    {
        return Optional.empty();
    }

    @Override
    public Optional<String> chosenLocation(ConnectorSession session, Table table)
    {
        return Optional.empty();
    }

    @Override
    public boolean takesLocations()
    {
        return false;
    }

    @Override
    public Map<String, String> options()
    {
        return Map.of("metastore", "filesystem", "warehouse", warehouse.text());
    }
}
