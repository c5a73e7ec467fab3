package dev.varve.datafile.parquet;

import dev.varve.datafile.CountedInput;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.ReadRequest;
import dev.varve.datafile.SortedPortion;
import dev.varve.storage.InputFile;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.List;

/** Parquet files, with the codecs uncompressed, snappy, gzip, zstd, lz4 and lz4_raw. */
public final class ParquetFormat
        implements DataFileFormat
{
    @Override
    public String identifier()
    {
        return "parquet";
    }

    @Override
    public DataFileReader open(InputFile file, ReadRequest request)
            throws IOException
    {
        CountedInput input = CountedInput.open(file, request.metrics());
        try {
            return ParquetDataFileReader.open(input, request);
        }
        catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    @Override
    public List<SortedPortion> portions(InputFile file, List<Field> columns)
            throws IOException
    {
        return ParquetPortions.read(file, columns);
    }
}
