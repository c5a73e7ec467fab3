package dev.varve.write;

import dev.varve.Table;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.commit.CommitLock;
import org.apache.paimon.fs.local.LocalFileIO;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock under which Paimon renames local files: it looks whether the target exists and renames then, so that what another creates in
 * between is lost. Who commits beside Paimon in a test takes it, too; on other stores there is no such gap.
 */
public final class PaimonsLock
        implements CommitLock
{
    @Override
    public <T> T whileHeld(Table table, Action<T> action)
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

    /** A store that creates files atomically under the lock, for what is published without a {@link CommitLock}. */
    static WritableStorage lockingCreation(WritableStorage storage)
    {
        PaimonsLock lock = new PaimonsLock();
        return (WritableStorage) Proxy.newProxyInstance(
                WritableStorage.class.getClassLoader(),
                new Class<?>[] {WritableStorage.class},
                (proxy, method, arguments) -> method.getName().equals("createAtomically")
                        ? lock.whileHeld(null, () -> storage.createAtomically((StoragePath) arguments[0], (byte[]) arguments[1]))
                        : call(storage, method, arguments));
    }

    private static Object call(WritableStorage storage, Method method, Object[] arguments)
            throws Throwable
    {
        try {
            return method.invoke(storage, arguments);
        }
        catch (InvocationTargetException e) {
            throw e.getCause();
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
