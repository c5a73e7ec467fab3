package dev.varve.trino.file;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ListMultimap;
import dev.varve.datafile.parquet.PageChecksum;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.memory.context.AggregatedMemoryContext;
import io.trino.parquet.ChunkReader;
import io.trino.parquet.DiskRange;
import io.trino.parquet.ParquetDataSource;
import io.trino.parquet.ParquetDataSourceId;
import io.trino.parquet.reader.ChunkedInputStream;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Looks at each page before trino-parquet does, which believes what its header says and does not look at checksums. Headers are parsed twice,
 * bytes are read and copied once: what is handed on are views of what the source gives.
 */
final class CheckedPages
        implements ParquetDataSource
{
    private final ParquetDataSource source;
    private final NavigableMap<Long, PageLimits> limits;

    /** @param limits of the column chunks, by where they start */
    CheckedPages(ParquetDataSource source, NavigableMap<Long, PageLimits> limits)
    {
        this.source = requireNonNull(source, "source is null");
        this.limits = requireNonNull(limits, "limits is null");
    }

    @Override
    public <K> Map<K, ChunkedInputStream> planRead(ListMultimap<K, DiskRange> ranges, AggregatedMemoryContext memoryContext)
    {
        ImmutableMap.Builder<K, ChunkedInputStream> checked = ImmutableMap.builder();
        source.planRead(ranges, memoryContext).forEach((key, stream) -> checked.put(key, checked(stream, ranges.get(key))));
        return checked.buildOrThrow();
    }

    /** Column indexes and the like lie outside of column chunks, and pass. */
    private ChunkedInputStream checked(ChunkedInputStream stream, List<DiskRange> ranges)
    {
        long start = ranges.stream().mapToLong(DiskRange::offset).min().orElseThrow();
        long length = ranges.stream().mapToLong(DiskRange::length).sum();
        return Optional.ofNullable(limits.floorEntry(start))
                .map(Map.Entry::getValue)
                .filter(chunk -> chunk.contains(start))
                .map(chunk -> new ChunkedInputStream(new Parts(new PageParts(stream, length, chunk))))
                .orElse(stream);
    }

    @Override
    public ParquetDataSourceId getId()
    {
        return source.getId();
    }

    @Override
    public long getReadBytes()
    {
        return source.getReadBytes();
    }

    @Override
    public long getReadTimeNanos()
    {
        return source.getReadTimeNanos();
    }

    @Override
    public long getEstimatedSize()
    {
        return source.getEstimatedSize();
    }

    @Override
    public Slice readTail(int length)
            throws IOException
    {
        return source.readTail(length);
    }

    @Override
    public Slice readFully(long position, int length)
            throws IOException
    {
        return source.readFully(position, length);
    }

    @Override
    public void close()
            throws IOException
    {
        source.close();
    }

    /** A collection that is iterated over once. */
    private static final class Parts
            extends AbstractCollection<ChunkReader>
    {
        private final PageParts parts;

        private Parts(PageParts parts)
        {
            this.parts = parts;
        }

        @Override
        public Iterator<ChunkReader> iterator()
        {
            return parts;
        }

        @Override
        public boolean isEmpty()
        {
            return false;
        }

        @Override
        public int size()
        {
            throw new UnsupportedOperationException("The pages are not counted before they are read");
        }
    }

    /** The pages of one column chunk, each as its header and its body. Reading one reads the source, freeing one that was not read ends it. */
    private static final class PageParts
            implements Iterator<ChunkReader>
    {
        private final ChunkedInputStream stream;
        private final long length;
        private final PageLimits limits;
        private long position;
        private long values;
        /** Of the body that follows; null if a header does. */
        private PageHeader header;

        private PageParts(ChunkedInputStream stream, long length, PageLimits limits)
        {
            this.stream = stream;
            this.length = length;
            this.limits = limits;
        }

        @Override
        public boolean hasNext()
        {
            return position < length;
        }

        @Override
        public ChunkReader next()
        {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return new Part();
        }

        private Slice read()
                throws IOException
        {
            Slice part = header == null ? header() : body();
            position += part.length();
            return part;
        }

        private Slice header()
                throws IOException
        {
            Recorded recorded = new Recorded(stream);
            PageHeader parsed = Util.readPageHeader(recorded);
            Slice bytes = Slices.wrappedBuffer(recorded.bytes.toByteArray());
            values += limits.check(parsed, length - position - bytes.length(), limits.values() - values);
            header = parsed.getCompressed_page_size() > 0 ? parsed : null;
            return bytes;
        }

        private Slice body()
                throws IOException
        {
            Slice body = stream.getSlice(header.getCompressed_page_size());
            PageChecksum.check(header, body.byteArray(), body.byteArrayOffset(), body.length());
            header = null;
            return body;
        }

        private void end()
        {
            position = length;
            stream.close();
        }

        private final class Part
                implements ChunkReader
        {
            private boolean read;

            @Override
            public long getDiskOffset()
            {
                return limits.start();
            }

            @Override
            public Slice read()
                    throws IOException
            {
                read = true;
                return PageParts.this.read();
            }

            @Override
            public void free()
            {
                if (!read || !hasNext()) {
                    end();
                }
            }
        }
    }

    /** Keeps the bytes that a parser takes. */
    private static final class Recorded
            extends InputStream
    {
        private final InputStream stream;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);

        private Recorded(InputStream stream)
        {
            this.stream = stream;
        }

        @Override
        public int read()
                throws IOException
        {
            int value = stream.read();
            if (value >= 0) {
                bytes.write(value);
            }
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int count)
                throws IOException
        {
            int read = stream.read(buffer, offset, count);
            if (read > 0) {
                bytes.write(buffer, offset, read);
            }
            return read;
        }
    }
}
