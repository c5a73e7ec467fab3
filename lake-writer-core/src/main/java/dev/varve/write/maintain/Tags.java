package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Tag;
import dev.varve.snapshot.TimeTravel;
import dev.varve.snapshot.VersionSelector;
import dev.varve.snapshot.VersionSelector.SnapshotId;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.lock.TableLock;
import dev.varve.write.schema.TagCreation;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * Names for snapshots, which keep their files after the snapshots have expired. Each operation is done as a whole, or not at all, or leaves
 * both the old and the new name. Failures are {@link VarveException}s. Safe for use by several threads.
 */
public final class Tags
{
    private final MaintainedTable table;
    private final Optional<CommitLock> lock;
    private final SuccessFiles successFiles;

    private Tags(MaintainedTable table, Optional<CommitLock> lock)
    {
        this.table = table;
        this.lock = requireNonNull(lock, "lock is null");
        successFiles = SuccessFiles.of(table);
    }

    /** Without a lock. */
    public static Tags of(Table table, WritableStorage storage)
    {
        return of(table, storage, Optional.empty());
    }

    /**
     * The tags of a table, or of the branch that it is.
     *
     * @param storage the one of the table
     * @param lock of the catalog; needed to create and rename tags if the store cannot create a file atomically
     */
    public static Tags of(Table table, WritableStorage storage, Optional<CommitLock> lock)
    {
        return new Tags(MaintainedTable.of(table, storage), lock);
    }

    /** All tags, those of older snapshots first. */
    public List<Tag> all()
    {
        return table.attempt("Listing the tags", table::tags);
    }

    /**
     * Gives a version a name.
     *
     * @param version the latest, that of an id (of a snapshot, or of a tag that still has it), or the newest that is not after a time
     * @param retained after which the tag may expire; if it is not told, option {@code tag.default-time-retained}, else never
     * @throws VarveException of kind ALREADY_EXISTS if the name is taken, INVALID_REQUEST if it cannot be one, NOT_FOUND or EXPIRED if there is no
     *         such version, UNSUPPORTED_FEATURE if the table has option {@code tag.callbacks}
     */
    public Tag create(String name, VersionSelector version, Optional<Duration> retained)
    {
        requireName(name);
        requireNoCallbacks();
        return table.attempt("Creating tag '" + name + "'", () -> {
            Tag tag = tag(name, version, retained);
            if (!create(tag)) {
                throw new VarveException(VarveException.Kind.ALREADY_EXISTS, "Tag '" + name + "' exists already: replace it, or choose another name");
            }
            return tag;
        });
    }

    /**
     * Paimon fails every commit to a table one of whose snapshots has two tags that could be those of periods.
     */
    private void requireNoSecondPeriod(Tag tag)
            throws IOException
    {
        TagCreation creation = TagCreation.of(table.table().latestSchema());
        if (!creation.byPeriod() || creation.names().period(tag.name()).isEmpty()) {
            return;
        }
        for (Tag other : table.tags()) {
            if (other.snapshot().id() == tag.snapshot().id() && !other.name().equals(tag.name()) && creation.names().period(other.name()).isPresent()) {
                throw VarveException.invalid("Tag '" + tag.name() + "' cannot be created: the table names its automatic tags so, and snapshot " + tag.snapshot().id() +
                        " has '" + other.name() + "' already; choose another name");
            }
        }
    }

    /**
     * Of several that create tags of one name at once, one does.
     *
     * @return whether this call did
     */
    boolean create(Tag tag)
            throws IOException
    {
        requireNoSecondPeriod(tag);
        boolean created = TableLock.of(LockedTable.of(table.table()), table.storage(), lock, "Tag '" + tag.name() + "' of table '" + table.table() + "' cannot be created")
                .whileHeld(() -> table.table().tags().create(table.storage(), tag));
        if (created) {
            successFiles.write(tag.name());
        }
        return created;
    }

    /**
     * Lets a tag name another version. What only the old one needed remains until orphan files are removed.
     *
     * @throws VarveException of kind NOT_FOUND if there is no such tag, otherwise as {@link #create}
     */
    public Tag replace(String name, VersionSelector version, Optional<Duration> retained)
    {
        requireNoCallbacks();
        return table.attempt("Replacing tag '" + name + "'", () -> {
            table.table().tags().tag(name);
            Tag tag = tag(name, version, retained);
            requireNoSecondPeriod(tag);
            table.table().tags().replace(table.storage(), tag);
            successFiles.write(name);
            return tag;
        });
    }

    /**
     * Gives a tag another name. If this fails, both names may be there.
     *
     * @throws VarveException of kind NOT_FOUND if there is no such tag, ALREADY_EXISTS if the new name is taken
     */
    public void rename(String name, String newName)
    {
        requireName(newName);
        requireNoCallbacks();
        table.attempt("Renaming tag '" + name + "'", () -> {
            Tag old = table.table().tags().tag(name);
            Tag renamed = new Tag(newName, old.snapshot(), old.created(), old.retained());
            if (!create(renamed)) {
                throw new VarveException(VarveException.Kind.ALREADY_EXISTS, "Tag '" + newName + "' exists already");
            }
            table.table().tags().delete(table.storage(), name);
            successFiles.delete(name);
            return null;
        });
    }

