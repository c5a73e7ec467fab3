package dev.varve.write;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.file.BucketFileWriters;
import dev.varve.write.file.RowFileWriter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/** Keeps the rows of data files in memory; on disk are only their names. Values are {@link Long}, {@link String} or null; other types are
 * not told apart. */
final class MemoryFiles
        implements TableWriter.FileWriters
{
    private final WritableStorage storage;
    private final BiFunction<BinaryRow, Integer, StoragePath> directories;
    private final Map<String, List<List<Object>>> rows = new LinkedHashMap<>();
    private final int rowsPerFile;

    MemoryFiles(WritableStorage storage, BiFunction<BinaryRow, Integer, StoragePath> directories, int rowsPerFile)
    {
        this.storage = storage;
        this.directories = directories;
        this.rowsPerFile = rowsPerFile;
    }

    List<List<Object>> rows(DataFile file)
    {
        return rows.get(file.name());
    }

    @Override
    public BucketFileWriters of(BinaryRow partition, int bucket)
    {
        StoragePath directory = directories.apply(partition, bucket);
        return new BucketFileWriters()
        {
            @Override
            public RowFileWriter dataFiles(int level, FileSource source)
            {
                return new Writer(directory, "data-", level, source, 0);
            }

            @Override
            public RowFileWriter appendFiles(long firstSequenceNumber, FileSource source)
            {
                return new Writer(directory, "data-", 0, source, firstSequenceNumber);
            }

            @Override
            public RowFileWriter trackedFiles(FileSource source)
            {
                return new Writer(directory, "data-", 0, source, 0);
            }

            @Override
            public RowFileWriter changelogFiles(int level)
            {
                return new Writer(directory, "changelog-", level, FileSource.APPEND, 0);
            }
        };
    }

    private final class Writer
            implements RowFileWriter
    {
        private final StoragePath directory;
        private final String prefix;
        private final int level;
        private final FileSource source;
        private final List<DataFile> files = new ArrayList<>();
        private List<List<Object>> current = new ArrayList<>();
        private boolean finished;
        private long nextSequence;

        private Writer(StoragePath directory, String prefix, int level, FileSource source, long nextSequence)
        {
            this.directory = directory;
            this.prefix = prefix;
            this.level = level;
            this.source = source;
            this.nextSequence = nextSequence;
        }

        @Override
        public void write(Batch batch)
                throws IOException
        {
            int[] positions = batch.selection().positions();
            for (int i = 0; i < batch.selection().count(); i++) {
                List<Object> row = new ArrayList<>();
                for (int column = 0; column < batch.columnCount(); column++) {
                    row.add(value(batch.column(column).flatten(), positions[i]));
                }
                current.add(row);
                if (current.size() == rowsPerFile) {
                    finishFile();
                }
            }
        }

        private void finishFile()
                throws IOException
        {
            String name = prefix + rows.size() + ".memory";
            storage.create(directory.file(name)).close();
            rows.put(name, current);
            files.add(new DataFile(
                    name,
                    1,
                    current.size(),
                    BinaryRow.EMPTY,
                    BinaryRow.EMPTY,
                    SimpleStatistics.UNKNOWN,
                    SimpleStatistics.UNKNOWN,
                    nextSequence,
                    nextSequence + current.size() - 1,
                    0,
                    level,
                    List.of(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.of(source),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty()));
            nextSequence += current.size();
            current = new ArrayList<>();
        }

        @Override
        public long bufferedBytes()
        {
            return 0;
        }

        @Override
        public void flush()
        {
            // It has no row groups.
        }

        @Override
        public List<DataFile> finish()
                throws IOException
        {
            if (!current.isEmpty()) {
                finishFile();
            }
            finished = true;
            return files;
        }

        @Override
        public void close()
                throws IOException
        {
            if (!finished) {
                for (DataFile file : files) {
                    storage.delete(directory.file(file.name()));
                }
            }
        }
    }

    private static Object value(Column column, int position)
    {
        if (column.isNull(position)) {
            return null;
        }
        if (column instanceof LongColumn longs) {
            return longs.values()[position];
        }
        if (column instanceof IntColumn ints) {
            return (long) ints.values()[position];
        }
        if (column instanceof ByteColumn bytes) {
            return (long) bytes.values()[position];
        }
        return column instanceof BytesColumn bytes ? bytes.value(position).toStringUtf8() : column.getClass().getSimpleName();
    }

    static List<Object> row(Object... values)
    {
        return Arrays.asList(values);
    }
}
