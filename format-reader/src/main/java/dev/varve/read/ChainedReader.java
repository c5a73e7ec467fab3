package dev.varve.read;

import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Files that hold one range of rows after the other, as if they were one file. One is open at a time. */
final class ChainedReader
        implements DataFileReader
{
    private final Iterator<Link> links;
    private Link link;
    private DataFileReader reader;

    ChainedReader(List<Link> links)
    {
        this.links = links.iterator();
    }

    /** @param firstRow the number of the file's first row in the whole */
    record Link(long firstRow, Opener opener) {}

    interface Opener
    {
        DataFileReader open()
                throws IOException;
    }

    @Override
    public Optional<FileBatch> next()
            throws IOException
    {
        while (true) {
            if (reader == null) {
                if (!links.hasNext()) {
                    return Optional.empty();
                }
                link = links.next();
                reader = link.opener().open();
            }
            Optional<FileBatch> batch = reader.next();
            if (batch.isPresent()) {
                return Optional.of(link.firstRow() == 0 ? batch.get() : new BatchRange(batch.get(), link.firstRow() + batch.get().firstRow(), 0, batch.get().size()));
            }
            close();
        }
    }

    @Override
    public long memoryBytes()
    {
        return reader == null ? 0 : reader.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        if (reader != null) {
            DataFileReader closing = reader;
            reader = null;
            closing.close();
        }
    }
}
