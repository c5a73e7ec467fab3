package dev.varve.trino;

import dev.varve.TemporaryDirectory;
import io.trino.testing.BaseConnectorSmokeTest;
import io.trino.testing.QueryRunner;
import io.trino.testing.TestingConnectorBehavior;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import static io.trino.spi.connector.ConnectorMetadata.MODIFYING_ROWS_MESSAGE;
import static io.trino.testing.TestingNames.randomNameSuffix;

/** What Trino wants every connector to do, as far as it is reading, and creating and changing tables without rows. */
public class TestVarveConnectorSmokeTest
        extends BaseConnectorSmokeTest
{
    @Override
    protected QueryRunner createQueryRunner()
            throws Exception
    {
        Path warehouse = closeAfterClass(TemporaryDirectory.create()).path();
        copy(Warehouses.path(), warehouse);
        return VarveQueryRunner.create(warehouse, "tpch", 2, Map.of());
    }

    private static void copy(Path source, Path target)
            throws IOException
    {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Override
    protected boolean hasBehavior(TestingConnectorBehavior behavior)
    {
        return switch (behavior) {
            case SUPPORTS_CREATE_TABLE_WITH_DATA,
                 SUPPORTS_CREATE_VIEW,
                 SUPPORTS_CREATE_MATERIALIZED_VIEW,
                 SUPPORTS_DELETE,
                 SUPPORTS_INSERT,
                 SUPPORTS_MERGE,
                 SUPPORTS_RENAME_SCHEMA,
                 SUPPORTS_TRUNCATE,
                 SUPPORTS_UPDATE -> false;
            default -> super.hasBehavior(behavior);
        };
    }

    @Test
    @Override
    public void verifySupportsDeleteDeclaration()
    {
        assertRowsCannotBeModified("DELETE FROM %s WHERE id = 1");
    }

    @Test
    @Override
    public void verifySupportsRowLevelDeleteDeclaration()
    {
        assertRowsCannotBeModified("DELETE FROM %s WHERE length(name) = 1");
    }

    @Test
    @Override
    public void verifySupportsUpdateDeclaration()
    {
        assertRowsCannotBeModified("UPDATE %s SET name = 'x'");
    }

    @Test
    @Override
    public void verifySupportsRowLevelUpdateDeclaration()
    {
        assertRowsCannotBeModified("UPDATE %s SET name = 'x' WHERE length(name) = 1");
    }

    /** Trino's own tests create the table with rows in it. */
    private void assertRowsCannotBeModified(String statement)
    {
        String table = "modified_" + randomNameSuffix();
        assertUpdate("CREATE TABLE " + table + " (id bigint, name varchar)");
        assertQueryFails(statement.formatted(table), MODIFYING_ROWS_MESSAGE);
        assertUpdate("DROP TABLE " + table);
    }
}
