package dev.varve.trino.file;

import io.trino.orc.AbstractOrcDataSource;
import io.trino.orc.MemoryOrcDataSource;
import io.trino.orc.OrcDataSource;
import io.trino.orc.OrcDataSourceId;
import io.trino.orc.OrcReaderOptions;

import java.io.IOException;

/** {@link FileBytes} as trino-orc wants to read them. Closing the source closes the file. */
final class OrcBytes
        extends AbstractOrcDataSource
{
    private final FileBytes bytes;

    private OrcBytes(OrcDataSourceId id, FileBytes bytes, OrcReaderOptions options)
    {
        super(id, bytes.length(), options);
        this.bytes = bytes;
    }

    static OrcDataSource dataSource(FileBytes bytes, OrcReaderOptions options)
    {
        OrcDataSourceId id = new OrcDataSourceId(bytes.path().text());
        return bytes.whole().isPresent() ? new MemoryOrcDataSource(id, bytes.whole().get()) : new OrcBytes(id, bytes, options);
    }

    @Override
    protected void readInternal(long position, byte[] buffer, int offset, int length)
            throws IOException
    {
        bytes.readFully(position, buffer, offset, length);
    }

    @Override
    public void close()
            throws IOException
    {
        bytes.close();
    }
}
