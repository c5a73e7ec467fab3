package dev.varve.trino;

import dev.varve.TemporaryDirectory;
import io.trino.Session;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedRow;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/** Asks a Trino in this process about tables that Paimon writes, all in one database. */
abstract class AbstractTestPaimonTables
{
    private final String database;

    private TemporaryDirectory temporary;
    protected Path warehouse;
    protected PaimonWarehouse paimon;
    protected DistributedQueryRunner runner;

    protected AbstractTestPaimonTables(String database)
    {
        this.database = requireNonNull(database, "database is null");
    }

    @BeforeClass
    public void startServer()
            throws Exception
    {
        temporary = TemporaryDirectory.create();
        warehouse = temporary.directory();
        paimon = PaimonWarehouse.create(warehouse, database);
        runner = VarveQueryRunner.create(warehouse, database, 0, Map.of());
    }

    /** Trino's test listener ends the whole run if a test keeps what can be closed. */
    @AfterClass(alwaysRun = true)
    public void stopServer()
            throws Exception
    {
        if (runner != null) {
            runner.close();
            runner = null;
        }
        if (paimon != null) {
            paimon.close();
            paimon = null;
        }
        if (temporary != null) {
            temporary.close();
            temporary = null;
        }
    }

    protected List<List<Object>> rows(String sql)
    {
        return rows(runner.getDefaultSession(), sql);
    }

    protected List<List<Object>> rows(Session session, String sql)
    {
        return runner.execute(session, sql).getMaterializedRows().stream().map(MaterializedRow::getFields).toList();
    }

    /** The first one of each row. */
    protected List<Object> column(String sql)
    {
        return runner.execute(sql).getMaterializedRows().stream().map(row -> row.getField(0)).toList();
    }

    protected static List<Object> row(Object... values)
    {
        return Arrays.asList(values);
    }
}
