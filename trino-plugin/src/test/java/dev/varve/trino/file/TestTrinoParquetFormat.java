package dev.varve.trino.file;

import dev.varve.datafile.AbstractTestDataFileFormat;
import dev.varve.datafile.DataFileFormat;
import dev.varve.type.DataType;
import io.airlift.units.DataSize;
import io.trino.parquet.ParquetReaderOptions;

import java.util.Map;

/** Files that are read in ranges. */
public class TestTrinoParquetFormat
        extends AbstractTestDataFileFormat
{
    @Override
    protected DataFileFormat format()
    {
        return new TrinoParquetFormat(ParquetReaderOptions.builder()
                .withSmallFileThreshold(DataSize.ofBytes(0))
                .withMaxMergeDistance(DataSize.ofBytes(0))
                .withMaxBufferSize(DataSize.ofBytes(20_000))
                .build());
    }

    @Override
    protected boolean supports(DataType type)
    {
        return true;
    }

    @Override
    protected Map<String, String> smallRowGroups()
    {
        return Map.of("file.block-size", "64 kb", "parquet.page.size", "1024");
    }
}
