package dev.varve.manifest;

import dev.varve.avro.AvroCompression;
import dev.varve.avro.AvroContainerWriter;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.DataType;
import dev.varve.type.Field;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import static java.util.Objects.requireNonNull;

/**
 * Writes manifests and manifest lists of a table, each to a new file. What fails leaves at most an incomplete file that nothing
 * names. Safe for use by several threads.
 */
public final class ManifestWriter
{
    private final WritableStorage storage;
    private final StoragePath directory;
    private final List<DataType> partitionTypes;
    private final AvroCompression compression;
    private final long targetSize;
    private final String names = UUID.randomUUID().toString();
    private final AtomicInteger manifests = new AtomicInteger();
    private final AtomicInteger lists = new AtomicInteger();

    private ManifestWriter(WritableStorage storage, StoragePath directory, List<DataType> partitionTypes, AvroCompression compression, long targetSize)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.partitionTypes = requireNonNull(partitionTypes, "partitionTypes is null");
        this.compression = requireNonNull(compression, "compression is null");
        this.targetSize = targetSize;
    }

    /**
     * @param table its directory, also for branches
     * @param targetSize bytes at which a manifest is finished and the next begins
     */
    public static ManifestWriter of(WritableStorage storage, StoragePath table, TableSchema schema, AvroCompression compression, long targetSize)
    {
        List<DataType> partitionTypes = schema.partitionFields().stream().map(Field::type).toList();
        return new ManifestWriter(storage, table.child("manifest"), partitionTypes, compression, targetSize);
    }

    /** Begins manifests; the caller finishes and closes them. */
    public Manifests begin()
    {
        return new Manifests();
    }

    /** Writes entries to as many manifests as they fill; none if there are no entries. */
    public List<ManifestFile> write(List<ManifestEntry> entries)
            throws IOException
    {
        try (Manifests written = begin()) {
            for (ManifestEntry entry : entries) {
                written.add(entry);
            }
            return written.finish();
        }
    }

    /** Writes a manifest list, which may be empty. */
    public ListFile writeList(List<ManifestFile> manifests)
            throws IOException
    {
        StoragePath path = directory.file("manifest-list-" + names + "-" + lists.getAndIncrement());
        try {
            AvroContainerWriter writer = AvroContainerWriter.create(storage.create(path), ManifestEncoding.MANIFEST_FILE_SCHEMA, compression);
            try (writer) {
                for (ManifestFile manifest : manifests) {
                    ManifestEncoding.encode(writer.values(), manifest);
                    writer.endRecord();
                }
            }
            return new ListFile(path.name(), OptionalLong.of(writer.written()));
        }
        catch (IOException | RuntimeException e) {
            storage.abandon(path, e);
            throw e;
        }
    }

    /** Deletes a manifest or a manifest list; it is no error if there is none. */
    public void delete(String name)
            throws IOException
    {
        storage.delete(directory.file(name));
    }

    /** Entries on their way into manifests. Not thread-safe. */
    public final class Manifests
            implements Closeable
    {
        private final List<ManifestFile> finished = new ArrayList<>();
        private StoragePath path;
        private AvroContainerWriter writer;
        private ManifestSummary summary;
        private boolean sequences;
        private boolean done;

        private Manifests() {}

        public void add(ManifestEntry entry)
                throws IOException
        {
            if (writer != null && (writer.written() >= targetSize || !sequences && hasSequences(entry))) {
                finishManifest();
            }
            if (writer == null) {
                beginManifest(hasSequences(entry));
            }
            ManifestEncoding.encode(writer.values(), entry, sequences);
            writer.endRecord();
            summary.add(entry);
        }

        /** The manifests, which are complete now. */
        public List<ManifestFile> finish()
                throws IOException
        {
            if (writer != null) {
                finishManifest();
            }
            done = true;
            return List.copyOf(finished);
        }

        /** Deletes what was written unless {@link #finish} has returned. */
        @Override
        public void close()
                throws IOException
        {
            if (done) {
                return;
            }
            done = true;
            try {
                if (writer != null) {
                    writer.close();
                }
            }
            finally {
                if (path != null) {
                    storage.delete(path);
                }
                for (ManifestFile manifest : finished) {
                    delete(manifest.name());
                }
            }
        }

        private void beginManifest(boolean withSequences)
                throws IOException
        {
            sequences = withSequences;
            path = directory.file("manifest-" + names + "-" + manifests.getAndIncrement());
            String schema = sequences ? ManifestEncoding.ENTRY_SCHEMA_WITH_SEQUENCES : ManifestEncoding.ENTRY_SCHEMA;
            writer = AvroContainerWriter.create(storage.create(path), schema, compression);
            summary = new ManifestSummary(partitionTypes);
        }

        private void finishManifest()
                throws IOException
        {
            writer.close();
            finished.add(summary.finish(path.name(), writer.written()));
            writer = null;
            path = null;
        }

        private static boolean hasSequences(ManifestEntry entry)
        {
            return entry.file().writeColumnSequences().isPresent();
        }
    }
}
