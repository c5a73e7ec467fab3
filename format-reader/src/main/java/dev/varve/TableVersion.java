package dev.varve;

import dev.varve.error.VarveException;
import dev.varve.index.DeletionVectorIndex;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.ManifestEntry;
import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.scan.BucketSpread;
import dev.varve.scan.FallbackBranch;
import dev.varve.scan.FirstRows;
import dev.varve.scan.LiveFiles;
import dev.varve.scan.MetadataSummary;
import dev.varve.scan.ScanPlanner;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.ScanTarget;
import dev.varve.scan.SkippedLevels;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.scan.TableStatistics;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.ReadFailure;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * One state of a table, which is what is planned and read. Immutable: a query takes one and keeps it.
 *
 * @param schema the columns that rows have; data files may have been written with others
 * @param options of that schema
 * @param snapshot empty if the table has none yet, and so no rows
 * @param fallback the version of the branch that has the rows of partitions which this one does not have; empty if there is no such branch, and where no
 *         more is wanted than to read splits
 */
public record TableVersion(Table table, TableSchema schema, TableOptions options, Optional<Snapshot> snapshot, Optional<TableVersion> fallback)
{
    public TableVersion
    {
        requireNonNull(table, "table is null");
        requireNonNull(schema, "schema is null");
        requireNonNull(options, "options is null");
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(fallback, "fallback is null");
    }

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE or INVALID_REQUEST if an option of the schema cannot be honoured
     */
    public static TableVersion of(Table table, TableSchema schema, Optional<Snapshot> snapshot)
    {
        return new TableVersion(table, schema, TableOptions.of(schema), snapshot, Optional.empty());
    }

    /**
     * The same version, with a branch to fall back on.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the branch has other columns
     */
    public TableVersion withFallback(TableVersion branch)
    {
        if (!branch.schema().fields().equals(schema.fields()) || !branch.schema().partitionKeys().equals(schema.partitionKeys())) {
            throw VarveException.unsupported("Table '" + table + "' has option scan.fallback-branch=" + branch.table().branch() +
                    ", and the branch has other columns or partition columns: make them the same");
        }
        return new TableVersion(table, schema, options, snapshot, Optional.of(branch));
    }

    /** The same version with the columns of another schema. */
    public TableVersion withSchema(TableSchema schema)
    {
        TableVersion version = of(table, schema, snapshot);
        return fallback.isPresent() ? version.withFallback(fallback.get().withSchema(fallback.get().table().latestSchema())) : version;
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
        SplitSource own = planBranch(request, lowestLevel);
        if (options.fallbackBranch().isEmpty() && fallback.isEmpty()) {
            return own;
        }
        TableVersion branch = fallback.orElseThrow(() -> VarveException.unsupported(
                "Table '" + table + "' has option scan.fallback-branch=" + options.fallbackBranch().get() + ", which is not supported here: ask for its branches one by one"));
        return own.withFallback(new FallbackBranch(branch.table().branch(), branch.schema().id()), branch.planBranch(request, lowestLevel), partitions());
    }

    /** As {@link #plan(ScanRequest, int)}, but without what the table falls back on for partitions that it does not have. */
    public SplitSource planBranch(ScanRequest request, int lowestLevel)
    {
        try {
            return planner().plan(request, lowestLevel);
        }
        catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The partitions that have files. */
    private Set<BinaryRow> partitions()
    {
        Set<BinaryRow> partitions = new HashSet<>();
        if (snapshot.isPresent()) {
            try (LiveFiles files = LiveFiles.of(table.manifests(), table.manifests().manifests(snapshot.get()), schema, Optional.empty(), false)) {
                for (Optional<ManifestEntry> entry = files.next(); entry.isPresent(); entry = files.next()) {
                    partitions.add(entry.get().partition());
                }
            }
            catch (IOException e) {
                throw unreadable(e);
            }
        }
        return partitions;
    }

    /**
     * The version that the files of a split are of: this one, or its branch's, with the columns of this one.
     *
     * @param split planned for this version
     */
    public TableVersion of(Split split)
    {
        if (split.fallback().isEmpty()) {
            return this;
        }
        Table branch = table.branch(split.fallback().get().name());
        TableSchema written = branch.schema(split.fallback().get().schemaId());
        return of(branch, written.withFields(schema.fields()), Optional.empty());
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
            TableStatistics own = planner().statistics(predicate);
            return fallback.isPresent()
                    ? new TableStatistics(own.rowCount() + fallback.get().statistics(predicate).rowCount(), false, Map.of())
                    : own;
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

    /**
     * How the rows of scans with that predicate are spread over buckets; empty if some are where they are for another reason than the hash of their bucket
     * key, or if a branch has some of them.
     */
    public Optional<BucketSpread> bucketSpread(Optional<Predicate> predicate)
    {
        if (options.fallbackBranch().isPresent() || fallback.isPresent()) {
            return Optional.empty();
        }
        try {
            return planner().bucketSpread(predicate);
        }
        catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** A value, as a literal, that none of the first rows exceeds in the order of the column; empty if that is not known. */
    public Optional<Object> firstRowsBound(FirstRows wanted)
    {
        if (options.fallbackBranch().isPresent() || fallback.isPresent()) {
            return Optional.empty();
        }
        try {
            return planner().firstRowsBound(wanted);
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