    /**
     * Removes a tag, and the files that only it has kept: those of a snapshot that has expired, and that neither other tags nor branches
     * need.
     *
     * @throws VarveException of kind NOT_FOUND if there is no such tag
     */
    public Deletions delete(String name, Progress progress)
    {
        return table.attempt("Deleting tag '" + name + "'", () -> delete(table.table().tags().tag(name), progress));
    }

    /**
     * Removes the tags whose time is over.
     *
     * @return their names
     */
    public List<String> expire(LocalDateTime now, Progress progress)
    {
        return table.attempt("Expiring the tags", () -> {
            List<String> expired = new ArrayList<>();
            for (Tag tag : table.tags()) {
                if (isOver(tag, now)) {
                    delete(tag, progress);
                    expired.add(tag.name());
                }
            }
            return expired;
        });
    }

    private static boolean isOver(Tag tag, LocalDateTime now)
    {
        return tag.created().isPresent() && tag.retained().isPresent() && now.isAfter(tag.created().get().plus(tag.retained().get()));
    }

    private void requireNoCallbacks()
    {
        if (new OptionMap(table.table().latestSchema().options()).text("tag.callbacks").isPresent()) {
            throw VarveException.unsupported("The table has option tag.callbacks, which names classes of Paimon's that are told of each tag: Varve cannot call them. " +
                    "Create tags with Paimon, or remove the option");
        }
    }

    private Tag tag(String name, VersionSelector version, Optional<Duration> retained)
            throws IOException
    {
        return tag(name, resolve(version), retained);
    }

    /** A tag of the present. */
    Tag tag(String name, Snapshot snapshot, Optional<Duration> retained)
    {
        Optional<Duration> kept = retained.or(() -> new OptionMap(table.table().latestSchema().options()).duration("tag.default-time-retained"));
        return new Tag(name, snapshot, kept.map(time -> LocalDateTime.now()), kept);
    }

    private Snapshot resolve(VersionSelector version)
            throws IOException
    {
        if (version instanceof SnapshotId id) {
            Optional<Snapshot> snapshot = table.snapshots().find(id.id());
            if (snapshot.isPresent()) {
                return snapshot.get();
            }
            for (Tag tag : table.tags()) {
                if (tag.snapshot().id() == id.id()) {
                    return tag.snapshot();
                }
            }
        }
        return new TimeTravel(table.snapshots(), table.table().tags()).resolve(version)
                .orElseThrow(() -> VarveException.notFound("Table '" + table.table() + "' has no snapshot that could be tagged"));
    }

    private static void requireName(String name)
    {
        if (name.isBlank() || !StoragePath.isPlainName(name)) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a tag: it is part of the name of a file");
        }
    }

    private Deletions delete(Tag tag, Progress progress)
            throws IOException
    {
        List<StoragePath> files = filesOnlyOf(tag);
        table.table().tags().delete(table.storage(), tag.name());
        successFiles.delete(tag.name());
        return table.delete(files, progress);
    }

    /**
     * A file that the tag shares with any other state of the branch, it shares with the nearest tag before or after it, or with the oldest
     * snapshot.
     */
    private List<StoragePath> filesOnlyOf(Tag tag)
            throws IOException
    {
        long id = tag.snapshot().id();
        OptionalLong earliest = table.snapshots().earliestId();
        boolean named = table.tags().stream().anyMatch(other -> other.snapshot().id() == id && !other.name().equals(tag.name()));
        if (named || earliest.isEmpty() || table.snapshots().find(id).isPresent()) {
            return List.of();
        }
        List<Snapshot> holders = new ArrayList<>(OtherBranches.holders(table));
        MaintainedTable.nearestBefore(table.tags(), id).ifPresent(before -> holders.add(before.snapshot()));
        table.tags().stream().filter(other -> other.snapshot().id() > id).findFirst().ifPresent(after -> holders.add(after.snapshot()));
        table.snapshots().find(earliest.getAsLong()).ifPresent(holders::add);

        MetadataFiles metadata = new MetadataFiles(table);
        Candidates candidates = new Candidates(table);
        try {
            candidates.addLive(tag.snapshot());
        }
        catch (VarveException e) {
            if (e.kind() != VarveException.Kind.EXPIRED) {
                throw e;
            }
            // Files of the tag are gone already; what is left of it are orphans.
            return List.of();
        }
        for (Snapshot holder : holders) {
            candidates.retainLive(holder);
            metadata.hold(holder);
        }
        metadata.addList(tag.snapshot().baseManifestList());
        metadata.addList(tag.snapshot().deltaManifestList());
        metadata.addIndexes(tag.snapshot());
        List<StoragePath> files = new ArrayList<>(candidates.paths());
        files.addAll(metadata.paths());
        return files;
    }
}
