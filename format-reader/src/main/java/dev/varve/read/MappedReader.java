package dev.varve.read;

import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.evolution.FileMapping;

import java.io.IOException;
import java.util.Optional;

/** A file in the columns of the read. */
record MappedReader(DataFileReader reader, FileMapping mapping)
        implements DataFileReader
{
    @Override
    public Optional<FileBatch> next()
            throws IOException
    {
        return reader.next().map(mapping::map);
    }

    @Override
    public long memoryBytes()
    {
        return reader.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        reader.close();
    }
}
