package dev.varve;

import dev.varve.index.DeletionVectorIndex;
import dev.varve.index.IndexManifestReader;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;

import java.io.IOException;
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
     * @throws dev.varve.error.VarveException of kind UNSUPPORTED_FEATURE or INVALID_REQUEST if an option of the schema cannot be honoured
     */
    public static TableVersion of(Table table, TableSchema schema, Optional<Snapshot> snapshot)
    {
        return new TableVersion(table, schema, TableOptions.of(schema), snapshot);
    }

    /** Where the buckets lie. */
    public BucketPaths bucketPaths()
    {
        return BucketPaths.of(table.location(), schema, options.layout());
    }

    /** The deletion vectors of the snapshot. */
    public DeletionVectorIndex deletionVectors()
            throws IOException
    {
        if (snapshot.isEmpty()) {
            return DeletionVectorIndex.EMPTY;
        }
        return IndexManifestReader.of(table.storage(), table.location(), options.layout(), bucketPaths()).deletionVectors(snapshot.get());
    }
}
