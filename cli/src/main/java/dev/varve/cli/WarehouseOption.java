package dev.varve.cli;

import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.thrift.MetastoreProperties;
import dev.varve.hms.thrift.ThriftMetastoreClient;
import dev.varve.server.StoreLoader;
import dev.varve.storage.GuardedWritableStorage;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.StoreProvider.OpenStore;
import dev.varve.storage.WritableStorage;
import dev.varve.write.WritableCatalog;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The options that say which tables a command changes. Other than queries, changes never go to the demo warehouse by default. */
final class WarehouseOption
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--warehouse",
            paramLabel = "URI",
            description = "Directory or URI of the warehouse: a local path, file:, s3://, gs://, abfs://, hdfs://. With --metastore: where new databases are to lie.")
    private Optional<String> warehouse = Optional.empty();

    @Option(
            names = "--metastore",
            paramLabel = "URI",
            description = "The Hive Metastore that knows the tables, thrift://HOST:PORT; several over the same database with commas. Default: the warehouse is the catalog.")
    private Optional<String> metastore = Optional.empty();

    @Option(
            names = "--lock",
            paramLabel = "WHEN",
            description = "Which tables are changed under the lock of the metastore: object_stores (default), always, never.")
    private Optional<CatalogSettings.Lock> lock = Optional.empty();

    @Mixin
    private CatalogProperties properties;

    private Optional<HiveMetastoreCatalog> opened = Optional.empty();
    /** Of a warehouse that is not local. The process ends with the command, and its connections with it. */
    private Optional<OpenStore> store = Optional.empty();

    /**
     * @param mayBeNew whether the command may make the warehouse
     */
    WritableCatalog open(boolean mayBeNew)
            throws CommandException
    {
        Optional<HiveMetastoreCatalog> catalog = metastore();
        if (catalog.isPresent()) {
            return catalog.get();
        }
        if (lock.isPresent()) {
            throw new CommandException("--lock says when the lock of a metastore is taken, but there is no --metastore");
        }
        for (String property : properties.ofMetastore().keySet()) {
            throw new CommandException("--catalog-property %s is about a Hive Metastore, but there is no --metastore".formatted(property));
        }
        StoragePath location = openStore(required(), mayBeNew);
        return WritableCatalog.open(storage(), location, DefaultFormats.all());
    }

    WritableCatalog open()
            throws CommandException
    {
        return open(false);
    }

    /** The catalog of the metastore, if the user names one. */
    Optional<HiveMetastoreCatalog> metastore()
            throws CommandException
    {
        if (opened.isEmpty() && metastore.isPresent()) {
            Map<String, String> given = properties.ofMetastore();
            if (lock.isPresent() && given.containsKey("lock.enabled")) {
                throw new CommandException("--lock and --catalog-property lock.enabled say the same: leave one out");
            }
            MetastoreProperties parsed = MetastoreProperties.parse(metastore.get(), given);
            ThriftMetastoreClient client = ThriftMetastoreClient.of(parsed.address(), parsed.security());
            CatalogSettings settings = lock.map(parsed.settings()::withLock).orElse(parsed.settings());
            if (warehouse.isPresent()) {
                String location = openStore(warehouse.get(), true).text();
                settings = settings.withWarehouse(store.isPresent() ? location : Path.of(location).toUri().toString());
            }
            else if (!properties.ofStore().isEmpty()) {
                throw new CommandException("--catalog-property says how to reach a store, but there is no --warehouse that says which one");
            }
            opened = Optional.of(HiveMetastoreCatalog.of(client, storage(), DefaultFormats.all(), settings));
        }
        return opened;
    }

    /** Makes the store of a warehouse that of the command, and returns where the warehouse lies in it. */
    private StoragePath openStore(String text, boolean mayBeNew)
            throws CommandException
    {
        Warehouse location = mayBeNew ? Warehouse.parseNew(text, Path.of("")) : Warehouse.parse(text, Path.of(""));
        if (location.isLocal()) {
            if (!properties.ofStore().isEmpty()) {
                throw new CommandException("--catalog-property says how to reach a store, but the warehouse %s is local".formatted(location.location()));
            }
            return StoragePath.of(location.location());
        }
        if (store.isEmpty()) {
            try {
                store = Optional.of(StoreLoader.open(Installation.locate().server(), location.location(), properties.ofStore()));
            }
            catch (IOException e) {
                throw new CommandException("What reads and writes %s cannot be loaded: %s".formatted(location.location(), e.getMessage()), e);
            }
        }
        return store.get().warehouse();
    }

    /** The store of the tables, after the catalog was opened. */
    WritableStorage storage()
    {
        return GuardedWritableStorage.of(store.isPresent() ? store.get().storage() : new LocalStorage());
    }

    private String required()
    {
        return warehouse.orElseThrow(() -> new ParameterException(command.commandLine(), "Missing required option: '--warehouse=URI' or '--metastore=URI'"));
    }
}
