package dev.varve;

import dev.varve.predicate.Predicate;
import dev.varve.scan.ChangeSplitSource;
import dev.varve.scan.ScanTarget;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.ChangeRange;

import java.util.Optional;
import java.util.function.LongPredicate;

import static java.util.Objects.requireNonNull;

/**
 * What changed in a table between two states, which is what is planned and then read by {@link dev.varve.read.ChangeReader}. Immutable.
 *
 * @param version the columns that changes have, without a snapshot; files may have been written with others
 */
public record TableChanges(TableVersion version, ChangeRange range)
{
    public TableChanges
    {
        requireNonNull(version, "version is null");
        requireNonNull(range, "range is null");
    }

    /**
     * @throws dev.varve.error.VarveException of kind UNSUPPORTED_FEATURE or INVALID_REQUEST if an option of the schema cannot be honoured
     */
    public static TableChanges of(Table table, TableSchema schema, ChangeRange range)
    {
        return new TableChanges(TableVersion.of(table, schema, Optional.empty()), range);
    }

    public TableSchema schema()
    {
        return version.schema();
    }

    public TableOptions options()
    {
        return version.options();
    }

    /** Plans all changes. */
    public ChangeSplitSource plan(Optional<Predicate> predicate)
    {
        return plan(predicate, snapshot -> true);
    }

    /**
     * Starts a scan. What it reads is found while portions are asked for.
     *
     * @param predicate its column indexes are those of {@link #schema}; changes that do not match need not be found
     * @param snapshots which snapshots' changes are wanted, of those in the range
     * @throws dev.varve.error.VarveException of kind UNSUPPORTED_FEATURE if the changes cannot be read correctly
     */
    public ChangeSplitSource plan(Optional<Predicate> predicate, LongPredicate snapshots)
    {
        Table table = version.table();
        ScanTarget target = new ScanTarget(table.storage(), table.formats(), table.location(), table.schemas(), schema(), options(), Optional.empty());
        return ChangeSplitSource.start(target, table.changeTravel(), range, predicate, snapshots, false);
    }
}
