package dev.varve;

import dev.varve.error.VarveException;
import dev.varve.index.DeletionVectorIndex;
import dev.varve.index.IndexManifestReader;
import dev.varve.predicate.Predicate;
import dev.varve.scan.MetadataSummary;
import dev.varve.scan.ScanPlanner;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.ScanTarget;
import dev.varve.scan.SkippedLevels;
import dev.varve.scan.SplitSource;
import dev.varve.scan.TableStatistics;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.ReadFailure;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * One state of a table, which is what is planned and read. Immutable: a query takes one and keeps it.
 *
 * @param schema the columns that rows have; data files may have been written with others
 * @param options of that schema
 * @param snapshot empty if the table has none yet, and so no rows
 */
public record TableVersion(Table table, TableSchema schema, TableOptions options, Optional<Snapshot> snapshot)
{
    public TableVersion
    {
        requireNonNull(table, "table is null");
        requireNonNull(schema, "schema is null");
        requireNonNull(options, "options is null");
        requireNonNull(snapshot, "snapshot is null");
    }

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE or INVALID_REQUEST if an option of the schema cannot be honoured
     */
    public static TableVersion of(Table table, TableSchema schema, Optional<Snapshot> snapshot)
    {
        return new TableVersion(table, schema, TableOptions.of(schema), snapshot);
    }

    /**
     * Starts a scan. What it reads is found while splits are asked for.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE if what the request asks for cannot be read correctly, EXPIRED if a file of the
     *         metadata is gone, CORRUPT_TABLE if one is damaged, STORAGE_FAILURE if the store fails
     */
    public SplitSource plan(ScanRequest request)
    {
        return plan(request, 0);
    }

    /** As {@link #plan(ScanRequest)}, but of the files of a level and above it only, as if the others were not there. */
    public SplitSource plan(ScanRequest request, int lowestLevel)
    {
        try {
            return planner().plan(request, lowestLevel);
        }
        catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** What a plan misses that begins with a level above 0, and since when. */
    public SkippedLevels skippedLevels(int lowestLevel)
    {
        try {
            return planner().skippedLevels(table.snapshots(), lowestLevel);
        }
        catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * What to expect of a scan with that predicate, from metadata alone.
     *
     * @param predicate its column indexes are those of {@link #schema}
     */
    public TableStatistics statistics(Optional<Predicate> predicate)
    {
        try {
            return planner().statistics(predicate);
        }
        catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * What manifests tell exactly about the rows.
     *
     * @param predicate on partition columns; it only narrows, so that what is known may include other partitions
     */
    public MetadataSummary summary(Optional<Predicate> predicate, List<MetadataSummary.Asked> columns)
    {
        try {
            return planner().summary(predicate, columns);
        }
        catch (IOException e) {
            throw unreadable(e);
        }
    }

    private ScanPlanner planner()
    {
        return ScanPlanner.of(new ScanTarget(table.storage(), table.formats(), table.location(), table.schemas(), schema, options, snapshot));
    }

    private VarveException unreadable(IOException e)
    {
        return ReadFailure.of(e).during("The metadata of table '" + table + "' cannot be read");
    }

    /** Where the buckets lie. */
    public BucketPaths bucketPaths()
    {
        return BucketPaths.of(table.location(), schema, options.layout());
    }

    /** The deletion vectors of the snapshot. */
    public DeletionVectorIndex deletionVectors()
    {
        if (snapshot.isEmpty()) {
            return DeletionVectorIndex.EMPTY;
        }
        try {
            return IndexManifestReader.of(table.storage(), table.location(), options.layout(), bucketPaths(), table.formats()).deletionVectors(snapshot.get());
        }
        catch (IOException e) {
            throw unreadable(e);
        }
    }
}
