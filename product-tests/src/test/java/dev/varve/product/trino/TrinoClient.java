package dev.varve.product.trino;

import dev.varve.type.DataType;
import io.trino.jdbc.TrinoConnection;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a server through JDBC. Safe for use by several threads, each of which has a connection of its own while it asks. */
public final class TrinoClient
        implements AutoCloseable
{
    private static final Pattern QUERY_ID = Pattern.compile("#(\\d{8}_\\d{6}_\\d{5}_[a-z0-9]{5})");

    private final URI server;
    private final ZoneId zone;
    private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();

    /** @param zone of the sessions */
    TrinoClient(URI server, ZoneId zone)
    {
        this.server = server;
        this.zone = zone;
    }

    /** The rows of a query whose columns are shown in Trino as these types of the table format are. */
    public List<List<Object>> query(String sql, List<DataType> types)
            throws SQLException
    {
        Connection connection = connection();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            if (results.getMetaData().getColumnCount() != types.size()) {
                throw new IllegalStateException("%s columns, expected %s".formatted(results.getMetaData().getColumnCount(), types.size()));
            }
            List<List<Object>> rows = new ArrayList<>();
            while (results.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 0; i < types.size(); i++) {
                    row.add(TrinoValues.value(results, i + 1, types.get(i)));
                }
                rows.add(row);
            }
            return rows;
        }
        finally {
            idle.add(connection);
        }
    }

    /** The rows of any query, every value as text. */
    public List<List<String>> query(String sql)
            throws SQLException
    {
        Connection connection = connection();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                    row.add(results.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
        finally {
            idle.add(connection);
        }
    }

    /** Runs a statement that has no rows. */
    public void execute(String sql)
            throws SQLException
    {
        Connection connection = connection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        finally {
            idle.add(connection);
        }
    }

    /** How a query fails, which it must. */
    public Failure failure(String sql)
            throws SQLException
    {
        try {
            List<List<String>> rows = query(sql);
            throw new AssertionError("%s returns %s rows: %s".formatted(sql, rows.size(), rows.stream().limit(3).toList()));
        }
        catch (SQLException e) {
            Matcher queryId = QUERY_ID.matcher(e.getMessage());
            if (!queryId.find()) {
                throw e;
            }
            List<String> error = query("SELECT error_type, error_code FROM system.runtime.queries WHERE query_id = '%s'".formatted(queryId.group(1))).getFirst();
            return new Failure(error.getFirst(), error.getLast(), e.getMessage());
        }
    }

    private Connection connection()
            throws SQLException
    {
        Connection connection = idle.poll();
        if (connection != null) {
            return connection;
        }
        Properties properties = new Properties();
        properties.setProperty("user", "test");
        properties.setProperty("sessionProperties", "query_max_run_time:100s");
        Connection opened = DriverManager.getConnection("jdbc:trino://" + server.getAuthority(), properties);
        opened.unwrap(TrinoConnection.class).setTimeZoneId(zone.getId());
        return opened;
    }

    @Override
    public void close()
    {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            }
            catch (SQLException e) {
                throw new IllegalStateException("Cannot close a connection", e);
            }
        }
    }
}
