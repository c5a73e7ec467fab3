package dev.varve.product.paimon;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;

import java.nio.file.Path;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** The tables of a warehouse, made and written by real Paimon. */
public final class PaimonTables
        implements AutoCloseable
{
    private final Path warehouse;
    private final Catalog catalog;

    private PaimonTables(Path warehouse, Catalog catalog)
    {
        this.warehouse = requireNonNull(warehouse, "warehouse is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    public static PaimonTables open(Path warehouse)
    {
        return new PaimonTables(warehouse, CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri()))));
    }

    /** Makes a table, and its database if there is none. */
    public Table create(String database, String name, Schema schema)
            throws Exception
    {
        catalog.createDatabase(database, true);
        catalog.createTable(Identifier.create(database, name), schema, false);
        return catalog.getTable(Identifier.create(database, name));
    }

    /** Writes rows as one commit. */
    public void commit(Table table, List<GenericRow> rows)
            throws Exception
    {
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            write.withIOManager(IOManager.create(warehouse.resolve("temporary").toString()));
            for (GenericRow row : rows) {
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        }
    }

    @Override
    public void close()
            throws Exception
    {
        catalog.close();
    }
}
