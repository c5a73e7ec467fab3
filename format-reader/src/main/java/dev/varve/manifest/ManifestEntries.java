package dev.varve.manifest;

import dev.varve.avro.AvroRecord;
import dev.varve.row.BinaryRow;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * The entries of one manifest in order, read block by block. {@link #next} decodes them whole; who wants few of many steps to each with {@link #advance}
 * and looks at what decides first. Not thread-safe; the caller closes it.
 */
public final class ManifestEntries
        implements Closeable
{
    private final MetadataRecords records;
    private final ManifestRecords mapping;
    private Optional<AvroRecord> current = Optional.empty();

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
        return advance() ? Optional.of(entry()) : Optional.empty();
    }

    /** Steps to the next entry; false after the last one. */
    public boolean advance()
            throws IOException
    {
        Optional<AvroRecord> record = records.next();
        record.ifPresent(mapping::requireVersion);
        current = record;
        return record.isPresent();
    }

    /** The entry that was stepped to. */
    public ManifestEntry entry()
    {
        return mapping.entry(current.orElseThrow());
    }

    /** That of the entry. */
    public FileKind kind()
    {
        return mapping.kind(current.orElseThrow());
    }

    /** That of the entry: the same object for entries of one partition that follow each other. */
    public BinaryRow partition()
    {
        return mapping.partition(current.orElseThrow());
    }

    /** That of the entry. */
    public int bucket()
    {
        return mapping.bucket(current.orElseThrow());
    }

    /** That of the file of the entry. */
    public int level()
    {
        return mapping.level(current.orElseThrow());
    }

    @Override
    public void close()
            throws IOException
    {
        records.close();
    }
}
