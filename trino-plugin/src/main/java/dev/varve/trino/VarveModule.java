package dev.varve.trino;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.avro.AvroFormat;
import dev.varve.storage.StoragePath;
import dev.varve.trino.file.TrinoOrcFormat;
import dev.varve.trino.file.TrinoParquetFormat;
import io.trino.filesystem.TrinoFileSystemFactory;

import java.util.List;
import java.util.concurrent.ExecutorService;

import static io.airlift.concurrent.Threads.daemonThreadsNamed;
import static io.airlift.configuration.ConfigBinder.configBinder;
import static java.util.concurrent.Executors.newCachedThreadPool;

/** Wires the parts of one catalog. */
final class VarveModule
        extends AbstractModule
{
    private final String catalogName;
    private final boolean filesOfMachine;

    /** @param filesOfMachine whether the paths of the warehouse are those of the machine */
    VarveModule(String catalogName, boolean filesOfMachine)
    {
        this.catalogName = catalogName;
        this.filesOfMachine = filesOfMachine;
    }

    @Override
    protected void configure()
    {
        configBinder(binder()).bindConfig(VarveConfig.class);
        bind(TableChangesFunction.class).in(Scopes.SINGLETON);
        bind(VarveConnector.class).in(Scopes.SINGLETON);
        bind(VarveMetadata.class).in(Scopes.SINGLETON);
        bind(VarvePageSourceProvider.class).in(Scopes.SINGLETON);
        bind(VarveSessionProperties.class).in(Scopes.SINGLETON);
        bind(VarveSplitManager.class).in(Scopes.SINGLETON);
        bind(VarveTableProperties.class).in(Scopes.SINGLETON);
        bind(SchemaStatements.class).in(Scopes.SINGLETON);
        bind(WarehouseTables.class).in(Scopes.SINGLETON);
    }

    @Provides
    @Singleton
    static DataFileFormats formats()
    {
        return DataFileFormats.of(List.of(new TrinoParquetFormat(), new TrinoOrcFormat(), new AvroFormat()));
    }

    @Provides
    @Singleton
    WarehouseStores stores(TrinoFileSystemFactory fileSystems, VarveConfig config)
    {
        return new WarehouseStores(fileSystems, StoragePath.of(FileSystemProperties.location(config.getWarehouse())), filesOfMachine);
    }

    @Provides
    @Singleton
    @ForPlanning
    ExecutorService planningExecutor()
    {
        return newCachedThreadPool(daemonThreadsNamed("varve-planning-" + catalogName + "-%s"));
    }
}
