package dev.varve.index;

import dev.varve.avro.AvroRecord;
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
import java.util.Optional;
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
            for (Optional<AvroRecord> record = records.next(); record.isPresent(); record = records.next()) {
                add(file, record.get(), index);
            }
        }
        catch (FileNotFoundException | NoSuchFileException e) {
            throw VarveException.expired("File " + file + " is missing: the snapshot that names it has expired, or the table is damaged", e);
        }
        return index.build();
    }

    private void add(StoragePath file, AvroRecord record, DeletionVectorIndex.Builder index)
    {
        long version = record.requiredLong(0);
        if (version != VERSION) {
            throw VarveException.unsupported("File " + file + " has _VERSION " + version + ", known is " + VERSION);
        }
        if (record.requiredLong(1) != 0) {
            throw record.damaged(1, "is " + record.requiredLong(1) + ", which removes an index file");
        }
        if (!record.requiredText(4).equals(DELETION_VECTORS)) {
            return;
        }
        BinaryRow partition = partition(record);
        int bucket = record.requiredInt(3);
        StoragePath path = path(record, partition, bucket);
        for (AvroRecord range : record.records(7)) {
            if (!index.add(partition, bucket, range.requiredText(0), deletionFile(path, range))) {
                throw range.damaged(0, "is a data file that has two deletion vectors: " + range.requiredText(0));
            }
        }
    }

    private static DeletionFile deletionFile(StoragePath path, AvroRecord range)
    {
        OptionalLong cardinality = range.optionalLong(3);
        if (range.requiredInt(1) < 0 || range.requiredInt(2) < 0 || cardinality.orElse(0) < 0) {
            throw range.damaged(1, "places the deletion vector of " + range.requiredText(0) + " where it cannot be");
        }
        return new DeletionFile(path, range.requiredInt(1), range.requiredInt(2), cardinality);
    }

    private StoragePath path(AvroRecord record, BinaryRow partition, int bucket)
    {
        Optional<String> externalPath = record.optionalText(6).filter(path -> !path.isEmpty());
        if (externalPath.isPresent()) {
            return StoragePath.of(externalPath.get());
        }
        return (indexBesideData ? buckets.bucket(partition, bucket) : table.child("index")).file(record.requiredFileName(5));
    }

    private static BinaryRow partition(AvroRecord record)
    {
        try {
            return BinaryRow.of(record.requiredBytes(2));
        }
        catch (VarveException e) {
            throw record.damaged(2, "makes no sense: " + e.getMessage());
        }
    }
}
