package dev.varve.scan;

import dev.varve.datafile.DataFileFormats;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * The state of a table that is scanned.
 *
 * @param formats those that manifests may have besides Avro
 * @param table the directory of the table, also for branches
 * @param schemas those of the table or of the branch
 * @param schema the one to read with
 * @param options of {@code schema}
 * @param snapshot empty if the table has none yet, and so no rows
 */
public record ScanTarget(
        Storage storage,
        DataFileFormats formats,
        StoragePath table,
        SchemaLog schemas,
        TableSchema schema,
        TableOptions options,
        Optional<Snapshot> snapshot)
{
    public ScanTarget
    {
        requireNonNull(storage, "storage is null");
        requireNonNull(formats, "formats is null");
        requireNonNull(table, "table is null");
        requireNonNull(schemas, "schemas is null");
        requireNonNull(schema, "schema is null");
        requireNonNull(options, "options is null");
        requireNonNull(snapshot, "snapshot is null");
    }
}
