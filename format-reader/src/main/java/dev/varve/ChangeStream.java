package dev.varve;

import dev.varve.error.VarveException;
import dev.varve.scan.ChangeSplitSource;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.ScanTarget;
import dev.varve.scan.SplitSource;
import dev.varve.schema.ChangelogProducer;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.ChangeRange;
import dev.varve.snapshot.ChangeTravel;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.ReadFailure;

import java.io.IOException;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Follows a table snapshot by snapshot: what each changed, from the changelog if the table keeps one, else what it appended as it was written. Of a
 * table without a changelog, overwritten and compacted files tell no changes.
 *
 * <p>How far it has come is the id of the next snapshot, and a stream that starts there later continues where this one ended. Not safe for use by
 * several threads.
 */
public final class ChangeStream
{
    private final Table table;
    private TableVersion version;
    private long next;

    private ChangeStream(Table table, TableVersion version, long next)
    {
        this.table = requireNonNull(table, "table is null");
        this.version = requireNonNull(version, "version is null");
        this.next = next;
    }

    /**
     * Starts with what a snapshot changed, which need not be there yet.
     *
     * @param snapshotId 1 or more
     * @throws VarveException of kind INVALID_REQUEST if it is less, UNSUPPORTED_FEATURE if the table uses what is not supported
     */
    public static ChangeStream from(Table table, long snapshotId)
    {
        if (snapshotId < 1) {
            throw VarveException.invalid("Changes start with a snapshot of id 1 or more, not " + snapshotId);
        }
        return new ChangeStream(table, TableVersion.of(table, table.latestSchema(), Optional.empty()), snapshotId);
    }

    /**
     * Where to start with all rows: those of the newest snapshot, as far as no change tells of them later. So of a table whose changelog is made by
     * compaction, what is not compacted yet is left to it. The stream goes on with {@code from(table, snapshot + 1)}.
     *
     * @param version with the snapshot; without, if the table has none, and no rows
     * @param splits what to read with {@link dev.varve.read.TableReader}
     */
    public record Start(TableVersion version, SplitSource splits)
    {
        public Start
        {
            requireNonNull(version, "version is null");
            requireNonNull(splits, "splits is null");
        }
    }

    /**
     * @param request without a predicate
     * @throws VarveException as {@link TableVersion#plan}
     */
    public static Start start(Table table, ScanRequest request)
    {
        TableVersion version = table.latest();
        int lowestLevel = !version.schema().hasPrimaryKey() ? 0 : switch (version.options().changelogProducer()) {
            case NONE, INPUT -> 0;
            case LOOKUP -> 1;
            case FULL_COMPACTION -> version.options().numLevels() - 1;
        };
        return new Start(version, version.planBranch(request, lowestLevel));
    }

    /**
     * What one snapshot changed.
     *
     * @param version the columns that the changes have
     * @param splits what to read with {@link dev.varve.read.ChangeReader}; the caller closes it
     */
    public record Step(TableVersion version, Snapshot snapshot, ChangeSplitSource splits)
    {
        public Step
        {
            requireNonNull(version, "version is null");
            requireNonNull(snapshot, "snapshot is null");
            requireNonNull(splits, "splits is null");
        }
    }

    /** The id of the snapshot that comes next. */
    public long nextSnapshotId()
    {
        return next;
    }

    /**
     * The next snapshot; empty if it is not there yet.
     *
     * @throws VarveException of kind EXPIRED if it is not there any more, INVALID_REQUEST if the table was rolled back or made anew, so that it
     *         is far behind
     */
    public Optional<Step> poll()
    {
        try {
            return find();
        }
        catch (IOException e) {
            throw ReadFailure.of(e).during("The snapshots of table '" + table + "' cannot be read");
        }
    }

    private Optional<Step> find()
            throws IOException
    {
        ChangeTravel travel = table.changeTravel();
        Optional<Snapshot> found = travel.findWithChanges(next);
        if (found.isEmpty()) {
            requireToCome(travel);
            return Optional.empty();
        }
        Snapshot snapshot = found.get();
        if (snapshot.schemaId() > version.schema().id()) {
            TableSchema newest = table.latestSchema();
            version = TableVersion.of(table, newest, Optional.empty());
        }
        TableOptions options = version.options();
        ChangeMode mode = options.changelogProducer() == ChangelogProducer.NONE ? ChangeMode.DELTA : ChangeMode.CHANGELOG;
        ScanTarget target = new ScanTarget(table.storage(), table.formats(), table.location(), table.schemas(), version.schema(), options, Optional.empty());
        ChangeRange range = new ChangeRange(mode, next - 1, next, Optional.empty(), Optional.empty());
        next++;
        return Optional.of(new Step(version, snapshot, ChangeSplitSource.start(target, travel, range, Optional.empty(), any -> true, true)));
    }

    private void requireToCome(ChangeTravel travel)
            throws IOException
    {
        Optional<Snapshot> latest = table.snapshots().latest();
        if (latest.isEmpty()) {
            return;
        }
        if (next <= latest.get().id()) {
            // It may have come in between.
            if (travel.findWithChanges(next).isPresent()) {
                return;
            }
            throw new VarveException(VarveException.Kind.EXPIRED, "Table '" + table + "': snapshot " + next + " has expired, and its changes with it: the table has those of " +
                    travel.earliestWithChanges() + " to " + latest.get().id());
        }
        if (next > latest.get().id() + 1) {
            throw VarveException.invalid("Table '" + table + "': snapshot " + next + " is to come next, but the newest is " + latest.get().id() +
                    ": the table was rolled back or made anew");
        }
    }
}
