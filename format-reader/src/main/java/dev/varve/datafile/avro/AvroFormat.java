package dev.varve.datafile.avro;

import dev.varve.datafile.CountedInput;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.ReadRequest;
import dev.varve.storage.InputFile;

import java.io.IOException;

/** Avro object container files, with any codec of the Avro library. */
public final class AvroFormat
        implements DataFileFormat
{
    @Override
    public String identifier()
    {
        return "avro";
    }

    @Override
    public DataFileReader open(InputFile file, ReadRequest request)
            throws IOException
    {
        CountedInput input = CountedInput.open(file, request.metrics());
        try {
            return AvroFileReader.open(input, request);
        }
        catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }
}
