package dev.varve.datafile.defaults;

import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.avro.AvroFormat;
import dev.varve.datafile.orc.OrcFormat;
import dev.varve.datafile.parquet.ParquetFormat;

import java.util.List;

/** The kernel's own formats. */
public final class DefaultFormats
{
    private DefaultFormats() {}

    public static DataFileFormats all()
    {
        return DataFileFormats.of(List.of(new ParquetFormat(), new OrcFormat(), new AvroFormat()));
    }
}
