package dev.varve.product.paimon;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;

import java.nio.file.Path;
import java.util.Map;

/** A small table with a primary key and two overlapping commits, whose rows are (1, 'one'), (2, 'TWO') and (3, 'THREE'). */
public final class SmallTable
{
    private SmallTable() {}

    /** Makes the table and returns its directory. */
    public static Path create(Path warehouse, String database, String name, Map<String, String> options)
            throws Exception
    {
        try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())))) {
            Identifier identifier = Identifier.create(database, name);
            catalog.createDatabase(database, true);
            catalog.createTable(
                    identifier,
                    Schema.newBuilder()
                            .column("id", DataTypes.INT().notNull())
                            .column("name", DataTypes.STRING())
                            .primaryKey("id")
                            .option("bucket", "1")
                            .options(options)
                            .build(),
                    false);
            Table table = catalog.getTable(identifier);
            commit(table, GenericRow.of(1, BinaryString.fromString("one")), GenericRow.of(2, BinaryString.fromString("two")));
            commit(table, GenericRow.of(2, BinaryString.fromString("TWO")), GenericRow.of(3, BinaryString.fromString("THREE")));
            table.createTag("first", 1);
        }
        return warehouse.resolve(database + ".db").resolve(name);
    }

    private static void commit(Table table, GenericRow... rows)
            throws Exception
    {
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            for (GenericRow row : rows) {
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        }
    }
}
