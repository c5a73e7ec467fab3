package dev.varve.datafile.orc;

import dev.varve.datafile.CountedInput;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.ReadRequest;
import dev.varve.storage.InputFile;

import java.io.IOException;

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
}
