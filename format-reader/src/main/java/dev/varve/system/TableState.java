package dev.varve.system;

import dev.varve.Table;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.predicate.Predicate;
import dev.varve.scan.LiveFiles;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.schema.FileLayout;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A table at one snapshot, or without one. Unlike a {@link dev.varve.TableVersion} it asks nothing of the options that tell how rows are
 * read, so that tables can be looked at that cannot be read.
 */
record TableState(Table table, TableSchema schema, Optional<Snapshot> snapshot)
{
    TableState
    {
        requireNonNull(table, "table is null");
        requireNonNull(schema, "schema is null");
        requireNonNull(snapshot, "snapshot is null");
    }

    /** The branch that has the rows of partitions which the table does not have, as it was then. */
    Optional<TableState> fallback()
            throws IOException
    {
        Optional<String> name = TableOptions.fallbackBranchOf(schema);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Table branch = table.branch(name.get());
        boolean newest = snapshot.isEmpty() || snapshot.map(Snapshot::id).equals(table.snapshots().latest().map(Snapshot::id));
        return Optional.of(new TableState(branch, branch.latestSchema(), newest ? branch.snapshots().latest() : branch.snapshotNear(snapshot.get().timeMillis())));
    }

    FileLayout layout()
    {
        return TableOptions.layoutOf(schema);
    }

    BucketPaths bucketPaths()
    {
        return BucketPaths.of(table.location(), schema, layout());
    }

    List<ManifestFile> manifests()
            throws IOException
    {
        return snapshot.isPresent() ? table.manifests().manifests(snapshot.get()) : List.of();
    }

    /** The same, and those of the changelog. */
    List<ManifestFile> allManifests()
            throws IOException
    {
        List<ManifestFile> manifests = new ArrayList<>(manifests());
        if (snapshot.isPresent() && snapshot.get().changelogManifestList().isPresent()) {
            manifests.addAll(table.manifests().manifests(snapshot.get().changelogManifestList().get()));
        }
        return manifests;
    }

    /** @param predicate on the columns of the table; leaves out partitions */
    LiveFiles files(Optional<Predicate> predicate, boolean withStatistics)
            throws IOException
    {
        ManifestReader reader = table.manifests();
        return LiveFiles.of(reader, manifests(), schema, predicate, withStatistics);
    }

    /** As {@link #files}, but also those that were removed, and what says that they were. */
    LiveFiles filesAndRemovals(Optional<Predicate> predicate)
            throws IOException
    {
        return LiveFiles.withRemovals(table.manifests(), manifests(), schema, predicate);
    }

    /** Whether the files of a bucket are those of the table: what was written to the postpone bucket is not yet. */
    static boolean isReal(int bucket)
    {
        return bucket != Bucketing.POSTPONE;
    }
}
