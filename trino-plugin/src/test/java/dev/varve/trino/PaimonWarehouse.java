package dev.varve.trino;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.disk.IOManagerImpl;
import org.apache.paimon.manifest.ManifestCommittable;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.table.sink.StreamWriteBuilder;
import org.apache.paimon.table.sink.TableCommitImpl;

import java.nio.file.Path;
import java.util.List;

/** A warehouse of one database that Paimon itself writes. */
final class PaimonWarehouse
        implements AutoCloseable
{
    private final Catalog catalog;
    private final String database;

    private PaimonWarehouse(Catalog catalog, String database)
    {
        this.catalog = catalog;
        this.database = database;
    }

    static PaimonWarehouse create(Path directory, String database)
            throws Exception
    {
        Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(directory.toUri())));
        catalog.createDatabase(database, true);
        return new PaimonWarehouse(catalog, database);
    }

    void createTable(String name, Schema schema)
            throws Exception
    {
        catalog.createTable(Identifier.create(database, name), schema, false);
    }

    /** @param name of a table, also of one of its branches, as in {@code t$branch_b} */
    Table table(String name)
            throws Exception
    {
        return catalog.getTable(Identifier.create(database, name));
    }

    void setOption(String name, String key, String value)
            throws Exception
    {
        catalog.alterTable(Identifier.create(database, name), SchemaChange.setOption(key, value), false);
    }

    /** One commit. */
    void write(String name, GenericRow... rows)
            throws Exception
    {
        write(table(name), rows);
    }

    static void write(Table table, GenericRow... rows)
            throws Exception
    {
        commit(table.newBatchWriteBuilder(), rows);
    }

    /** One commit that says how far event time has come. */
    void writeWithWatermark(String name, long watermark, GenericRow... rows)
            throws Exception
    {
        StreamWriteBuilder builder = table(name).newStreamWriteBuilder();
        try (StreamTableWrite write = builder.newWrite();
                TableCommitImpl commit = (TableCommitImpl) builder.newCommit()) {
            for (GenericRow row : rows) {
                write.write(row);
            }
            ManifestCommittable committable = new ManifestCommittable(watermark, watermark);
            write.prepareCommit(true, watermark).forEach(committable::addFileCommittable);
            commit.commitMultiple(List.of(committable), false);
        }
    }

    /** One commit that replaces all rows. */
    static void overwrite(Table table, GenericRow... rows)
            throws Exception
    {
        commit(table.newBatchWriteBuilder().withOverwrite(), rows);
    }

    private static void commit(BatchWriteBuilder builder, GenericRow... rows)
            throws Exception
    {
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            write.withIOManager(new IOManagerImpl(System.getProperty("java.io.tmpdir")));
            for (GenericRow row : rows) {
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        }
    }

    /** Compacts a bucket of a table without partitions completely. */
    static void compact(Table table, int bucket)
            throws Exception
    {
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            write.withIOManager(new IOManagerImpl(System.getProperty("java.io.tmpdir")));
            write.compact(BinaryRow.EMPTY_ROW, bucket, true);
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
