package dev.varve.trino.file;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ListMultimap;
import io.airlift.slice.Slice;
import io.trino.memory.context.AggregatedMemoryContext;
import io.trino.parquet.AbstractParquetDataSource;
import io.trino.parquet.ChunkReader;
import io.trino.parquet.DiskRange;
import io.trino.parquet.ParquetDataSource;
import io.trino.parquet.ParquetDataSourceId;
import io.trino.parquet.ParquetReaderOptions;
import io.trino.parquet.reader.ChunkedInputStream;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@link FileBytes} as trino-parquet wants to read them. Closing the source closes the file. */
final class ParquetBytes
{
    private ParquetBytes() {}

    static ParquetDataSource dataSource(FileBytes bytes, ParquetReaderOptions options)
    {
        ParquetDataSourceId id = new ParquetDataSourceId(bytes.path().text());
        return bytes.whole().isPresent() ? new Whole(id, bytes) : new Ranges(id, bytes, options);
    }

    /** Merges ranges that lie near each other, and reads them when they are needed. */
    private static final class Ranges
            extends AbstractParquetDataSource
    {
        private final FileBytes bytes;

        private Ranges(ParquetDataSourceId id, FileBytes bytes, ParquetReaderOptions options)
        {
            super(id, bytes.length(), options);
            this.bytes = bytes;
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

    /** Ranges are views of a file that is in memory already. */
    private record Whole(ParquetDataSourceId id, FileBytes bytes)
            implements ParquetDataSource
    {
        @Override
        public ParquetDataSourceId getId()
        {
            return id;
        }

        @Override
        public long getReadBytes()
        {
            return bytes.length();
        }

        @Override
        public long getReadTimeNanos()
        {
            return 0;
        }

        @Override
        public long getEstimatedSize()
        {
            return bytes.length();
        }

        @Override
        public Slice readTail(int length)
                throws IOException
        {
            int count = (int) Math.min(length, bytes.length());
            return bytes.read(bytes.length() - count, count);
        }

        @Override
        public Slice readFully(long position, int length)
                throws IOException
        {
            return bytes.read(position, length);
        }

        @Override
        public <K> Map<K, ChunkedInputStream> planRead(ListMultimap<K, DiskRange> ranges, AggregatedMemoryContext memoryContext)
        {
            ImmutableMap.Builder<K, ChunkedInputStream> streams = ImmutableMap.builder();
            for (K key : ranges.keySet()) {
                List<View> views = ranges.get(key).stream()
                        .sorted(Comparator.comparingLong(DiskRange::offset))
                        .map(range -> new View(bytes, range))
                        .toList();
                streams.put(key, new ChunkedInputStream(views));
            }
            return streams.buildOrThrow();
        }

        @Override
        public void close()
                throws IOException
        {
            bytes.close();
        }
    }

    private record View(FileBytes bytes, DiskRange range)
            implements ChunkReader
    {
        @Override
        public long getDiskOffset()
        {
            return range.offset();
        }

        @Override
        public Slice read()
                throws IOException
        {
            return bytes.read(range.offset(), Math.toIntExact(range.length()));
        }

        @Override
        public void free() {}
    }
}
