package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.lock.CommitLock;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.lock.TableLock;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import static java.util.Objects.requireNonNull;

/**
 * Publishes schemas of one table, or of one of its branches. Of several processes that do it at once each sees the schema of the
 * one before, and none overwrites another's. Safe for use by several threads.
 */
public final class SchemaCommit
{
    /** Only others' schemas make an attempt fail, so somebody got ahead in each. */
    private static final int MAX_ATTEMPTS = 1_000;

    private final WritableStorage storage;
    private final StoragePath root;
    private final String name;
    private final TableLock lock;
    private final Clock clock;

    private SchemaCommit(WritableStorage storage, StoragePath root, String name, TableLock lock, Clock clock)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.root = requireNonNull(root, "root is null");
        this.name = requireNonNull(name, "name is null");
        this.lock = requireNonNull(lock, "lock is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * @param branch {@link BranchLog#MAIN} for the table itself
     * @param lock of the catalog; needed if the store cannot create a file atomically
     * @throws VarveException of kind UNSUPPORTED_FEATURE if it is needed and not there
     */
    public static SchemaCommit of(WritableStorage storage, LockedTable table, String branch, Optional<CommitLock> lock)
    {
        String name = branch.equals(BranchLog.MAIN) ? table.toString() : table + "$branch_" + branch;
        TableLock held = TableLock.of(table, storage, lock, "The schema of table '" + name + "' cannot be changed");
        return new SchemaCommit(storage, BranchLog.of(storage, table.location()).root(branch), name, held, Clock.systemUTC());
    }

    /**
     * Makes the directory a table.
     *
     * @throws VarveException of kind ALREADY_EXISTS if it is one, INVALID_REQUEST or UNSUPPORTED_FEATURE if {@link SchemaCheck} refuses it
     */
    public TableSchema create(NewTable table)
    {
        try {
            SchemaLog schemas = SchemaLog.of(storage, root);
            if (schemas.ids().isEmpty()) {
                TableSchema schema = table.schema(clock.millis());
                if (publish(schemas, schema)) {
                    return schema;
                }
            }
        }
        catch (IOException e) {
            throw VarveException.storage("Table '" + name + "' cannot be created in " + root + ": " + e.getMessage(), e);
        }
        throw new VarveException(VarveException.Kind.ALREADY_EXISTS, "Table '" + name + "' exists already");
    }

    /**
     * Applies changes one after the other, all or none, and publishes the result as the next schema.
     *
     * @throws VarveException of kind INVALID_REQUEST, NOT_FOUND, ALREADY_EXISTS or UNSUPPORTED_FEATURE if a change is refused
     */
    public TableSchema alter(List<SchemaChange> changes)
    {
        if (changes.isEmpty()) {
            throw VarveException.invalid("Table '" + name + "' cannot be altered: there is no change");
        }
        try {
            for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
                Optional<TableSchema> published = tryAlter(changes);
                if (published.isPresent()) {
                    return published.get();
                }
            }
        }
        catch (IOException e) {
            throw VarveException.storage("Table '" + name + "' cannot be altered in " + root + ": " + e.getMessage(), e);
        }
        throw new VarveException(VarveException.Kind.COMMIT_CONFLICT, "Table '" + name + "' cannot be altered: others change its schema all the time");
    }

    /** Empty if another process published a schema in the meantime. */
    private Optional<TableSchema> tryAlter(List<SchemaChange> changes)
            throws IOException
    {
        SchemaLog schemas = SchemaLog.of(storage, root);
        TableSchema before = schemas.latest().orElseThrow(() -> VarveException.notFound("Table '" + name + "' does not exist: there is no schema in " + root));
        boolean hasSnapshots = SnapshotLog.of(storage, root).latest().isPresent();
        TableSchema after = ChangedSchema.of(before, changes, hasSnapshots, clock.millis());
        return publish(schemas, after) ? Optional.of(after) : Optional.empty();
    }

    /** Whether the schema is there. If the lock was lost or the store gave no answer, only its file tells. */
    private boolean publish(SchemaLog schemas, TableSchema schema)
            throws IOException
    {
        AtomicBoolean tried = new AtomicBoolean();
        try {
            return lock.whileHeld(() -> {
                tried.set(true);
                return schemas.create(storage, schema);
            });
        }
        catch (IOException e) {
            if (!tried.get()) {
                throw e;
            }
            return published(schema.id(), e).equals(schema);
        }
    }

    /** The schema of that id, whoever published it. */
    private TableSchema published(long id, IOException failure)
            throws IOException
    {
        try {
            SchemaLog schemas = SchemaLog.of(storage, root);
            if (schemas.ids().contains(id)) {
                return schemas.schema(id);
            }
        }
        catch (IOException | VarveException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }
}
