package dev.varve.trino;

import dev.varve.Catalog;
import dev.varve.Table;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.HiveMetastoreCatalog.TablePlace;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.StoragePath;
import dev.varve.write.WritableCatalog;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static io.trino.spi.StandardErrorCode.UNSUPPORTED_TABLE_TYPE;
import static java.util.Objects.requireNonNull;

/** A Hive Metastore, whose names are those of SQL. Safe for use by several threads. */
final class MetastoreRegistry
        implements TableRegistry
{
    /** Those that a Hive of the same metastore has about itself; Trino has schemas of these names. */
    private static final Set<String> OF_HIVE = Set.of("information_schema", "sys");

    private final MetastoreClients clients;
    private final TableStores stores;
    private final DataFileFormats formats;
    private final CatalogSettings settings;
    private final Map<String, String> options;

    /** @param options what the catalog tells of itself */
    MetastoreRegistry(MetastoreClients clients, TableStores stores, DataFileFormats formats, CatalogSettings settings, Map<String, String> options)
    {
        this.clients = requireNonNull(clients, "clients is null");
        this.stores = requireNonNull(stores, "stores is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.options = Map.copyOf(options);
    }

    @Override
    public Catalog catalog(ConnectorSession session)
    {
        return metastoreCatalog(session);
    }

    @Override
    public WritableCatalog writableCatalog(ConnectorSession session)
    {
        return metastoreCatalog(session);
    }

    private HiveMetastoreCatalog metastoreCatalog(ConnectorSession session)
    {
        return HiveMetastoreCatalog.of(clients.client(session.getIdentity()), stores.writable(session), formats, settings.withOwner(session.getUser()));
    }

    @Override
    public List<String> databases(ConnectorSession session)
    {
        return metastoreCatalog(session).databases().stream().filter(name -> !OF_HIVE.contains(name)).toList();
    }

    @Override
    public List<String> databases(ConnectorSession session, String sqlName)
    {
        return !OF_HIVE.contains(sqlName) && metastoreCatalog(session).databaseExists(sqlName) ? List.of(sqlName) : List.of();
    }

    @Override
    public Optional<Table> table(ConnectorSession session, String database, String sqlName)
    {
        return place(session, database, sqlName)
                .map(place -> Table.open(stores.readable(session), formats, place.location(), database, sqlName, BranchLog.MAIN));
    }

    private Optional<TablePlace> place(ConnectorSession session, String database, String name)
    {
        try {
            return metastoreCatalog(session).place(database, name);
        }
        catch (VarveException e) {
            if (e.kind() == VarveException.Kind.UNSUPPORTED_FEATURE) {
                throw new TrinoException(UNSUPPORTED_TABLE_TYPE, e.getMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public void createDatabase(ConnectorSession session, String name, Optional<StoragePath> location)
    {
        metastoreCatalog(session).createDatabase(name, location);
    }

    @Override
    public Optional<String> chosenLocation(ConnectorSession session, String database)
    {
        return metastoreCatalog(session).databaseLocation(database).map(StoragePath::text);
    }

    @Override
    public Optional<String> chosenLocation(ConnectorSession session, Table table)
    {
        return place(session, table.database(), table.name()).filter(place -> !place.managed()).map(place -> place.location().text());
    }

    @Override
    public boolean takesLocations()
    {
        return true;
    }

    @Override
    public Map<String, String> options()
    {
        return options;
    }
}
