package dev.varve.datafile.orc;

import dev.varve.datafile.CountedInput;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.datafile.SortedPortion;
import dev.varve.storage.InputFile;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.List;

/** ORC files. */
public final class OrcFormat
        implements DataFileFormat
{
    @Override
    public String identifier()
    {
        return "orc";
    }

    @Override
    public DataFileReader open(InputFile file, ReadRequest request)
            throws IOException
    {
        CountedInput input = CountedInput.open(file, request.metrics());
        try {
            return OrcDataFileReader.open(input, request);
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
        CountedInput input = CountedInput.open(file, new ReadMetrics());
        try (OrcDataFileReader reader = OrcDataFileReader.open(input, new ReadRequest(columns, FileFilter.NONE, new ReadMetrics()))) {
            return reader.portions(columns);
        }
        finally {
            input.close();
        }
    }
}
