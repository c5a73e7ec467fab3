package dev.varve.manifest;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * The entries of one manifest in order, read block by block. Not thread-safe; the caller closes it.
 */
public final class ManifestEntries
        implements Closeable
{
    private final MetadataRecords records;
    private final ManifestRecords mapping;

    ManifestEntries(MetadataRecords records, ManifestRecords mapping)
    {
        this.records = records;
        this.mapping = mapping;
    }

    /** Whether the file says more of its entries than they have here: a later release wrote it, or statistics were not asked for. */
    public boolean leavesOut()
    {
        return records.leavesOut();
    }

    /** The next entry; empty after the last one. */
    public Optional<ManifestEntry> next()
            throws IOException
    {
        return records.next().map(mapping::entry);
    }

    @Override
    public void close()
            throws IOException
    {
        records.close();
    }
}
