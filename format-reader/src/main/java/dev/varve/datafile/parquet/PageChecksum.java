package dev.varve.datafile.parquet;

import org.apache.parquet.format.PageHeader;

import java.io.IOException;
import java.util.zip.CRC32;

/** The checksum that most writers put into the header of a page: of its bytes as they are in the file, levels included. */
public final class PageChecksum
{
    private PageChecksum() {}

    /** Fails if the header has a checksum and the bytes are not those of which it was made. */
    public static void check(PageHeader header, byte[] bytes, int offset, int length)
            throws IOException
    {
        if (!header.isSetCrc()) {
            return;
        }
        CRC32 checksum = new CRC32();
        checksum.update(bytes, offset, length);
        if ((int) checksum.getValue() != header.getCrc()) {
            throw new IOException("the checksum of a page of %s bytes does not match".formatted(length));
        }
    }
}
