package dev.varve.index;

import dev.varve.avro.AvroRecords;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.FileLayout;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.OptionalLong;

import static dev.varve.avro.AvroShape.BYTES;
import static dev.varve.avro.AvroShape.LONG;
import static dev.varve.avro.AvroShape.TEXT;
import static dev.varve.avro.AvroShape.field;
import static dev.varve.avro.AvroShape.listOf;
import static dev.varve.avro.AvroShape.recordOf;
import static java.util.Objects.requireNonNull;

/**
 * Reads the index manifest of a snapshot, see {@code docs/format/index.md}. A reader of rows needs the deletion vectors; hash
 * indexes serve writers, and global indexes never change which rows there are. Safe for use by several threads.
 */
public final class IndexManifestReader
{
    private static final long VERSION = 1;
    private static final String DELETION_VECTORS = "DELETION_VECTORS";

    private static final RecordOf ENTRY = recordOf(
            field("_VERSION", LONG),
            field("_KIND", LONG),
            field("_PARTITION", BYTES),
            field("_BUCKET", LONG),
            field("_INDEX_TYPE", TEXT),
            field("_FILE_NAME", TEXT),
            field("_EXTERNAL_PATH", TEXT),
            field("_DELETIONS_VECTORS_RANGES", listOf(recordOf(
                    field("f0", TEXT),
                    field("f1", LONG),
                    field("f2", LONG),
                    field("_CARDINALITY", LONG)))));

    private final Storage storage;
    private final StoragePath table;
    private final boolean indexBesideData;
    private final BucketPaths buckets;

    private IndexManifestReader(Storage storage, StoragePath table, boolean indexBesideData, BucketPaths buckets)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.table = requireNonNull(table, "table is null");
        this.indexBesideData = indexBesideData;
        this.buckets = requireNonNull(buckets, "buckets is null");
    }

    /**
     * @param table its directory, also for branches
     */
    public static IndexManifestReader of(Storage storage, StoragePath table, FileLayout layout, BucketPaths buckets)
    {
        return new IndexManifestReader(storage, table, layout.indexBesideData(), buckets);
    }

    /**
     * The deletion vectors of a snapshot.
     *
     * @throws VarveException of kind EXPIRED if the index manifest is missing, CORRUPT_TABLE if it is damaged
     */
    public DeletionVectorIndex deletionVectors(Snapshot snapshot)
            throws IOException
    {
        if (snapshot.indexManifest().isEmpty()) {
            return DeletionVectorIndex.EMPTY;
        }
        StoragePath file = table.child("manifest").file(snapshot.indexManifest().get());
        DeletionVectorIndex.Builder index = new DeletionVectorIndex.Builder();
        try (AvroRecords records = AvroRecords.open(storage.open(file), ENTRY)) {
            for (Object[] record = records.next(); record != null; record = records.next()) {
                add(file, record, index);
            }
        }
        catch (FileNotFoundException | NoSuchFileException e) {
            throw VarveException.expired("File " + file + " is missing: the snapshot that names it has expired, or the table is damaged", e);
        }
        return index.build();
    }

    private void add(StoragePath file, Object[] record, DeletionVectorIndex.Builder index)
    {
        long version = number(file, record[0], "_VERSION");
        if (version != VERSION) {
            throw VarveException.unsupported("File " + file + " has _VERSION " + version + ", known is " + VERSION);
        }
        if (number(file, record[1], "_KIND") != 0) {
            throw damaged(file, "an entry removes an index file");
        }
        if (!DELETION_VECTORS.equals(required(file, record[4], "_INDEX_TYPE")) || record[7] == null) {
            return;
        }
        BinaryRow partition = partition(file, record[2]);
        int bucket = bucket(file, number(file, record[3], "_BUCKET"));
        StoragePath path = path(file, partition, bucket, (String) required(file, record[5], "_FILE_NAME"), (String) record[6]);
        for (Object range : (List<?>) record[7]) {
            if (range != null) {
                add(file, partition, bucket, path, (Object[]) range, index);
            }
        }
    }

    private static void add(StoragePath file, BinaryRow partition, int bucket, StoragePath path, Object[] range, DeletionVectorIndex.Builder index)
    {
        String dataFile = (String) required(file, range[0], "f0");
        long offset = number(file, range[1], "f1");
        long length = number(file, range[2], "f2");
        OptionalLong cardinality = range[3] == null ? OptionalLong.empty() : OptionalLong.of((Long) range[3]);
        if (offset < 0 || offset > Integer.MAX_VALUE || length < 0 || length > Integer.MAX_VALUE || cardinality.orElse(0) < 0) {
            throw damaged(file, "the deletion vector of " + dataFile + " is at " + offset + " with length " + length);
        }
        if (!index.add(partition, bucket, dataFile, new DeletionFile(path, offset, length, cardinality))) {
            throw damaged(file, "data file " + dataFile + " has two deletion vectors");
        }
    }

    private StoragePath path(StoragePath file, BinaryRow partition, int bucket, String name, String externalPath)
    {
        if (externalPath != null && !externalPath.isEmpty()) {
            return StoragePath.of(externalPath);
        }
        if (!StoragePath.isPlainName(name)) {
            throw damaged(file, "_FILE_NAME is not the name of a file: '" + name + "'");
        }
        return (indexBesideData ? buckets.bucket(partition, bucket) : table.child("index")).file(name);
    }

    private static BinaryRow partition(StoragePath file, Object bytes)
    {
        try {
            return BinaryRow.of((byte[]) required(file, bytes, "_PARTITION"));
        }
        catch (VarveException e) {
            throw new VarveException(e.kind(), "File " + file + " is damaged: _PARTITION: " + e.getMessage(), e);
        }
    }

    private static int bucket(StoragePath file, long bucket)
    {
        if (bucket != (int) bucket) {
            throw damaged(file, "_BUCKET is " + bucket);
        }
        return (int) bucket;
    }

    private static long number(StoragePath file, Object value, String field)
    {
        return (Long) required(file, value, field);
    }

    private static Object required(StoragePath file, Object value, String field)
    {
        if (value == null) {
            throw damaged(file, field + " is missing");
        }
        return value;
    }

    private static VarveException damaged(StoragePath file, String problem)
    {
        return VarveException.corrupt("File " + file + " is damaged: " + problem);
    }
}
