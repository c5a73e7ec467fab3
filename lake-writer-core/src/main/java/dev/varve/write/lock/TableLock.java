package dev.varve.write.lock;

import dev.varve.error.VarveException;
import dev.varve.storage.WritableStorage;
import dev.varve.storage.WritableStorage.AtomicCreation;
import dev.varve.write.lock.CommitLock.Action;

import java.io.IOException;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What keeps those apart who give a table its next schema, snapshot or tag: the lock of the catalog if it has one, else the store itself. Safe for
 * use by several threads.
 */
public final class TableLock
{
    private final LockedTable table;
    private final Optional<CommitLock> lock;

    private TableLock(LockedTable table, Optional<CommitLock> lock)
    {
        this.table = requireNonNull(table, "table is null");
        this.lock = requireNonNull(lock, "lock is null");
    }

    /**
     * @param lock of the catalog, needed if the store cannot create a file atomically
     * @param refusal what is not possible without, as the beginning of a sentence
     * @throws VarveException of kind UNSUPPORTED_FEATURE if it is needed and not there
     */
    public static TableLock of(LockedTable table, WritableStorage storage, Optional<CommitLock> lock, String refusal)
    {
        if (lock.isEmpty() && storage.atomicCreation(table.location()) == AtomicCreation.UNSAFE) {
            throw VarveException.unsupported(refusal + ": the store at " + table.location() +
                    " offers neither an atomic rename nor creation of a file only if it does not exist, so that of two changes at once " +
                    "one could silently undo the other. Use a catalog with a lock, which a Hive Metastore has, or configure conditional writes of the store");
        }
        return new TableLock(table, lock);
    }

    /**
     * Runs an action that creates files, alone of all if a lock is what keeps them apart.
     *
     * @throws IOException if the action fails, if the lock cannot be had, in which case the action did not run, or was lost meanwhile
     */
    public <T> T whileHeld(Action<T> action)
            throws IOException
    {
        return lock.isPresent() ? lock.get().whileHeld(table, action) : action.run();
    }
}
