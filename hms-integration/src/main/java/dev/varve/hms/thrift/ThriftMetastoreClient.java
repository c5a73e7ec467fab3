package dev.varve.hms.thrift;

import dev.varve.hms.HiveDatabase;
import dev.varve.hms.HiveLock;
import dev.varve.hms.HivePartition;
import dev.varve.hms.HiveTable;
import dev.varve.hms.MetastoreClient;
import dev.varve.hms.MetastoreException;
import dev.varve.hms.MetastoreException.Reason;
import io.trino.hive.thrift.metastore.AddPartitionsRequest;
import io.trino.hive.thrift.metastore.CheckLockRequest;
import io.trino.hive.thrift.metastore.EnvironmentContext;
import io.trino.hive.thrift.metastore.FieldSchema;
import io.trino.hive.thrift.metastore.GetTableRequest;
import io.trino.hive.thrift.metastore.GetTablesRequest;
import io.trino.hive.thrift.metastore.HeartbeatRequest;
import io.trino.hive.thrift.metastore.LockComponent;
import io.trino.hive.thrift.metastore.LockLevel;
import io.trino.hive.thrift.metastore.LockRequest;
import io.trino.hive.thrift.metastore.LockResponse;
import io.trino.hive.thrift.metastore.LockState;
import io.trino.hive.thrift.metastore.LockType;
import io.trino.hive.thrift.metastore.NoSuchObjectException;
import io.trino.hive.thrift.metastore.Partition;
import io.trino.hive.thrift.metastore.ShowLocksRequest;
import io.trino.hive.thrift.metastore.ShowLocksResponseElement;
import io.trino.hive.thrift.metastore.Table;
import io.trino.hive.thrift.metastore.UnlockRequest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A metastore that is spoken to directly. A call takes at most the patience of the address, its connect timeout for each URI, and its call
 * timeout for each message; objects come in messages of at most {@value #BATCH}.
 */
public final class ThriftMetastoreClient
        implements MetastoreClient
{
    private static final int BATCH = 300;
    /** Column statistics of the metastore are not kept by this format: nothing needs to be recomputed. */
    private static final Map<String, String> ALTER_CONTEXT = Map.of("CASCADE", "true", "DO_NOT_UPDATE_STATS", "true");

    private final Connections connections;
    /** Whether metastores are asked for the formats of tables alone, until one cannot tell them. */
    private volatile boolean formatsAlone = true;

    private ThriftMetastoreClient(Connections connections)
    {
        this.connections = connections;
    }

    /** Connects with the first call. */
    public static ThriftMetastoreClient of(MetastoreAddress address)
    {
        return of(address, MetastoreSecurity.NONE);
    }

    /** The same for a metastore that does not believe everybody. */
    public static ThriftMetastoreClient of(MetastoreAddress address, MetastoreSecurity security)
    {
        return new ThriftMetastoreClient(new Connections(address, security));
    }

    @Override
    public List<String> databases()
            throws MetastoreException
    {
        return connections.read("listing the databases", client -> client.getAllDatabases());
    }

    @Override
    public Optional<HiveDatabase> database(String name)
            throws MetastoreException
    {
        return found(() -> ThriftObjects.database(connections.read("reading database " + name, client -> client.getDatabase(name))));
    }

    @Override
    public void createDatabase(HiveDatabase database)
            throws MetastoreException
    {
        connections.change("creating database " + database.name(), client -> client.createDatabase(ThriftObjects.thriftDatabase(database)));
    }

    @Override
    public void dropDatabase(String name)
            throws MetastoreException
    {
        connections.change("dropping database " + name, client -> client.dropDatabase(name, true, false));
    }

    @Override
    public List<String> tables(String database)
            throws MetastoreException
    {
        return connections.read("listing the tables of database " + database, client -> client.getAllTables(database));
    }

    @Override
    public List<HiveTable> tables(String database, Collection<String> names)
            throws MetastoreException
    {
        List<HiveTable> tables = new ArrayList<>();
        for (List<String> batch : batches(names)) {
            wholeTables(database, batch).forEach(table -> tables.add(ThriftObjects.table(table)));
        }
        return tables;
    }

    @Override
    public List<String> paimonTables(String database, Collection<String> names)
            throws MetastoreException
    {
        List<String> found = new ArrayList<>();
        for (List<String> batch : batches(names)) {
            List<String> others = new ArrayList<>();
            for (Table thrift : formats(database, batch)) {
                HiveTable table = ThriftObjects.table(thrift);
                if (table.isPaimon()) {
                    found.add(table.name());
                }
                else if (!table.isView() && table.parameters().isEmpty()) {
                    others.add(table.name());
                }
            }
            // Their parameters may say so.
            tables(database, others).stream().filter(HiveTable::isPaimon).map(HiveTable::name).forEach(found::add);
        }
        return found;
    }

    private List<Table> formats(String database, List<String> names)
            throws MetastoreException
    {
        String what = "reading the formats of tables of database " + database;
        if (formatsAlone) {
            try {
                return connections.readOnce(what, client -> client.getTableObjectsByNameReq(new FormatsRequest(database, names))).getTables();
            }
            catch (MetastoreException e) {
                if (Connections.isTimeout(e)) {
                    throw e;
                }
                // Metastores that have not the library with which they do it lose the connection.
                List<Table> whole = wholeTables(database, names);
                formatsAlone = false;
                return whole;
            }
        }
        return wholeTables(database, names);
    }

    private List<Table> wholeTables(String database, List<String> names)
            throws MetastoreException
    {
        GetTablesRequest request = new GetTablesRequest(database);
        request.setTblNames(names);
        return connections.read("reading tables of database " + database, client -> client.getTableObjectsByNameReq(request)).getTables();
    }

    @Override
    public Optional<HiveTable> table(String database, String name)
            throws MetastoreException
    {
        return found(() -> ThriftObjects.table(current(database, name)));
    }

    private Table current(String database, String name)
            throws MetastoreException
    {
        return connections.read(
                "reading table " + database + "." + name,
                client -> client.getTableReq(new GetTableRequest(database, name)).getTable());
    }

    @Override
    public void createTable(HiveTable table)
            throws MetastoreException
    {
        connections.change("creating table " + table, client -> client.createTable(ThriftObjects.thriftTable(table, nowSeconds())));
    }

    @Override
    public void alterTable(String database, String name, HiveTable changed)
            throws MetastoreException
    {
        Table current = current(database, name);
        List<FieldSchema> columns = List.copyOf(current.getSd().getCols());
        Table table = ThriftObjects.changed(current, changed);
        try {
            alterTable(database, name, table);
        }
        catch (MetastoreException e) {
            List<FieldSchema> kept = commonColumns(columns, table.getSd().getCols());
            if (e.reason() != Reason.REFUSED || kept.size() == Math.min(columns.size(), table.getSd().getColsSize())) {
                throw e;
            }
            alterInTwoSteps(database, name, table, kept);
        }
    }

    private void alterTable(String database, String name, Table table)
            throws MetastoreException
    {
        EnvironmentContext context = new EnvironmentContext(new HashMap<>(ALTER_CONTEXT));
        connections.change("altering table " + database + "." + name, client -> client.alterTableWithEnvironmentContext(database, name, table, context));
    }

    private static List<FieldSchema> commonColumns(List<FieldSchema> first, List<FieldSchema> second)
    {
        int count = 0;
        while (count < Math.min(first.size(), second.size()) && first.get(count).getType().equals(second.get(count).getType())) {
            count++;
        }
        return new ArrayList<>(second.subList(0, count));
    }

    /**
     * By default metastores refuse a column whose type is incompatible with that of the column which stood at its position before, as if columns had no
     * names. So first the entry is cut to the columns that stay where they are. In between it is a state that all readers take: fewer columns than the schema.
     */
    private void alterInTwoSteps(String database, String name, Table table, List<FieldSchema> kept)
            throws MetastoreException
    {
        Table cut = table.deepCopy();
        cut.getSd().setCols(kept);
        alterTable(database, name, cut);
        try {
            alterTable(database, name, table);
        }
        catch (MetastoreException e) {
            throw new MetastoreException(Reason.OUTCOME_UNKNOWN, e.getMessage() + ". The entry has only the first " + kept.size() + " columns now", e);
        }
    }

    @Override
    public void dropTable(String database, String name, boolean deleteData)
            throws MetastoreException
    {
        EnvironmentContext context = new EnvironmentContext(new HashMap<>(Map.of("ifPurge", "TRUE")));
        connections.change("dropping table " + database + "." + name,
                client -> client.dropTableWithEnvironmentContext(database, name, deleteData, context));
    }

    @Override
    public List<HivePartition> partitions(String database, String table)
            throws MetastoreException
    {
        String what = "reading the partitions of table " + database + "." + table;
        List<HivePartition> partitions = new ArrayList<>();
        for (List<String> names : batches(connections.read(what, client -> client.getPartitionNames(database, table, (short) -1)))) {
            connections.read(what, client -> client.getPartitionsByNames(database, table, names))
                    .forEach(partition -> partitions.add(ThriftObjects.partition(partition)));
        }
        return partitions;
    }

    @Override
    public List<HivePartition> partitions(HiveTable table, Collection<List<String>> values)
            throws MetastoreException
    {
        List<HivePartition> partitions = new ArrayList<>();
        for (List<String> names : batches(values.stream().map(wanted -> PartitionName.of(table.partitionKeys(), wanted)).toList())) {
            connections.read(
                    "reading %d partitions of table %s".formatted(names.size(), table),
                    client -> client.getPartitionsByNames(table.database(), table.name(), names))
                    .forEach(partition -> partitions.add(ThriftObjects.partition(partition)));
        }
        return partitions;
    }

    @Override
    public void addPartitions(HiveTable table, List<HivePartition> partitions)
            throws MetastoreException
    {
        Table current = current(table.database(), table.name());
        List<Partition> added = partitions(current, partitions);
        AddPartitionsRequest request = new AddPartitionsRequest(table.database(), table.name(), added, true);
        request.setNeedResult(false);
        connections.change("adding %d partitions to table %s".formatted(added.size(), table), client -> client.addPartitionsReq(request));
    }

    @Override
    public void alterPartitions(HiveTable table, List<HivePartition> partitions)
            throws MetastoreException
    {
        Table current = current(table.database(), table.name());
        EnvironmentContext context = new EnvironmentContext(new HashMap<>(Map.of("DO_NOT_UPDATE_STATS", "true")));
        for (List<HivePartition> batch : batches(partitions)) {
            connections.change("altering %d partitions of table %s".formatted(batch.size(), table),
                    client -> client.alterPartitionsWithEnvironmentContext(table.database(), table.name(), partitions(current, batch), context));
        }
    }

    private static List<Partition> partitions(Table table, List<HivePartition> partitions)
    {
        int now = nowSeconds();
        return new ArrayList<>(partitions.stream().map(partition -> ThriftObjects.thriftPartition(table, partition, now)).toList());
    }

    @Override
    public void dropPartitions(HiveTable table, Collection<List<String>> values)
            throws MetastoreException
    {
        for (List<String> partition : values) {
            try {
                connections.change("dropping partition %s of table %s".formatted(partition, table),
                        client -> client.dropPartition(table.database(), table.name(), partition, false));
            }
            catch (MetastoreException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
            }
        }
    }

    @Override
    public HiveLock lock(String database, String table, String user, String host)
            throws MetastoreException
    {
        LockComponent component = new LockComponent(LockType.EXCLUSIVE, LockLevel.TABLE, database);
        component.setTablename(table);
        LockRequest request = new LockRequest(new ArrayList<>(List.of(component)), user, host);
        return lock(connections.changeAndGet("locking table " + database + "." + table, client -> client.lock(request)), user, host);
    }

    private static HiveLock lock(LockResponse response, String user, String host)
    {
        return new HiveLock(response.getLockid(), response.getState() == LockState.ACQUIRED, Optional.ofNullable(user), Optional.ofNullable(host), 0);
    }

    @Override
    public HiveLock checkLock(long id)
            throws MetastoreException
    {
        return lock(connections.read("asking for lock " + id, client -> client.checkLock(new CheckLockRequest(id))), null, null);
    }

    @Override
    public void heartbeat(long lock)
            throws MetastoreException
    {
        HeartbeatRequest request = new HeartbeatRequest();
        request.setLockid(lock);
        connections.read("keeping lock " + lock, client -> {
            client.heartbeat(request);
            return true;
        });
    }

    @Override
    public void unlock(long id)
            throws MetastoreException
    {
        connections.change("giving back lock " + id, client -> client.unlock(new UnlockRequest(id)));
    }

    @Override
    public List<HiveLock> locks(String database, String table)
            throws MetastoreException
    {
        ShowLocksRequest request = new ShowLocksRequest();
        request.setDbname(database);
        request.setTablename(table);
        List<HiveLock> locks = new ArrayList<>();
        List<ShowLocksResponseElement> elements = connections.read(
                "reading the locks of table " + database + "." + table, client -> client.showLocks(request).getLocks());
        for (ShowLocksResponseElement lock : elements == null ? List.<ShowLocksResponseElement>of() : elements) {
            locks.add(new HiveLock(
                    lock.getLockid(),
                    lock.getState() == LockState.ACQUIRED,
                    Optional.ofNullable(lock.getUser()),
                    Optional.ofNullable(lock.getHostname()),
                    Math.max(lock.getLastheartbeat(), lock.getAcquiredat())));
        }
        return locks;
    }

    @Override
    public void close()
    {
        connections.close();
    }

    private interface Lookup<T>
    {
        T get()
                throws MetastoreException;
    }

    private static <T> Optional<T> found(Lookup<T> lookup)
            throws MetastoreException
    {
        try {
            return Optional.of(lookup.get());
        }
        catch (MetastoreException e) {
            if (e.getCause() instanceof NoSuchObjectException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> List<List<T>> batches(Collection<T> all)
    {
        List<T> list = List.copyOf(all);
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < list.size(); from += BATCH) {
            batches.add(new ArrayList<>(list.subList(from, Math.min(from + BATCH, list.size()))));
        }
        return batches;
    }

    private static int nowSeconds()
    {
        return (int) (System.currentTimeMillis() / 1000);
    }
}
