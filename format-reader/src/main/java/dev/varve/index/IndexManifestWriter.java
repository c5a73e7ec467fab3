package dev.varve.index;

import dev.varve.avro.AvroCompression;
import dev.varve.avro.AvroContainerWriter;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import static java.util.Objects.requireNonNull;

/** Writes index manifests, each to a new file. Safe for use by several threads. */
public final class IndexManifestWriter
{
    private final WritableStorage storage;
    private final StoragePath directory;
    private final AvroCompression compression;
    private final String names = UUID.randomUUID().toString();
    private final AtomicInteger manifests = new AtomicInteger();

    private IndexManifestWriter(WritableStorage storage, StoragePath directory, AvroCompression compression)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.compression = requireNonNull(compression, "compression is null");
    }

    /**
     * @param table its directory, also for branches
     */
    public static IndexManifestWriter of(WritableStorage storage, StoragePath table, AvroCompression compression)
    {
        return new IndexManifestWriter(storage, table.child("manifest"), compression);
    }

    /**
     * Writes the index manifest of a snapshot.
     *
     * @param entries all index files of the snapshot
     * @return the name of the file
     */
    public String write(List<IndexManifestEntry> entries)
            throws IOException
    {
        boolean sourceMeta = entries.stream().anyMatch(entry -> entry.global().flatMap(GlobalIndex::sourceMeta).isPresent());
        String schema = sourceMeta ? IndexManifestRecords.SCHEMA_WITH_SOURCE_META : IndexManifestRecords.SCHEMA;
        StoragePath path = directory.file("index-manifest-" + names + "-" + manifests.getAndIncrement());
        try (AvroContainerWriter writer = AvroContainerWriter.create(storage.create(path), schema, compression)) {
            for (IndexManifestEntry entry : entries) {
                IndexManifestRecords.encode(writer.values(), entry, sourceMeta);
                writer.endRecord();
            }
            writer.close();
            return path.name();
        }
        catch (IOException | RuntimeException e) {
            storage.abandon(path, e);
            throw e;
        }
    }

    /** Deletes an index manifest; it is no error if there is none. */
    public void delete(String name)
            throws IOException
    {
        storage.delete(directory.file(name));
    }
}
