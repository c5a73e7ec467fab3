package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.snapshot.Tag;
import dev.varve.snapshot.TagLog;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The branches of a table: histories of their own, which begin with a state of the table or empty, and share its data. Failures are
 * {@link VarveException}s. Safe for use by several threads, but nobody should write to a branch while it is created, deleted or brought into
 * {@code main}.
 */
public final class Branches
{
    private static final List<String> FALLBACKS =
            List.of("scan.fallback-branch", "scan.primary-branch", "scan.fallback-snapshot-branch", "scan.fallback-delta-branch");

    private final MaintainedTable main;

    private Branches(MaintainedTable main)
    {
        this.main = main;
    }

    /**
     * @param table of whatever branch; branches begin with states of {@code main}
     * @param storage the one of the table
     */
    public static Branches of(Table table, WritableStorage storage)
    {
        return new Branches(MaintainedTable.of(table.branch(BranchLog.MAIN), storage));
    }

    /** The names of the branches beside {@code main}, sorted. */
    public List<String> names()
    {
        return main.attempt("Listing the branches", () -> main.table().branches().names());
    }

    /**
     * Creates a branch without rows, with the schemas that the table has.
     *
     * @throws VarveException of kind ALREADY_EXISTS, or INVALID_REQUEST if that cannot be the name of a branch
     */
    public void create(String name)
    {
        main.attempt("Creating branch '" + name + "'", () -> {
            requireNew(name);
            copySchemas(SchemaLog.of(main.storage(), root(name)), Long.MAX_VALUE);
            return null;
        });
    }

    /**
     * Creates a branch that begins with the state of a tag, which the branch gets, too. What stops half-way leaves a branch that is empty:
     * delete it.
     *
     * @throws VarveException of kind NOT_FOUND if there is no such tag, otherwise as {@link #create}
     */
    public void createFromTag(String name, String tag)
    {
        main.attempt("Creating branch '" + name + "'", () -> {
            requireNew(name);
            Tag start = main.table().tags().tag(tag);
            TagLog.of(main.storage(), root(name)).replace(main.storage(), start);
            begin(name, start.snapshot());
            return null;
        });
    }

    /**
     * Creates a branch that begins with a snapshot. Varve keeps the files of this state for the branch; Paimon only knows tags to do so, thus
     * where it expires snapshots create a tag, and the branch from it.
     *
     * @throws VarveException of kind NOT_FOUND or EXPIRED if there is no such snapshot, otherwise as {@link #create}
     */
    public void createFromSnapshot(String name, long id)
    {
        main.attempt("Creating branch '" + name + "'", () -> {
            requireNew(name);
            begin(name, main.snapshots().snapshot(id));
            return null;
        });
    }

    private void begin(String name, Snapshot snapshot)
            throws IOException
    {
        copySchemas(SchemaLog.of(main.storage(), root(name)), snapshot.schemaId());
        SnapshotLog snapshots = SnapshotLog.of(main.storage(), root(name));
        snapshots.replace(main.storage(), snapshot);
    }

    private void copySchemas(SchemaLog target, long newest)
            throws IOException
    {
        for (long id : main.table().schemas().ids()) {
            if (id <= newest) {
                target.create(main.storage(), main.table().schemas().schema(id));
            }
        }
    }

    /**
     * Removes a branch. Its data remains until orphan files are removed.
     *
     * @throws VarveException of kind NOT_FOUND if there is no such branch, INVALID_REQUEST if it is {@code main} or the table reads from it by
     *         option
     */
    public void delete(String name)
    {
        main.attempt("Deleting branch '" + name + "'", () -> {
            requireBranch(name);
            OptionMap options = new OptionMap(main.table().latestSchema().options());
            for (String fallback : FALLBACKS) {
                if (options.text(fallback).filter(name::equals).isPresent()) {
                    throw VarveException.invalid("Branch '" + name + "' cannot be deleted: option " + fallback +
                            " of the table names it; reset the option first");
                }
            }
            // First it becomes empty, then it ceases to be a branch.
            main.storage().deleteDirectory(root(name).child("snapshot"));
            for (StorageEntry entry : main.storage().directories(root(name))) {
                if (!entry.path().name().equals("schema")) {
                    main.storage().deleteDirectory(entry.path());
                }
            }
            main.storage().deleteDirectory(root(name));
            return null;
        });
    }

    /**
     * Makes the state of a branch that of {@code main}: all that {@code main} has from the oldest snapshot of the branch on is replaced by what the
     * branch has. What stops half-way can be repeated; meanwhile {@code main} has some state that it or the branch had.
     *
     * @return the newest snapshot of {@code main} now
     * @throws VarveException of kind NOT_FOUND if there is no such branch, INVALID_REQUEST if it is {@code main} or has no snapshot
     */
    public Snapshot fastForward(String name)
    {
        return main.attempt("Bringing branch '" + name + "' into main", () -> {
            requireBranch(name);
            return fastForward(main.branch(name));
        });
    }

