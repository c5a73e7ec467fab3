package dev.varve.trino.metastore;

import io.trino.hive.thrift.metastore.AlreadyExistsException;
import io.trino.hive.thrift.metastore.CheckLockRequest;
import io.trino.hive.thrift.metastore.Database;
import io.trino.hive.thrift.metastore.EnvironmentContext;
import io.trino.hive.thrift.metastore.GetTableRequest;
import io.trino.hive.thrift.metastore.GetTableResult;
import io.trino.hive.thrift.metastore.GetTablesRequest;
import io.trino.hive.thrift.metastore.GetTablesResult;
import io.trino.hive.thrift.metastore.InvalidOperationException;
import io.trino.hive.thrift.metastore.LockRequest;
import io.trino.hive.thrift.metastore.LockResponse;
import io.trino.hive.thrift.metastore.LockState;
import io.trino.hive.thrift.metastore.NoSuchObjectException;
import io.trino.hive.thrift.metastore.ShowLocksRequest;
import io.trino.hive.thrift.metastore.ShowLocksResponse;
import io.trino.hive.thrift.metastore.Table;
import io.trino.hive.thrift.metastore.UnlockRequest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a metastore answers to the calls of a catalog, by the names of the protocol. It never touches files. */
public final class MetastoreTables
{
    private final Path warehouse;
    private final Map<String, Database> databases = new ConcurrentHashMap<>();
    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private final List<String> users = new CopyOnWriteArrayList<>();

    private volatile LockState lockState = LockState.ACQUIRED;

    MetastoreTables(Path warehouse)
    {
        this.warehouse = warehouse;
    }

    /** In whose name connections were made. */
    List<String> users()
    {
        return users;
    }

    /** Whether locks are to be had, or others have all of them. */
    void setLockState(LockState lockState)
    {
        this.lockState = lockState;
    }

    /** The table as it is registered. */
    Optional<Table> registered(String database, String name)
    {
        return Optional.ofNullable(tables.get(key(database, name)));
    }

    private static String key(String database, String table)
    {
        return database + "." + table;
    }

    public List<String> setUgi(String user, List<String> groups)
    {
        users.add(user);
        return List.of(user);
    }

    public List<String> getAllDatabases()
    {
        return List.copyOf(databases.keySet());
    }

    public Database getDatabase(String name)
            throws NoSuchObjectException
    {
        return found(databases.get(name), "database " + name);
    }

    private static <T> T found(T object, String what)
            throws NoSuchObjectException
    {
        if (object == null) {
            throw new NoSuchObjectException(what + " does not exist");
        }
        return object;
    }

    public void createDatabase(Database database)
            throws AlreadyExistsException
    {
        if (database.getLocationUri() == null) {
            database.setLocationUri("file:" + warehouse.resolve(database.getName() + ".db"));
        }
        if (databases.putIfAbsent(database.getName(), database) != null) {
            throw new AlreadyExistsException(database.getName());
        }
    }

    public void dropDatabase(String name, boolean deleteData, boolean cascade)
            throws NoSuchObjectException, InvalidOperationException
    {
        getDatabase(name);
        if (!getAllTables(name).isEmpty()) {
            throw new InvalidOperationException(name + " is not empty");
        }
        databases.remove(name);
    }

    public List<String> getAllTables(String database)
    {
        return tables.values().stream().filter(table -> table.getDbName().equals(database)).map(Table::getTableName).toList();
    }

    public GetTablesResult getTableObjectsByNameReq(GetTablesRequest request)
    {
        return new GetTablesResult(request.getTblNames().stream().map(name -> tables.get(key(request.getDbName(), name))).filter(Objects::nonNull).toList());
    }

    public GetTableResult getTableReq(GetTableRequest request)
            throws NoSuchObjectException
    {
        return new GetTableResult(found(tables.get(key(request.getDbName(), request.getTblName())), "table " + request.getTblName()));
    }

    public void createTable(Table table)
            throws AlreadyExistsException
    {
        if (tables.putIfAbsent(key(table.getDbName(), table.getTableName()), table) != null) {
            throw new AlreadyExistsException(table.getTableName());
        }
    }

    public void alterTableWithEnvironmentContext(String database, String name, Table table, EnvironmentContext context)
            throws InvalidOperationException
    {
        if (tables.remove(key(database, name)) == null) {
            throw new InvalidOperationException(name + " does not exist");
        }
        tables.put(key(table.getDbName(), table.getTableName()), table);
    }

    public void dropTableWithEnvironmentContext(String database, String name, boolean deleteData, EnvironmentContext context)
            throws NoSuchObjectException
    {
        found(tables.remove(key(database, name)), "table " + name);
    }

    public LockResponse lock(LockRequest request)
    {
        return new LockResponse(1, lockState);
    }

    public LockResponse checkLock(CheckLockRequest request)
    {
        return new LockResponse(1, lockState);
    }

    public ShowLocksResponse showLocks(ShowLocksRequest request)
    {
        return new ShowLocksResponse();
    }

    public void unlock(UnlockRequest request) {}
}
