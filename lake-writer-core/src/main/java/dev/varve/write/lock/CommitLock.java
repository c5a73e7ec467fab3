package dev.varve.write.lock;

import java.io.IOException;

/**
 * Keeps those who change a table apart where the store cannot. Implementing classes must comply with the following: of all
 * processes that use the lock, one at a time runs its action for a table; a table may be locked before it exists; they are safe for use by
 * several threads.
 */
public interface CommitLock
{
    /**
     * Runs the action while the lock of the table is held.
     *
     * @throws IOException if the lock cannot be had, in which case the action did not run, or was lost meanwhile
     */
    <T> T whileHeld(LockedTable table, Action<T> action)
            throws IOException;

    interface Action<T>
    {
        T run()
                throws IOException;
    }
}
