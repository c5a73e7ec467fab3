package dev.varve.snapshot;

import dev.varve.error.VarveException;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * The branches of a table: the directories {@code branch/branch-<name>}, each with schemas, snapshots and tags of its own.
 * Manifests and data lie in the directories of the table for all of them. The branch {@code main} is the table itself.
 */
public final class BranchLog
{
    public static final String MAIN = "main";
    private static final String PREFIX = "branch-";

    private final Storage storage;
    private final StoragePath table;

    private BranchLog(Storage storage, StoragePath table)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.table = requireNonNull(table, "table is null");
    }

    public static BranchLog of(Storage storage, StoragePath table)
    {
        return new BranchLog(storage, table);
    }

    /**
     * A branch.
     *
     * @param createdMillis when it was made, epoch milliseconds, as far as the store remembers; 0 if it does not
     */
    public record Branch(String name, long createdMillis)
    {
        public Branch
        {
            requireNonNull(name, "name is null");
        }
    }

    /** What is known of a branch beside {@code main}. Where the store keeps no times of directories, that of its first file counts. */
    public Branch branch(String name)
            throws IOException
    {
        StoragePath root = root(name);
        for (StorageEntry entry : storage.list(directory())) {
            if (entry.directory() && entry.path().equals(root) && entry.modifiedMillis() > 0) {
                return new Branch(name, entry.modifiedMillis());
            }
        }
        return new Branch(name, storage.list(root.child("schema")).stream().mapToLong(StorageEntry::modifiedMillis).min().orElse(0));
    }

    /** The names of the branches beside {@code main}, sorted. */
    public List<String> names()
            throws IOException
    {
        List<String> names = new ArrayList<>();
        for (StorageEntry entry : storage.directories(directory())) {
            String name = entry.path().name();
            if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                names.add(name.substring(PREFIX.length()));
            }
        }
        names.sort(String::compareTo);
        return names;
    }

    /**
     * Where schemas, snapshots and tags of a branch lie, whether it exists or not.
     *
     * @throws VarveException of kind INVALID_REQUEST if it cannot be the name of a branch
     */
    public StoragePath root(String name)
    {
        if (name.equals(MAIN)) {
            return table;
        }
        if (!StoragePath.isPlainName(name)) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a branch");
        }
        return directory().file(PREFIX + name);
    }

    private StoragePath directory()
    {
        return table.child("branch");
    }
}
