package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The files of a run, one after the other; one is open at a time. */
final class RunFiles
        implements RunSource
{
    private final Iterator<RankedFile> files;
    private RankedFile file;
    private FileSource source;

    RunFiles(List<RankedFile> files)
    {
        this.files = files.iterator();
    }

    /** A file that is opened when its turn comes. */
    record RankedFile(Opener opener, int level, int rank, boolean onlySupersedes) {}

    interface Opener
    {
        FileSource open()
                throws IOException;
    }

    @Override
    public Optional<RunBatch> next()
            throws IOException
    {
        while (true) {
            if (source == null) {
                if (!files.hasNext()) {
                    return Optional.empty();
                }
                file = files.next();
                source = file.opener().open();
            }
            Optional<Batch> batch = source.next();
            if (batch.isPresent()) {
                return Optional.of(new RunBatch(batch.get(), file.level(), file.rank(), file.onlySupersedes(), source.firstRow()));
            }
            close();
        }
    }

    @Override
    public long memoryBytes()
    {
        return source == null ? 0 : source.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        if (source != null) {
            FileSource closing = source;
            source = null;
            closing.close();
        }
    }
}
