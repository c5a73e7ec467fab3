package dev.varve;

import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.manifest.ManifestReader;
import dev.varve.schema.ChangelogProducer;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.AutomaticTags;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.ChangeRange;
import dev.varve.snapshot.ChangeSelector;
import dev.varve.snapshot.ChangeTravel;
import dev.varve.snapshot.ConsumerLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.snapshot.TagLog;
import dev.varve.snapshot.TimeTravel;
import dev.varve.snapshot.VersionSelector;
import dev.varve.snapshot.VersionSelector.Latest;
import dev.varve.storage.ConfinedStorage;
import dev.varve.storage.GuardedStorage;
import dev.varve.storage.ReadFailure;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A table of the format, or one branch of it. It holds no state of the table but the schemas, which never change; ask for a
 * {@link TableVersion} to read a certain state. Safe for use by several threads.
 */
public final class Table
{
    private final Storage storage;
    private final DataFileFormats formats;
    private final StoragePath location;
    private final String database;
    private final String name;
    private final String branch;
    private final SchemaLog schemas;
    private final SnapshotLog snapshots;
    private final TagLog tags;
    private final ChangeTravel changeTravel;

    private Table(Storage storage, DataFileFormats formats, StoragePath location, String database, String name, String branch)
    {
        this.location = requireNonNull(location, "location is null");
        this.storage = ConfinedStorage.of(GuardedStorage.of(storage), location);
        this.formats = requireNonNull(formats, "formats is null");
        this.database = requireNonNull(database, "database is null");
        this.name = requireNonNull(name, "name is null");
        this.branch = requireNonNull(branch, "branch is null");
        StoragePath root = BranchLog.of(this.storage, location).root(branch);
        schemas = SchemaLog.of(this.storage, root);
        snapshots = SnapshotLog.of(this.storage, root);
        tags = TagLog.of(this.storage, root);
        changeTravel = new ChangeTravel(snapshots, SnapshotLog.ofChangelogs(this.storage, root), tags);
    }

    /**
     * Opens the main branch of a table.
     *
     * @param location the directory of the table
     * @param database and {@code name} are what messages call it
     * @throws VarveException of kind NOT_FOUND if there is no table
     */
    public static Table open(Storage storage, StoragePath location, String database, String name)
    {
        return open(storage, location, database, name, BranchLog.MAIN);
    }

    /**
     * Opens a branch of a table.
     *
     * @throws VarveException of kind NOT_FOUND if there is no such table or branch
     */
    public static Table open(Storage storage, StoragePath location, String database, String name, String branch)
    {
        return open(storage, DataFileFormats.NONE, location, database, name, branch);
    }

    /**
     * Opens a branch of a table.
     *
     * @param formats those that manifests may have besides Avro, as up to release 1.0
     * @throws VarveException of kind NOT_FOUND if there is no such table or branch
     */
    public static Table open(Storage storage, DataFileFormats formats, StoragePath location, String database, String name, String branch)
    {
        Table table = new Table(storage, formats, location, database, name, branch);
        table.latestSchema();
        return table;
    }

    /** Another branch of the same table; {@code main} is the table itself. */
    public Table branch(String branch)
    {
        return open(storage, formats, location, database, name, branch);
    }

    public String database()
    {
        return database;
    }

    public String name()
    {
        return name;
    }

    /** The name of the branch, {@code main} for the table itself. */
    public String branch()
    {
        return branch;
    }

    /** The directory of the table, also for branches: data, manifests and index files are below. */
    public StoragePath location()
    {
        return location;
    }

    /** Where the table lies, with failures of the store told apart from damaged files. */
    public Storage storage()
    {
        return storage;
    }

    /** The formats that manifests may have besides Avro. */
    public DataFileFormats formats()
    {
        return formats;
    }

    public SchemaLog schemas()
    {
        return schemas;
    }

    public SnapshotLog snapshots()
    {
        return snapshots;
    }

    public TagLog tags()
    {
        return tags;
    }

    /** How the table changed from state to state. */
    public ChangeTravel changeTravel()
    {
        return changeTravel;
    }

    public BranchLog branches()
    {
        return BranchLog.of(storage, location);
    }

    public ConsumerLog consumers()
    {
        return ConsumerLog.of(storage, branches().root(branch));
    }

    public ManifestReader manifests()
    {
        return ManifestReader.of(storage, location, formats);
    }

    /** The newest schema. */
    public TableSchema latestSchema()
    {
        return reading("schemas", schemas::latest).orElseThrow(() -> VarveException.notFound(
                branch.equals(BranchLog.MAIN)
                        ? "Table '" + database + "." + name + "' does not exist: there is no schema in " + location
                        : "Table '" + database + "." + name + "' has no branch '" + branch + "'"));
    }

    /**
     * @throws VarveException of kind CORRUPT_TABLE if there is none with that id
     */
    public TableSchema schema(long id)
    {
        return reading("schema " + id, () -> schemas.schema(id));
    }

