package dev.varve.snapshot;

import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;

/**
 * How far streaming readers have come: the files {@code consumer/consumer-<id>} of a table or of one of its branches. What a consumer
 * has not read yet does not expire.
 */
public final class ConsumerLog
{
    private static final String PREFIX = "consumer-";

    private final Storage storage;
    private final StoragePath directory;

    private ConsumerLog(Storage storage, StoragePath directory)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.directory = requireNonNull(directory, "directory is null");
    }

    /**
     * @param root the directory of the table, or of a branch
     */
    public static ConsumerLog of(Storage storage, StoragePath root)
    {
        return new ConsumerLog(storage, root.child("consumer"));
    }

    /** The id of the snapshot that each consumer reads next, by the name of the consumer. */
    public Map<String, Long> nextSnapshots()
            throws IOException
    {
        Map<String, Long> next = new TreeMap<>();
        for (StorageEntry entry : storage.list(directory)) {
            String name = entry.path().name();
            if (entry.directory() || !name.startsWith(PREFIX)) {
                continue;
            }
            Optional<Long> id = JsonFile.read(storage, entry.path()).map(json -> json.requiredLong("nextSnapshot"));
            id.ifPresent(present -> next.put(name.substring(PREFIX.length()), present));
        }
        return next;
    }

    /**
     * Removes consumers whose files were written before a time. Those of which the store does not say when stay.
     *
     * @param millis since the epoch
     * @return their names
     */
    public List<String> removeOlder(WritableStorage writable, long millis)
            throws IOException
    {
        List<String> removed = new ArrayList<>();
        for (StorageEntry entry : storage.list(directory)) {
            String name = entry.path().name();
            if (!entry.directory() && name.startsWith(PREFIX) && entry.modifiedMillis() > 0 && entry.modifiedMillis() < millis) {
                writable.delete(entry.path());
                removed.add(name.substring(PREFIX.length()));
            }
        }
        return removed;
    }

    /** The id of the oldest snapshot that some consumer has not read; empty if there are no consumers. */
    public OptionalLong earliestUnread()
            throws IOException
    {
        return nextSnapshots().values().stream().mapToLong(Long::longValue).min();
    }
}
