package dev.varve.manifest;

import dev.varve.avro.AvroRecord;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.storage.InputFile;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Reads manifest lists and manifests of a table. Safe for use by several threads.
 *
 * <p>A file that is missing is a {@link VarveException} of kind EXPIRED, a damaged one CORRUPT_TABLE, one in an unknown format
 * UNSUPPORTED_FEATURE.
 */
public final class ManifestReader
{
    private final Storage storage;
    private final StoragePath directory;

    private final DataFileFormats formats;

    private ManifestReader(Storage storage, StoragePath directory, DataFileFormats formats)
    {
        this.storage = requireNonNull(storage, "storage is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.formats = requireNonNull(formats, "formats is null");
    }

    /**
     * For manifests in Avro, as all are since 1.1.
     *
     * @param table its directory, also for branches
     */
    public static ManifestReader of(Storage storage, StoragePath table)
    {
        return of(storage, table, DataFileFormats.NONE);
    }

    /**
     * @param table its directory, also for branches
     * @param formats those that files may have besides Avro, see {@link MetadataRecords}
     */
    public static ManifestReader of(Storage storage, StoragePath table, DataFileFormats formats)
    {
        return new ManifestReader(storage, table.child("manifest"), formats);
    }

    /** All manifests of a state: those of the base list, then those of the delta list. */
    public List<ManifestFile> manifests(Snapshot snapshot)
            throws IOException
    {
        List<ManifestFile> manifests = new ArrayList<>(manifests(snapshot.baseManifestList()));
        manifests.addAll(manifests(snapshot.deltaManifestList()));
        return manifests;
    }

    /** The manifests of one list. */
    public List<ManifestFile> manifests(ListFile list)
            throws IOException
    {
        StoragePath path = directory.file(list.name());
        InputFile file = list.size().isPresent() ? storage.open(path, list.size().getAsLong()) : storage.open(path);
        ManifestRecords mapping = new ManifestRecords(path);
        List<ManifestFile> manifests = new ArrayList<>();
        try (MetadataRecords records = MetadataRecords.open(file, ManifestRecords.MANIFEST_FILE, formats)) {
            for (Optional<AvroRecord> record = records.next(); record.isPresent(); record = records.next()) {
                manifests.add(mapping.manifestFile(record.get()));
            }
        }
        return manifests;
    }

    /** The entries of a manifest; the caller closes them. */
    public ManifestEntries entries(ManifestFile manifest)
            throws IOException
    {
        return entries(manifest, ManifestRecords.ENTRY);
    }

    /** The same without key and value statistics, which are most of the bytes; they are {@link SimpleStatistics#UNKNOWN}. */
    public ManifestEntries entriesWithoutStatistics(ManifestFile manifest)
            throws IOException
    {
        return entries(manifest, ManifestRecords.ENTRY_WITHOUT_STATISTICS);
    }

    private ManifestEntries entries(ManifestFile manifest, RecordOf shape)
            throws IOException
    {
        StoragePath path = directory.file(manifest.name());
        return new ManifestEntries(MetadataRecords.open(storage.open(path, manifest.size()), shape, formats), new ManifestRecords(path));
    }
}
