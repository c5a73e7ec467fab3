package dev.varve.cli;

import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.HiveMetastoreCatalog;
import dev.varve.hms.thrift.MetastoreAddress;
import dev.varve.hms.thrift.ThriftMetastoreClient;
import dev.varve.storage.GuardedWritableStorage;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.WritableCatalog;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Optional;

/** The options that say which tables a command changes. Other than queries, changes never go to the demo warehouse by default. */
final class WarehouseOption
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--warehouse",
            paramLabel = "URI",
            description = "Directory of the warehouse: a local path, or a file: URI. With --metastore: where new databases are to lie.")
    private Optional<String> warehouse = Optional.empty();

    @Option(
            names = "--metastore",
            paramLabel = "URI",
            description = "The Hive Metastore that knows the tables, thrift://HOST:PORT; several over the same database with commas. Default: the warehouse is the catalog.")
    private Optional<String> metastore = Optional.empty();

    private Optional<HiveMetastoreCatalog> opened = Optional.empty();

    /**
     * @param mayBeNew whether the command may make the warehouse
     */
    WritableCatalog open(boolean mayBeNew)
            throws CommandException
    {
        Optional<HiveMetastoreCatalog> catalog = metastore();
        return catalog.isPresent() ? catalog.get() : WritableCatalog.open(storage(), StoragePath.of(location(required(), mayBeNew).location()), DefaultFormats.all());
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
            ThriftMetastoreClient client = ThriftMetastoreClient.of(MetastoreAddress.parse(metastore.get()));
            CatalogSettings settings = CatalogSettings.DEFAULT;
            if (warehouse.isPresent()) {
                settings = settings.withWarehouse(Path.of(location(warehouse.get(), true).location()).toUri().toString());
            }
            opened = Optional.of(HiveMetastoreCatalog.of(client, storage(), DefaultFormats.all(), settings));
        }
        return opened;
    }

    WritableStorage storage()
    {
        return GuardedWritableStorage.of(new LocalStorage());
    }

    private String required()
    {
        return warehouse.orElseThrow(() -> new ParameterException(command.commandLine(), "Missing required option: '--warehouse=URI' or '--metastore=URI'"));
    }

    private static Warehouse location(String text, boolean mayBeNew)
            throws CommandException
    {
        Warehouse location = mayBeNew ? Warehouse.parseNew(text, Path.of("")) : Warehouse.parse(text, Path.of(""));
        if (!location.isLocal()) {
            throw new CommandException("The warehouse %s is not local: this command writes local warehouses only; queries ('./varve sql') read all".formatted(location.location()));
        }
        return location;
    }
}
