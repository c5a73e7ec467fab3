package dev.varve.datafile.avro;

import dev.varve.avro.MalformedAvroException;
import dev.varve.avro.UnsupportedAvroException;
import dev.varve.datafile.CountedInput;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.ReadRequest;
import dev.varve.error.VarveException;
import dev.varve.storage.InputFile;

import java.io.IOException;

/** Avro object container files, with any codec that Avro names. */
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
        catch (MalformedAvroException e) {
            input.close();
            throw input.corrupt(e.getMessage(), e);
        }
        catch (UnsupportedAvroException e) {
            input.close();
            throw VarveException.unsupported("Data file " + file.path() + " cannot be read: " + e.getMessage());
        }
        catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }
}
