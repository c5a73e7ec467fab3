package dev.varve.write;

import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.storage.WritableStorage.AtomicCreation;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Local files in a store that passes over conditions: it looks whether a file exists, and writes it a moment later, so that of two creators both
 * believe to have won, and the file of one is lost.
 */
final class RacyStorage
{
    private static final long MOMENT_MILLIS = 5;

    private RacyStorage() {}

    static WritableStorage open()
    {
        LocalStorage storage = new LocalStorage();
        return (WritableStorage) Proxy.newProxyInstance(
                WritableStorage.class.getClassLoader(),
                new Class<?>[] {WritableStorage.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "atomicCreation" -> AtomicCreation.UNSAFE;
                    case "createAtomically" -> create(storage, (StoragePath) arguments[0], (byte[]) arguments[1]);
                    default -> {
                        try {
                            yield method.invoke(storage, arguments);
                        }
                        catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }

    private static boolean create(LocalStorage storage, StoragePath path, byte[] content)
            throws IOException
    {
        if (storage.readIfPresent(path).isPresent()) {
            return false;
        }
        try {
            Thread.sleep(MOMENT_MILLIS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        storage.overwrite(path, content);
        return true;
    }
}
