package dev.varve.manifest;

import dev.varve.avro.AvroRecord;
import dev.varve.avro.AvroRecords;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.avro.UnsupportedAvroException;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * The records of a manifest, manifest list or index manifest in order. These are Avro files, but up to release 1.0 the option
 * {@code manifest.format} could make them files of any format. No name tells, and the option may have changed, so the file itself says
 * what it is. Not thread-safe; the caller closes it.
 */
public final class MetadataRecords
        implements Closeable
{
    private static final int MAGIC_BYTES = 4;

    private interface Records
    {
        Optional<AvroRecord> next()
                throws IOException;
    }

    private final Records records;
    private final boolean leavesOut;
    private final Closeable file;

    private MetadataRecords(Records records, boolean leavesOut, Closeable file)
    {
        this.records = records;
        this.leavesOut = leavesOut;
        this.file = file;
    }

    /**
     * @param formats for files that are not Avro
     * @throws VarveException of kind EXPIRED if there is no such file, CORRUPT_TABLE if it is damaged, UNSUPPORTED_FEATURE if its format is
     *         not among those
     */
    public static MetadataRecords open(InputFile file, RecordOf shape, DataFileFormats formats)
            throws IOException
    {
        try {
            return openPresent(file, shape, formats);
        }
        catch (FileNotFoundException | NoSuchFileException e) {
            throw VarveException.expired("File " + file.path() + " is missing: the snapshot that names it has expired, or the table is damaged", e);
        }
    }

    private static MetadataRecords openPresent(InputFile file, RecordOf shape, DataFileFormats formats)
            throws IOException
    {
        try {
            AvroRecords records = AvroRecords.open(file, shape);
            return new MetadataRecords(records::next, records.leavesOut(), records);
        }
        catch (VarveException e) {
            if (!(e.getCause() instanceof UnsupportedAvroException)) {
                throw e;
            }
            ColumnarRecords records = ColumnarRecords.open(file, shape, format(file, formats).orElseThrow(() -> e));
            // The releases that wrote these have no fields that are not known.
            return new MetadataRecords(records::next, false, records);
        }
    }

    private static Optional<DataFileFormat> format(InputFile file, DataFileFormats formats)
            throws IOException
    {
        byte[] magic = new byte[MAGIC_BYTES];
        try (PositionedInput input = file.newInput()) {
            input.readFully(0, magic, 0, MAGIC_BYTES);
        }
        String text = new String(magic, ISO_8859_1);
        return text.startsWith("ORC") ? formats.find("orc") : text.equals("PAR1") ? formats.find("parquet") : Optional.empty();
    }

    /** Whether the records of the file have fields that were not asked for. */
    public boolean leavesOut()
    {
        return leavesOut;
    }

    /** The next record; empty after the last one. */
    public Optional<AvroRecord> next()
            throws IOException
    {
        return records.next();
    }

    @Override
    public void close()
            throws IOException
    {
        file.close();
    }
}
