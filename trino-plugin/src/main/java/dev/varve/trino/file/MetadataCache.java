package dev.varve.trino.file;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.varve.storage.ForwardingStorage;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import org.weakref.jmx.Managed;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import static java.util.Objects.requireNonNull;

/**
 * Bytes of metadata that never changes: manifests, their lists, and the ends of data files, where footers are. Only of files whose names were made up for
 * them, so that no other file will ever have them, also if a table is dropped and made again; so schemas and snapshots, whose names are counted, are not
 * kept. Each user has what that user has read. Bounded by bytes. Safe for use by several threads.
 */
public final class MetadataCache
{
    private static final Pattern UNIQUE_NAME = Pattern.compile(".*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}.*");
    private static final String MANIFESTS = "manifest";
    private static final int MAX_FOOTER = 1 << 20;
    /** Manifests that take more than this part of the cache are not kept. */
    private static final int SHARE = 4;
    private static final int KEY_BYTES = 256;

    private final long maxBytes;
    private final Cache<Key, byte[]> cache;
    private final AtomicLong bytes = new AtomicLong();

    private record Key(String user, String path, long position) {}

    /** @param maxBytes of all that is kept; 0 to keep nothing */
    public MetadataCache(long maxBytes)
    {
        this.maxBytes = maxBytes;
        cache = CacheBuilder.newBuilder()
                .maximumWeight(maxBytes)
                .concurrencyLevel(1)
                .<Key, byte[]>weigher((_, value) -> weight(value))
                .removalListener(removed -> bytes.addAndGet(-weight((byte[]) removed.getValue())))
                .recordStats()
                .build();
    }

    private static int weight(byte[] value)
    {
        return value.length + KEY_BYTES;
    }

    /** The same storage, as a user sees it. */
    public Storage over(Storage storage, String user)
    {
        return maxBytes == 0 ? storage : new CachedStorage(storage, user);
    }

    @Managed
    public long getHits()
    {
        return cache.stats().hitCount();
    }

    @Managed
    public long getMisses()
    {
        return cache.stats().missCount();
    }

    @Managed
    public long getEvictions()
    {
        return cache.stats().evictionCount();
    }

    @Managed
    public long getEntries()
    {
        return cache.size();
    }

    @Managed
    public long getBytes()
    {
        return bytes.get();
    }

    @Managed
    public void flush()
    {
        cache.invalidateAll();
    }

    private void put(Key key, byte[] value)
    {
        bytes.addAndGet(weight(value));
        cache.put(key, value);
    }

    private final class CachedStorage
            extends ForwardingStorage
    {
        private final String user;

        private CachedStorage(Storage storage, String user)
        {
            super(storage);
            this.user = requireNonNull(user, "user is null");
        }

        @Override
        public InputFile open(StoragePath path)
        {
            return cached(super.open(path));
        }

        @Override
        public InputFile open(StoragePath path, long length)
        {
            return cached(super.open(path, length));
        }

        private InputFile cached(InputFile file)
        {
            StoragePath path = file.path();
            return UNIQUE_NAME.matcher(path.name()).matches() ? new CachedFile(file, user, path.parent().name().equals(MANIFESTS)) : file;
        }
    }

    /** @param whole whether the file is kept as a whole, and not only its end */
    private final class CachedFile
            implements InputFile
    {
        private final InputFile file;
        private final String user;
        private final boolean whole;

        private CachedFile(InputFile file, String user, boolean whole)
        {
            this.file = file;
            this.user = user;
            this.whole = whole;
        }

        @Override
        public StoragePath path()
        {
            return file.path();
        }

        @Override
        public long length()
                throws IOException
        {
            return file.length();
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            long length = file.length();
            if (!whole) {
                return new CachedEnd(this, length);
            }
            return length > maxBytes / SHARE ? file.newInput() : new Whole(file.path(), content((int) length));
        }

        private byte[] content(int length)
                throws IOException
        {
            Key key = new Key(user, file.path().text(), 0);
            byte[] content = cache.getIfPresent(key);
            if (content == null || content.length != length) {
                content = new byte[length];
                try (PositionedInput input = file.newInput()) {
                    input.readFully(0, content, 0, length);
                }
                put(key, content);
            }
            return content;
        }
    }

    private record Whole(StoragePath path, byte[] content)
            implements PositionedInput
    {
        @Override
        public void readFully(long position, byte[] buffer, int offset, int length)
                throws IOException
        {
            if (position < 0 || position > content.length - length) {
                throw new EOFException("File " + path + " has " + content.length + " bytes, but " + length + " were expected at " + position);
            }
            System.arraycopy(content, (int) position, buffer, offset, length);
        }

        @Override
        public void close() {}
    }

    /** A data file, which is opened when something else than its end is read. */
    private final class CachedEnd
            implements PositionedInput
    {
        private final CachedFile file;
        private final long length;
        /** Null until it is needed. */
        private PositionedInput input;

        private CachedEnd(CachedFile file, long length)
        {
            this.file = file;
            this.length = length;
        }

        @Override
        public void readFully(long position, byte[] buffer, int offset, int count)
                throws IOException
        {
            // A small file that is read at once is not a footer.
            boolean end = position > 0 && position + count == length && count <= MAX_FOOTER && count <= maxBytes / SHARE;
            Key key = new Key(file.user, file.path().text(), position);
            byte[] known = end ? cache.getIfPresent(key) : null;
            if (known != null && known.length == count) {
                System.arraycopy(known, 0, buffer, offset, count);
                return;
            }
            if (input == null) {
                input = file.file.newInput();
            }
            input.readFully(position, buffer, offset, count);
            if (end) {
                byte[] copy = new byte[count];
                System.arraycopy(buffer, offset, copy, 0, count);
                put(key, copy);
            }
        }

        @Override
        public void close()
                throws IOException
        {
            if (input != null) {
                input.close();
            }
        }
    }
}
