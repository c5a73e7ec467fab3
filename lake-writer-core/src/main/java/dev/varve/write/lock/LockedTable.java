package dev.varve.write.lock;

import dev.varve.Table;
import dev.varve.storage.StoragePath;

import static java.util.Objects.requireNonNull;

/**
 * What a lock is for: a table with all its branches, which need not exist yet.
 *
 * @param location the directory of the table
 */
public record LockedTable(String database, String name, StoragePath location)
{
    public LockedTable
    {
        requireNonNull(database, "database is null");
        requireNonNull(name, "name is null");
        requireNonNull(location, "location is null");
    }

    public static LockedTable of(Table table)
    {
        return new LockedTable(table.database(), table.name(), table.location());
    }

    @Override
    public String toString()
    {
        return database + "." + name;
    }
}
