package dev.varve.snapshot;

import dev.varve.error.VarveException;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * The snapshots of a table or of one of its branches: the files {@code snapshot/snapshot-<id>}, with consecutive ids, of which old
 * ones expire. A table may keep what they changed for longer: the files {@code changelog/changelog-<id>}, which say the same. The files
 * {@code EARLIEST} and {@code LATEST} are hints that may be missing, stale or damaged. Nothing is cached, since a rollback may reuse an id.
 * Safe for use by several threads.
 */
public final class SnapshotLog
{
    private static final String LATEST = "LATEST";
    private static final String EARLIEST = "EARLIEST";

    private final Storage storage;
    private final StoragePath directory;
    private final String prefix;

    private SnapshotLog(Storage storage, StoragePath root, String kind)
    {
        this.storage = requireNonNull(storage, "storage is null");
        directory = root.child(kind);
        prefix = kind + "-";
    }

    /**
     * @param root the directory of the table, or of a branch
     */
    public static SnapshotLog of(Storage storage, StoragePath root)
    {
        return new SnapshotLog(storage, root, "snapshot");
    }

    /**
     * The snapshots that have expired, but whose changes are kept.
     *
     * @param root the directory of the table, or of a branch
     */
    public static SnapshotLog ofChangelogs(Storage storage, StoragePath root)
    {
        return new SnapshotLog(storage, root, "changelog");
    }

    /** The ids of all snapshots, ascending. */
    public List<Long> ids()
            throws IOException
    {
        List<Long> ids = new ArrayList<>();
        for (StorageEntry entry : storage.list(directory)) {
            String name = entry.path().name();
            if (!entry.directory() && name.matches(prefix + "[0-9]{1,18}")) {
                ids.add(Long.parseLong(name.substring(prefix.length())));
            }
        }
        ids.sort(Long::compare);
        return ids;
    }

    /** The newest snapshot; empty if there is none. */
    public Optional<Snapshot> latest()
            throws IOException
    {
        OptionalLong hint = hint(LATEST);
        if (hint.isPresent() && hint.getAsLong() > 0 && !storage.exists(file(hint.getAsLong() + 1))) {
            Optional<Snapshot> snapshot = find(hint.getAsLong());
            if (snapshot.isPresent()) {
                return snapshot;
            }
        }
        List<Long> ids = ids();
        return ids.isEmpty() ? Optional.empty() : Optional.of(snapshot(ids.get(ids.size() - 1)));
    }

    /** The id of the oldest snapshot that has not expired; empty if there is none. */
    public OptionalLong earliestId()
            throws IOException
    {
        OptionalLong hint = hint(EARLIEST);
        if (hint.isPresent() && storage.exists(file(hint.getAsLong()))) {
            return hint;
        }
        List<Long> ids = ids();
        return ids.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ids.get(0));
    }

    /** The oldest snapshot that has not expired; empty if there is none. */
    public Optional<Snapshot> earliest()
            throws IOException
    {
        OptionalLong id = earliestId();
        return id.isEmpty() ? Optional.empty() : Optional.of(snapshot(id.getAsLong()));
    }

    /**
     * @throws VarveException of kind EXPIRED or NOT_FOUND if the snapshot is not there, CORRUPT_TABLE if it is damaged
     */
    public Snapshot snapshot(long id)
            throws IOException
    {
        Optional<Snapshot> snapshot = find(id);
        if (snapshot.isPresent()) {
            return snapshot.get();
        }
        List<Long> ids = ids();
        if (ids.isEmpty()) {
            throw VarveException.notFound("Snapshot " + id + " does not exist: the table has no snapshots");
        }
        String range = "the table has snapshots " + ids.get(0) + " to " + ids.get(ids.size() - 1);
        if (id > 0 && id < ids.get(0)) {
            throw new VarveException(VarveException.Kind.EXPIRED, "Snapshot " + id + " has expired: " + range);
        }
        if (id > ids.get(0) && id < ids.get(ids.size() - 1)) {
            throw VarveException.corrupt("Snapshot file " + file(id) + " is missing, though " + range);
        }
        throw VarveException.notFound("Snapshot " + id + " does not exist: " + range);
    }

    /** The snapshot of that id, empty if there is no such file. */
    public Optional<Snapshot> find(long id)
            throws IOException
    {
        Optional<Snapshot> snapshot = JsonFile.read(storage, file(id)).map(SnapshotJson::parse);
        if (snapshot.isPresent() && snapshot.get().id() != id) {
            throw VarveException.corrupt("Snapshot file " + file(id) + " is damaged: its id is " + snapshot.get().id());
        }
        return snapshot;
    }

    /**
     * Makes a snapshot the newest of the table, unless there is one of that id.
     *
     * @param storage the one of this log
     * @return whether this call did; false if another commit was faster
     * @throws IOException also if it is not known whether the snapshot is there now
     */
    public boolean create(WritableStorage storage, Snapshot snapshot)
            throws IOException
    {
        return storage.createAtomically(file(snapshot.id()), SnapshotJson.print(snapshot));
    }

    /** Writes a snapshot in place of the one of that id, if there is one. */
    public void replace(WritableStorage storage, Snapshot snapshot)
            throws IOException
    {
        storage.overwrite(file(snapshot.id()), SnapshotJson.print(snapshot));
    }

    /** Removes a snapshot; it is no error if there is none. */
    public void delete(WritableStorage storage, long id)
            throws IOException
    {
        storage.delete(file(id));
    }

    /**
     * Tells later readers where to look for the newest snapshot.
     *
     * @param id -1 if there is none
     */
    public void hintLatest(WritableStorage storage, long id)
            throws IOException
    {
        storage.overwrite(directory.child(LATEST), Long.toString(id).getBytes(UTF_8));
    }

    /** Tells later readers where to look for the oldest snapshot. */
    public void hintEarliest(WritableStorage storage, long id)
            throws IOException
    {
        storage.overwrite(directory.child(EARLIEST), Long.toString(id).getBytes(UTF_8));
    }

    /** What the hint says where to look for the newest snapshot, true or not; empty if it is missing or damaged. */
    public OptionalLong latestHint()
            throws IOException
    {
        return hint(LATEST);
    }

    /** What the hint says where to look for the oldest snapshot, true or not; empty if it is missing or damaged. */
    public OptionalLong earliestHint()
            throws IOException
    {
        return hint(EARLIEST);
    }

    /** The directory that the files lie in. */
    public StoragePath directory()
    {
        return directory;
    }

    private OptionalLong hint(String name)
            throws IOException
    {
        String text = storage.readIfPresent(directory.child(name))
                .map(bytes -> new String(bytes, UTF_8).trim())
                .orElse("");
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** The file of a snapshot, whether it exists or not. */
    public StoragePath file(long id)
    {
        return directory.child(prefix + id);
    }
}
