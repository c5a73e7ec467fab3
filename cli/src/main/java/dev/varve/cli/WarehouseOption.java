package dev.varve.cli;

import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.storage.GuardedWritableStorage;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.WritableCatalog;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The option that says which tables a command changes. Other than queries, changes never go to the demo warehouse by default. */
final class WarehouseOption
{
    @Option(names = "--warehouse", paramLabel = "URI", required = true, description = "Directory of the warehouse: a local path, or a file: URI.")
    private String warehouse;

    /**
     * @param mayBeNew whether the command may make the warehouse
     */
    WritableCatalog open(boolean mayBeNew)
            throws CommandException
    {
        return WritableCatalog.open(storage(), StoragePath.of(location(mayBeNew).location()), DefaultFormats.all());
    }

    WritableCatalog open()
            throws CommandException
    {
        return open(false);
    }

    WritableStorage storage()
    {
        return GuardedWritableStorage.of(new LocalStorage());
    }

    private Warehouse location(boolean mayBeNew)
            throws CommandException
    {
        Warehouse location = mayBeNew ? Warehouse.parseNew(warehouse, Path.of("")) : Warehouse.parse(warehouse, Path.of(""));
        if (!location.isLocal()) {
            throw new CommandException("The warehouse %s is not local: this command writes local warehouses only; queries ('./varve sql') read all".formatted(location.location()));
        }
        return location;
    }
}
