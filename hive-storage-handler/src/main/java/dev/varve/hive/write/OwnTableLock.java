package dev.varve.hive.write;

import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;

import java.io.IOException;

/** For what nobody else changes, such as the table in the directory of a job: there is nobody to be kept away. */
final class OwnTableLock
        implements CommitLock
{
    static final OwnTableLock INSTANCE = new OwnTableLock();

    private OwnTableLock() {}

    @Override
    public <T> T whileHeld(LockedTable table, Action<T> action)
            throws IOException
    {
        return action.run();
    }
}