    /**
     * The newest snapshot, with the columns and options of the newest schema. Queries that name no version may be meant to see another one:
     * {@link dev.varve.snapshot.ShownVersion}.
     */
    public TableVersion latest()
    {
        return version(VersionSelector.LATEST);
    }

    /**
     * The snapshot that is meant. An older one comes with the columns and options that the table had then.
     *
     * @throws VarveException of kind NOT_FOUND or EXPIRED if there is no such snapshot, UNSUPPORTED_FEATURE if the table uses what is not
     *         supported
     */
    public TableVersion version(VersionSelector selector)
    {
        Optional<Snapshot> snapshot = snapshot(selector);
        // The schema is read after the snapshot, so it is never older than the newest snapshot.
        TableSchema schema = selector instanceof Latest || snapshot.isEmpty() ? latestSchema() : schema(snapshot.get().schemaId());
        TableVersion version = TableVersion.of(this, schema, snapshot);
        // As whatever is not about columns, this is what the newest schema says.
        TableSchema newest = selector instanceof Latest || snapshot.isEmpty() ? schema : latestSchema();
        Optional<Table> fallback = TableOptions.fallbackBranchOf(newest).map(this::branch);
        return fallback.isPresent() ? version.withFallback(fallback.get().fallbackAt(selector, snapshot)) : version;
    }

    /**
     * What another branch falls back on when it is at a snapshot: the newest state for its newest, and else that of the time of the snapshot or, if it was
     * made later, its first.
     */
    private TableVersion fallbackAt(VersionSelector selector, Optional<Snapshot> snapshot)
    {
        Optional<Snapshot> state = selector instanceof Latest || snapshot.isEmpty()
                ? snapshot(VersionSelector.LATEST)
                : snapshotNear(selector instanceof VersionSelector.AtTime time ? time.epochMillis() : snapshot.get().timeMillis());
        // It may have been made from a branch that falls back, too.
        TableSchema schema = selector instanceof Latest || state.isEmpty() ? latestSchema() : schema(state.get().schemaId());
        return new TableVersion(this, schema, TableOptions.of(schema), state, Optional.empty());
    }

    /** The newest snapshot that is not younger than a time or, if all are, the first one; empty if the table has none at all. */
    public Optional<Snapshot> snapshotNear(long epochMillis)
    {
        return reading("snapshots", () -> {
            Optional<Snapshot> earliest = snapshots.earliest();
            boolean young = earliest.isEmpty() || earliest.get().timeMillis() > epochMillis;
            return young ? earliest : new TimeTravel(snapshots, tags).resolve(new VersionSelector.AtTime(epochMillis));
        });
    }

    /**
     * The snapshot that is meant; empty if the table has none at all.
     *
     * @throws VarveException of kind NOT_FOUND or EXPIRED if there is no such snapshot
     */
    public Optional<Snapshot> snapshot(VersionSelector selector)
    {
        try {
            return reading("snapshots", () -> new TimeTravel(snapshots, tags).resolve(selector));
        }
        catch (VarveException e) {
            throw new VarveException(e.kind(), "Table '" + database + "." + name + "': " + e.getMessage(), e);
        }
    }

    /**
     * What changed between two states, with the columns and options of the newest schema.
     *
     * @throws VarveException of kind INVALID_REQUEST if the selector makes no sense, NOT_FOUND if a tag or a snapshot does not exist, EXPIRED if one has
     *         expired, UNSUPPORTED_FEATURE if the table uses what is not supported
     */
    public TableChanges changes(ChangeSelector selector, ChangeMode mode)
    {
        TableSchema schema = latestSchema();
        TableOptions options = TableOptions.of(schema);
        if (options.fallbackBranch().isPresent()) {
            throw VarveException.unsupported("Table '" + this + "' has option scan.fallback-branch=" + options.fallbackBranch().get() + ", so that its rows come from two branches: changes are not told of both");
        }
        boolean hasChangelog = options.changelogProducer() != ChangelogProducer.NONE;
        try {
            ChangeRange range = reading("snapshots", () -> changeTravel.resolve(selector, mode, hasChangelog, AutomaticTags.of(schema)));
            return TableChanges.of(this, schema, range);
        }
        catch (VarveException e) {
            throw new VarveException(e.kind(), "Table '" + database + "." + name + "': " + e.getMessage(), e);
        }
    }

    private <T> T reading(String what, Reading<T> reading)
    {
        try {
            return reading.read();
        }
        catch (IOException e) {
            throw ReadFailure.of(e).during("The " + what + " of table '" + database + "." + name + "' cannot be read from " + location);
        }
    }

    private interface Reading<T>
    {
        T read()
                throws IOException;
    }

    /** {@code database.name}, and the branch if it is not {@code main}. */
    @Override
    public String toString()
    {
        return database + "." + name + (branch.equals(BranchLog.MAIN) ? "" : "$branch_" + branch);
    }
}