    private Snapshot fastForward(MaintainedTable branch)
            throws IOException
    {
        List<Long> ids = branch.snapshots().ids();
        if (ids.isEmpty()) {
            throw VarveException.invalid("Branch '" + branch.table().branch() + "' cannot be brought into main: it has no snapshot");
        }
        long earliest = ids.get(0);
        long latest = ids.get(ids.size() - 1);
        Snapshot newest = branch.snapshots().snapshot(latest);
        long firstSchema = branch.snapshots().snapshot(earliest).schemaId();
        WritableStorage storage = main.storage();

        // If main does not have the first snapshot of the branch, what it has before is another history: to expire that one would be to delete
        // files that the branch still has.
        boolean continues = main.snapshots().find(earliest).equals(branch.snapshots().find(earliest));
        // Snapshots that were made with other schemas of the same ids could not be read any more.
        removeSnapshots(schemasDiffer(branch, firstSchema) ? earliest : latest + 1);
        replaceSchemas(branch, firstSchema);
        Collections.reverse(ids);
        for (long id : ids) {
            Optional<Snapshot> snapshot = branch.snapshots().find(id);
            if (snapshot.isPresent()) {
                main.snapshots().replace(storage, snapshot.get());
            }
        }
        for (long id : main.snapshots().ids()) {
            if ((id >= earliest || !continues) && !ids.contains(id)) {
                main.snapshots().delete(storage, id);
            }
        }
        replaceTags(branch, earliest);
        for (long id : main.table().schemas().ids()) {
            if (id > branch.table().latestSchema().id()) {
                main.table().schemas().delete(storage, id);
            }
        }
        main.snapshots().hintLatest(storage, latest);
        main.snapshots().hintEarliest(storage, main.snapshots().ids().get(0));
        return newest;
    }

    private void removeSnapshots(long first)
            throws IOException
    {
        List<Long> ids = main.snapshots().ids();
        Collections.reverse(ids);
        for (long id : ids) {
            if (id >= first) {
                main.snapshots().delete(main.storage(), id);
            }
        }
    }

    private boolean schemasDiffer(MaintainedTable branch, long first)
            throws IOException
    {
        Set<Long> known = new HashSet<>(branch.table().schemas().ids());
        for (long id : main.table().schemas().ids()) {
            if (id >= first && known.contains(id) && !branch.table().schemas().schema(id).equals(main.table().schemas().schema(id))) {
                return true;
            }
        }
        return false;
    }

    private void replaceSchemas(MaintainedTable branch, long first)
            throws IOException
    {
        Set<Long> known = new HashSet<>(main.table().schemas().ids());
        for (long id : branch.table().schemas().ids()) {
            TableSchema schema = branch.table().schemas().schema(id);
            if (!known.contains(id) || id >= first && !main.table().schemas().schema(id).equals(schema)) {
                main.table().schemas().replace(main.storage(), schema);
            }
        }
    }

    private void replaceTags(MaintainedTable branch, long earliest)
            throws IOException
    {
        TagLog tags = main.table().tags();
        for (Tag tag : branch.tags()) {
            tags.replace(main.storage(), tag);
        }
        Set<String> kept = new HashSet<>(branch.table().tags().names());
        for (Tag tag : main.tags()) {
            if (tag.snapshot().id() >= earliest && !kept.contains(tag.name())) {
                tags.delete(main.storage(), tag.name());
            }
        }
    }

    private StoragePath root(String name)
    {
        return main.table().branches().root(name);
    }

    private void requireNew(String name)
            throws IOException
    {
        if (name.equals(BranchLog.MAIN) || name.isBlank() || name.matches("[0-9]+") || !StoragePath.isPlainName(name)) {
            throw VarveException.invalid("'" + name + "' cannot be the name of a branch: " +
                    "it must not be 'main', blank, only digits, or something that cannot be part of the name of a file");
        }
        if (exists(name)) {
            throw new VarveException(VarveException.Kind.ALREADY_EXISTS, "Branch '" + name + "' exists already");
        }
    }

    private void requireBranch(String name)
            throws IOException
    {
        if (name.equals(BranchLog.MAIN)) {
            throw VarveException.invalid("The branch 'main' is the table itself");
        }
        if (!exists(name)) {
            throw VarveException.notFound("Branch '" + name + "' does not exist");
        }
    }

    /** A branch that was not created completely exists, too: it can be deleted. */
    private boolean exists(String name)
            throws IOException
    {
        return main.table().branches().names().contains(name);
    }
}
