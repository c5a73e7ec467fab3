package dev.varve.datafile.parquet;

import dev.varve.datafile.AbstractTestDataFileFormat;
import dev.varve.datafile.DataFileFormat;
import dev.varve.type.DataType;

import java.util.Map;

public class TestParquetFormat
        extends AbstractTestDataFileFormat
{
    @Override
    protected DataFileFormat format()
    {
        return new ParquetFormat();
    }

    @Override
    protected boolean supports(DataType type)
    {
        return true;
    }

    @Override
    protected Map<String, String> smallRowGroups()
    {
        return Map.of("file.block-size", "64 kb", "parquet.page.size", "4096");
    }
}
