package dev.varve.trino;

import com.google.inject.Binder;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.avro.AvroFormat;
import dev.varve.storage.StoragePath;
import dev.varve.trino.file.MetadataCache;
import dev.varve.trino.file.TrinoOrcFormat;
import dev.varve.trino.file.TrinoParquetFormat;
import io.airlift.configuration.AbstractConfigurationAwareModule;
import io.trino.filesystem.TrinoFileSystemFactory;

import java.util.List;
import java.util.concurrent.ExecutorService;

import static io.airlift.concurrent.Threads.daemonThreadsNamed;
import static java.util.concurrent.Executors.newCachedThreadPool;
import static org.weakref.jmx.guice.ExportBinder.newExporter;

/** Wires the parts of one catalog. */
final class VarveModule
        extends AbstractConfigurationAwareModule
{
    private final String catalogName;
    private final boolean filesOfMachine;

    /** @param filesOfMachine whether local paths are those of the machine */
    VarveModule(String catalogName, boolean filesOfMachine)
    {
        this.catalogName = catalogName;
        this.filesOfMachine = filesOfMachine;
    }

    @Override
    protected void setup(Binder binder)
    {
        install(buildConfigObject(VarveConfig.class).isHive() ? new HiveMetastoreModule() : new WarehouseModule());
        binder.bind(TableChangesFunction.class).in(Scopes.SINGLETON);
        binder.bind(VarveConnector.class).in(Scopes.SINGLETON);
        binder.bind(VarveMetadata.class).in(Scopes.SINGLETON);
        binder.bind(VarveNodePartitioning.class).in(Scopes.SINGLETON);
        binder.bind(VarvePageSourceProvider.class).in(Scopes.SINGLETON);
        binder.bind(VarveSchemaProperties.class).in(Scopes.SINGLETON);
        binder.bind(VarveSessionProperties.class).in(Scopes.SINGLETON);
        binder.bind(VarveSplitManager.class).in(Scopes.SINGLETON);
        binder.bind(VarveTableProperties.class).in(Scopes.SINGLETON);
        binder.bind(SchemaStatements.class).in(Scopes.SINGLETON);
        binder.bind(CatalogTables.class).in(Scopes.SINGLETON);
        newExporter(binder).export(MetadataCache.class).withGeneratedName();
    }

    @Provides
    @Singleton
    static DataFileFormats formats()
    {
        return DataFileFormats.of(List.of(new TrinoParquetFormat(), new TrinoOrcFormat(), new AvroFormat()));
    }

    @Provides
    @Singleton
    static MetadataCache metadataCache(VarveConfig config)
    {
        return new MetadataCache(config.getMetadataCacheSize().toBytes());
    }

    @Provides
    @Singleton
    TableStores stores(TrinoFileSystemFactory fileSystems, VarveConfig config, MetadataCache cache)
    {
        return new TableStores(fileSystems, config.getWarehouse().map(FileSystemProperties::location).map(StoragePath::of), filesOfMachine, cache);
    }

    @Provides
    @Singleton
    @ForPlanning
    ExecutorService planningExecutor()
    {
        return newCachedThreadPool(daemonThreadsNamed("varve-planning-" + catalogName + "-%s"));
    }

    /** The warehouse is the catalog. */
    private static final class WarehouseModule
            implements Module
    {
        @Override
        public void configure(Binder binder) {}

        @Provides
        @Singleton
        static TableRegistry registry(TableStores stores, VarveConfig config, DataFileFormats formats)
        {
            return new WarehouseRegistry(stores, StoragePath.of(FileSystemProperties.location(config.getWarehouse().orElseThrow())), formats);
        }
    }
}
