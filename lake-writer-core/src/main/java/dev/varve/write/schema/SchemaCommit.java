package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.storage.WritableStorage.AtomicCreation;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

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
    private final Clock clock;

    private SchemaCommit(WritableStorage storage, StoragePath root, String name, Clock clock)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.root = requireNonNull(root, "root is null");
        this.name = requireNonNull(name, "name is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * @param root the directory of the table, or of a branch
     * @param name what messages call the table
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the store cannot create a file atomically
     */
    public static SchemaCommit of(WritableStorage storage, StoragePath root, String name)
    {
        if (storage.atomicCreation(root) == AtomicCreation.UNSAFE) {
            throw VarveException.unsupported("The schema of table '" + name + "' cannot be changed: the store at " + root +
                    " offers neither an atomic rename nor creation of a file only if it does not exist, so that of two changes at once " +
                    "one could silently undo the other. Configure conditional writes of the store");
        }
        return new SchemaCommit(storage, root, name, Clock.systemUTC());
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
                if (schemas.create(storage, schema)) {
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
        return schemas.create(storage, after) ? Optional.of(after) : Optional.empty();
    }
}
