package dev.varve.snapshot;

import dev.varve.json.JsonObject;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/**
 * A JSON file that another process may be writing at this moment: on stores without an atomic rename it is empty or cut off for
 * a short while.
 */
final class JsonFile
{
    private static final int ATTEMPTS = 10;
    private static final long PAUSE_MILLIS = 200;
    /** A file that has not changed for longer will not be finished any more. */
    private static final long YOUNG_MILLIS = 60_000;

    private JsonFile() {}

    /** The content, empty if there is no such file. A young file that seems unfinished is read again for up to 2 seconds. */
    static Optional<JsonObject> read(Storage storage, StoragePath file)
            throws IOException
    {
        Optional<byte[]> content = storage.readIfPresent(file);
        if (content.isPresent() && !finished(content.get()) && mayBeYoung(storage, file)) {
            for (int attempt = 1; attempt < ATTEMPTS && content.isPresent() && !finished(content.get()); attempt++) {
                pause(file);
                content = storage.readIfPresent(file);
            }
        }
        return content.map(json -> JsonObject.parse(json, file.text()));
    }

    private static boolean mayBeYoung(Storage storage, StoragePath file)
            throws IOException
    {
        long old = System.currentTimeMillis() - YOUNG_MILLIS;
        return storage.list(file.parent()).stream()
                .filter(entry -> entry.path().name().equals(file.name()))
                .noneMatch(entry -> entry.modifiedMillis() > 0 && entry.modifiedMillis() < old);
    }

    private static boolean finished(byte[] json)
    {
        int end = json.length;
        while (end > 0 && Character.isWhitespace(json[end - 1])) {
            end--;
        }
        return end > 0 && json[end - 1] == '}';
    }

    private static void pause(StoragePath file)
            throws IOException
    {
        try {
            Thread.sleep(PAUSE_MILLIS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for " + file + " to be written");
        }
    }
}
