package dev.varve.datafile.parquet;

import dev.varve.datafile.CountedInput;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** The schema and the row groups of a file, from its footer. */
record ParquetFooter(MessageType schema, List<BlockMetaData> rowGroups)
{
    ParquetFooter
    {
        rowGroups = List.copyOf(rowGroups);
    }

    static ParquetFooter read(CountedInput input)
            throws IOException
    {
        return parse(input, FooterBytes.read(input));
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
