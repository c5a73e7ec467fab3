package dev.varve.write;

import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import org.apache.paimon.fs.local.LocalFileIO;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock under which Paimon renames local files: it looks whether the target exists and renames then, so that what another creates in
 * between is lost. Who commits beside Paimon in a test takes it, too; on other stores there is no such gap.
 */
public final class PaimonsLock
        implements CommitLock
{
    @Override
    public <T> T whileHeld(LockedTable table, Action<T> action)
            throws IOException
    {
        ReentrantLock lock = lock();
        lock.lock();
        try {
            return action.run();
        }
        finally {
            lock.unlock();
        }
    }

    private static ReentrantLock lock()
            throws IOException
    {
        try {
            Field field = LocalFileIO.class.getDeclaredField("RENAME_LOCK");
            field.setAccessible(true);
            return (ReentrantLock) field.get(null);
        }
        catch (ReflectiveOperationException e) {
            throw new IOException("This is another Paimon", e);
        }
    }
}
