package dev.varve.write.compact;

import dev.varve.Table;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.error.VarveException;
import dev.varve.index.DeletionVector;
import dev.varve.index.DeletionVectorFile;
import dev.varve.index.IndexFile;
import dev.varve.manifest.DataFile;
import dev.varve.merge.KeyValueMerge;
import dev.varve.read.BucketRuns;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;
import dev.varve.write.file.BucketFileWriters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static java.util.Objects.requireNonNull;

/**
 * A bucket of a table, and what is needed to compact it: what its table says, how its files are read and written.
 *
 * @param indexes the directory of index files
 */
public record CompactedBucket(
        Table table,
        TableSchema schema,
        TableOptions tableOptions,
        CompactionOptions options,
        WritableStorage storage,
        StoragePath indexes,
        BucketRuns files,
        BucketFileWriters writers)
{
    public CompactedBucket
    {
        requireNonNull(table, "table is null");
        requireNonNull(schema, "schema is null");
        requireNonNull(tableOptions, "tableOptions is null");
        requireNonNull(options, "options is null");
        requireNonNull(storage, "storage is null");
        requireNonNull(indexes, "indexes is null");
        requireNonNull(files, "files is null");
        requireNonNull(writers, "writers is null");
    }

    /**
     * @param schema with which files are written
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the table is one that cannot be compacted
     */
    public static CompactedBucket of(
            Table table,
            TableSchema schema,
            WritableStorage storage,
            DataFileFormats formats,
            BucketFileWriters writers,
            BinaryRow partition,
            int bucket)
    {
        TableOptions tableOptions = TableOptions.of(schema);
        if (tableOptions.overlappingLevels()) {
            throw VarveException.unsupported("Table %s has option pk-clustering-override, with which it cannot be compacted".formatted(table));
        }
        StoragePath directory = BucketPaths.of(table.location(), schema, tableOptions.layout()).bucket(partition, bucket);
        return new CompactedBucket(
                table,
                schema,
                tableOptions,
                CompactionOptions.of(schema, tableOptions),
                storage,
                tableOptions.layout().indexBesideData() ? directory : table.location().child("index"),
                BucketRuns.of(table, schema, tableOptions, formats, partition, directory, new ReadMetrics()),
                writers);
    }

    KeyValueMerge merge()
    {
        return KeyValueMerge.of(schema, tableOptions.merge());
    }

    Comparator<BinaryRow> keyOrder()
    {
        return RowOrder.of(schema.keyFields().stream().map(Field::type).toList());
    }

    StoragePath path(IndexFile file)
    {
        return file.externalPath().map(StoragePath::of).orElseGet(() -> indexes.file(file.name()));
    }

    /** Writes an index file with deletion vectors, by data file; if it fails, no file is left. */
    IndexFile writeVectors(Map<String, DeletionVector> vectors)
            throws IOException
    {
        StoragePath path = indexes.file("index-" + UUID.randomUUID() + "-0");
        try {
            return DeletionVectorFile.write(storage, path, vectors, options.wideVectors());
        }
        catch (IOException e) {
            try {
                storage.delete(path);
            }
            catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** Deletes files that no snapshot names. All are tried; the first error is thrown at the end. */
    void delete(List<DataFile> unused)
            throws IOException
    {
        IOException failure = null;
        for (DataFile file : unused) {
            StoragePath path = files.path(file);
            List<StoragePath> paths = new ArrayList<>(List.of(path));
            file.extraFiles().forEach(extra -> paths.add(path.parent().file(extra)));
            for (StoragePath each : paths) {
                try {
                    storage.delete(each);
                }
                catch (IOException e) {
                    if (failure == null) {
                        failure = e;
                    }
                    else {
                        failure.addSuppressed(e);
                    }
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
