package dev.varve.datafile.parquet;

import dev.varve.datafile.CountedInput;
import dev.varve.error.VarveException;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The schema and the row groups of a file, from its end: the footer, its length (little-endian, 4 bytes), {@code PAR1}. */
record ParquetFooter(MessageType schema, List<BlockMetaData> rowGroups)
{
    private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);
    private static final byte[] ENCRYPTED_MAGIC = "PARE".getBytes(US_ASCII);
    private static final int END_BYTES = Integer.BYTES + MAGIC.length;
    /** Read at first; most footers fit. */
    private static final int TAIL_BYTES = 32 << 10;

    ParquetFooter
    {
        rowGroups = List.copyOf(rowGroups);
    }

    static ParquetFooter read(CountedInput input)
            throws IOException
    {
        long tailStart = Math.max(0, input.length() - TAIL_BYTES);
        byte[] tail = input.read(tailStart, input.length() - tailStart);
        if (tail.length < MAGIC.length + END_BYTES) {
            throw input.corrupt("it is too short for a Parquet file");
        }
        byte[] magic = Arrays.copyOfRange(tail, tail.length - MAGIC.length, tail.length);
        if (Arrays.equals(magic, ENCRYPTED_MAGIC)) {
            throw VarveException.unsupported("Data file " + input.file().path() + " is encrypted, which is not supported");
        }
        if (!Arrays.equals(magic, MAGIC)) {
            throw input.corrupt("it does not end like a Parquet file");
        }
        int length = (int) ValueDecoder.INTS.get(tail, tail.length - END_BYTES);
        if (length < 0 || length > input.length() - END_BYTES - MAGIC.length) {
            throw input.corrupt("its footer is said to be of " + length + " bytes");
        }
        int start = tail.length - END_BYTES - length;
        byte[] footer = start >= 0
                ? Arrays.copyOfRange(tail, start, start + length)
                : input.read(input.length() - END_BYTES - length, length);
        return parse(input, footer);
    }

    private static ParquetFooter parse(CountedInput input, byte[] footer)
            throws IOException
    {
        try {
            FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
            ParquetMetadata parsed = new ParquetMetadataConverter().fromParquetMetadata(metadata);
            long rows = 0;
            for (BlockMetaData rowGroup : parsed.getBlocks()) {
                if (rowGroup.getRowCount() < 0) {
                    throw input.corrupt("a row group is said to have " + rowGroup.getRowCount() + " rows");
                }
                rows += rowGroup.getRowCount();
            }
            if (rows != metadata.getNum_rows()) {
                throw input.corrupt("it is said to have " + metadata.getNum_rows() + " rows, but its row groups have " + rows);
            }
            return new ParquetFooter(parsed.getFileMetaData().getSchema(), parsed.getBlocks());
        }
        // parquet-mr reports garbage by whatever exception comes first.
        catch (IOException | RuntimeException e) {
            throw input.corrupt("its footer cannot be read: " + e.getMessage(), e);
        }
    }
}
