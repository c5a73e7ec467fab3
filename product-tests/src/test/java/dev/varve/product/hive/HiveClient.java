package dev.varve.product.hive;

import dev.varve.hiveserver.HiveColumn;
import dev.varve.hiveserver.HiveRows;
import dev.varve.hiveserver.HiveSession;
import dev.varve.hiveserver.HiveSql;
import dev.varve.hiveserver.HiveStatementException;
import dev.varve.type.DataType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

import static java.util.Objects.requireNonNull;

/** Asks Hive. Safe for use by several threads, each of which has a session of its own while it asks. */
public final class HiveClient
        implements AutoCloseable
{
    private final HiveSql hive;
    private final ConcurrentLinkedQueue<HiveSession> idle = new ConcurrentLinkedQueue<>();
    private final Map<String, Path> registered = new HashMap<>();

    HiveClient(HiveSql hive)
    {
        this.hive = requireNonNull(hive, "hive is null");
    }

    /** Makes a table known to Hive under its name, if it is not yet, in place of one of that name in another warehouse. */
    public synchronized void register(Path warehouse, String database, String table)
            throws HiveStatementException, IOException
    {
        String name = HiveQuery.quoted(database) + "." + HiveQuery.quoted(table);
        if (!warehouse.equals(registered.put(name, warehouse))) {
            query(List.of(
                    "CREATE DATABASE IF NOT EXISTS " + HiveQuery.quoted(database),
                    "DROP TABLE IF EXISTS " + name,
                    "CREATE EXTERNAL TABLE %s STORED BY 'dev.varve.hive.VarveStorageHandler' LOCATION 'file:%s'".formatted(
                            name, warehouse.resolve(database + ".db").resolve(table))));
        }
    }

    /** The rows of a query whose columns are shown in Hive as these types of the table format are. */
    public List<List<Object>> query(Map<String, String> settings, String sql, List<DataType> types)
            throws HiveStatementException, IOException
    {
        return query(settings, List.of(sql), types);
    }

    /** The rows of the last of several statements, whose columns are shown in Hive as these types of the table format are. */
    public List<List<Object>> query(Map<String, String> settings, List<String> statements, List<DataType> types)
            throws HiveStatementException, IOException
    {
        List<List<Object>> rows = new ArrayList<>();
        for (List<String> texts : query(settings, statements)) {
            if (texts.size() != types.size()) {
                throw new IllegalStateException("%s columns, expected %s".formatted(texts.size(), types.size()));
            }
            List<Object> row = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                row.add(HiveValues.parse(texts.get(i), types.get(i)));
            }
            rows.add(row);
        }
        return rows;
    }

    /** The rows of any query, every value as text, with settings of the session, of which those of tables are unset again. */
    public List<List<String>> query(Map<String, String> settings, String sql)
            throws HiveStatementException, IOException
    {
        return query(settings, List.of(sql));
    }

    private List<List<String>> query(Map<String, String> settings, List<String> statements)
            throws HiveStatementException, IOException
    {
        HiveSession session = session();
        boolean healthy = false;
        try {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                run(session, "SET " + setting.getKey() + "=" + setting.getValue());
            }
            try {
                List<List<String>> rows = run(session, statements);
                healthy = true;
                return rows;
            }
            catch (HiveStatementException e) {
                healthy = true;
                throw e;
            }
            finally {
                if (healthy) {
                    for (String setting : settings.keySet()) {
                        if (setting.startsWith("paimon.")) {
                            run(session, "SET " + setting + "=NULL");
                        }
                    }
                }
            }
        }
        finally {
            if (healthy) {
                idle.add(session);
            }
            else {
                session.close();
            }
        }
    }

    /** The rows of the last of several statements of one session. */
    public List<List<String>> query(List<String> statements)
            throws HiveStatementException, IOException
    {
        try (HiveSession session = session()) {
            return run(session, statements);
        }
    }

    /** How a statement fails, which it must. */
    public String failure(String sql)
            throws IOException
    {
        return failure(Map.of(), sql);
    }

    /** How a statement fails, which it must. */
    public String failure(Map<String, String> settings, String sql)
            throws IOException
    {
        try {
            throw new AssertionError("%s returns %s".formatted(sql, query(settings, sql)));
        }
        catch (HiveStatementException e) {
            return e.getMessage();
        }
    }

    private HiveSession session()
            throws IOException
    {
        HiveSession session = idle.poll();
        return session == null ? hive.session() : session;
    }

    private static List<List<String>> run(HiveSession session, List<String> statements)
            throws HiveStatementException, IOException
    {
        List<List<String>> rows = List.of();
        for (String statement : statements) {
            rows = run(session, statement);
        }
        return rows;
    }

    private static List<List<String>> run(HiveSession session, String sql)
            throws HiveStatementException, IOException
    {
        List<List<String>> rows = new ArrayList<>();
        session.run(sql, new HiveRows()
        {
            @Override
            public void columns(List<HiveColumn> columns) {}

            @Override
            public void row(List<String> values)
            {
                rows.add(values);
            }
        });
        return rows;
    }

    @Override
    public void close()
    {
        for (HiveSession session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
    }
}
