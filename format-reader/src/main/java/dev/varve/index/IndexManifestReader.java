package dev.varve.index;

import dev.varve.avro.AvroRecord;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.manifest.MetadataRecords;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.FileLayout;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Reads the index manifest of a snapshot, see {@code docs/format/index.md}. A reader of rows needs the deletion vectors; hash
 * indexes serve writers, and global indexes never change which rows there are. Safe for use by several threads.
 */
public final class IndexManifestReader
{
    private final Storage storage;
    private final StoragePath table;
    private final boolean indexBesideData;
    private final BucketPaths buckets;

    private final DataFileFormats formats;

    private IndexManifestReader(Storage storage, StoragePath table, boolean indexBesideData, BucketPaths buckets, DataFileFormats formats)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.table = requireNonNull(table, "table is null");
        this.indexBesideData = indexBesideData;
        this.buckets = requireNonNull(buckets, "buckets is null");
        this.formats = requireNonNull(formats, "formats is null");
    }

    /**
     * For index manifests in Avro, as all are since 1.1.
     *
     * @param table its directory, also for branches
     */
    public static IndexManifestReader of(Storage storage, StoragePath table, FileLayout layout, BucketPaths buckets)
    {
        return of(storage, table, layout, buckets, DataFileFormats.NONE);
    }

    /**
     * @param table its directory, also for branches
     * @param formats those that index manifests may have besides Avro, see {@link MetadataRecords}
     */
    public static IndexManifestReader of(Storage storage, StoragePath table, FileLayout layout, BucketPaths buckets, DataFileFormats formats)
    {
        return new IndexManifestReader(storage, table, layout.indexBesideData(), buckets, formats);
    }

    /**
     * The deletion vectors of a snapshot.
     *
     * @throws VarveException of kind EXPIRED if the index manifest is missing, CORRUPT_TABLE if it is damaged
     */
    public DeletionVectorIndex deletionVectors(Snapshot snapshot)
            throws IOException
    {
        DeletionVectorIndex.Builder index = new DeletionVectorIndex.Builder();
        for (IndexManifestEntry entry : entries(snapshot)) {
            if (!entry.file().type().equals(IndexFile.DELETION_VECTORS)) {
                continue;
            }
            StoragePath path = path(entry);
            for (VectorRange vector : entry.file().vectors()) {
                DeletionFile file = new DeletionFile(path, vector.offset(), vector.length(), vector.cardinality());
                if (!index.add(entry.partition(), entry.bucket(), vector.dataFile(), file)) {
                    throw VarveException.corrupt("File " + manifest(snapshot.indexManifest().get()) + " is damaged: data file " +
                            vector.dataFile() + " has two deletion vectors");
                }
            }
        }
        return index.build();
    }

    /**
     * All index files of a snapshot.
     *
     * @throws VarveException of kind EXPIRED if the index manifest is missing, CORRUPT_TABLE if it is damaged
     */
    public List<IndexManifestEntry> entries(Snapshot snapshot)
            throws IOException
    {
        if (snapshot.indexManifest().isEmpty()) {
            return List.of();
        }
        StoragePath file = manifest(snapshot.indexManifest().get());
        List<IndexManifestEntry> entries = new ArrayList<>();
        try (MetadataRecords records = MetadataRecords.open(storage.open(file), IndexManifestRecords.ENTRY, formats)) {
            for (Optional<AvroRecord> record = records.next(); record.isPresent(); record = records.next()) {
                entries.add(IndexManifestRecords.entry(record.get(), file));
            }
        }
        return entries;
    }

    /** Where an index file lies. */
    public StoragePath path(IndexManifestEntry entry)
    {
        return entry.file().externalPath().map(StoragePath::of).orElseGet(() ->
                (indexBesideData ? buckets.bucket(entry.partition(), entry.bucket()) : table.child("index")).file(entry.file().name()));
    }

    private StoragePath manifest(String name)
    {
        return table.child("manifest").file(name);
    }
}
