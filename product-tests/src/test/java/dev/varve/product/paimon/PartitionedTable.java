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

/** An append table with one row in each of its partitions, whose column {@code part} is a text. */
public final class PartitionedTable
{
    private PartitionedTable() {}

    public static void create(Path warehouse, String database, String name, String... partitions)
            throws Exception
    {
        try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())))) {
            Identifier identifier = Identifier.create(database, name);
            catalog.createDatabase(database, true);
            catalog.createTable(
                    identifier,
                    Schema.newBuilder()
                            .column("id", DataTypes.INT())
                            .column("part", DataTypes.STRING())
                            .partitionKeys("part")
                            .build(),
                    false);
            Table table = catalog.getTable(identifier);
            BatchWriteBuilder builder = table.newBatchWriteBuilder();
            try (BatchTableWrite write = builder.newWrite();
                    BatchTableCommit commit = builder.newCommit()) {
                for (int i = 0; i < partitions.length; i++) {
                    write.write(GenericRow.of(i, BinaryString.fromString(partitions[i])));
                }
                commit.commit(write.prepareCommit());
            }
        }
    }
}
