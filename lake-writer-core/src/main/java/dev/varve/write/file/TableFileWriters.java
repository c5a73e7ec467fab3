package dev.varve.write.file;

import dev.varve.error.VarveException;
import dev.varve.manifest.FileSource;
import dev.varve.row.BinaryRow;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;
import dev.varve.write.file.avro.AvroWriterFormat;
import dev.varve.write.file.format.ColumnFileFormat;
import dev.varve.write.file.index.IndexSpec;
import dev.varve.write.file.orc.OrcWriterFormat;
import dev.varve.write.file.parquet.ParquetWriterFormat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static java.util.Objects.requireNonNull;

/** Opens the writers of files for all buckets of a table, in one version of its schema. Safe for use by several threads. */
public final class TableFileWriters
{
    private static final Map<String, ColumnFileFormat> FORMATS = Map.of(
            "avro", new AvroWriterFormat(),
            "orc", new OrcWriterFormat(),
            "parquet", new ParquetWriterFormat());

    private final WritableStorage storage;
    private final BucketPaths paths;
    private final TableSchema schema;
    private final FileOptions options;
    private final FileShape shape;

    private TableFileWriters(WritableStorage storage, BucketPaths paths, TableSchema schema, FileOptions options)
    {
        this.storage = storage;
        this.paths = paths;
        this.schema = schema;
        this.options = options;
        shape = FileShape.of(schema, options.thinMode());
    }

    /**
     * @param table the directory of the table, also for branches
     * @param schema with which files are written
     * @throws VarveException if the options make no sense, or say something that is not supported; the message names the option
     */
    public static TableFileWriters of(WritableStorage storage, StoragePath table, TableSchema schema)
    {
        requireNonNull(storage, "storage is null");
        return new TableFileWriters(storage, BucketPaths.of(table, schema, TableOptions.of(schema).layout()), schema, FileOptions.of(schema));
    }

    /** Writers for one bucket. They are safe for use by several threads, though each writer of theirs is not. */
    public BucketFileWriters bucket(BinaryRow partition, int bucket)
    {
        return new Bucket(paths.bucket(partition, bucket));
    }

    private final class Bucket
            implements BucketFileWriters
    {
        private final StoragePath directory;
        private final FileNames names = new FileNames();

        private Bucket(StoragePath directory)
        {
            this.directory = directory;
        }

        @Override
        public RowFileWriter dataFiles(int level, FileSource source)
        {
            requireKey(true);
            return open(plan(options.dataFiles(level), options.dataPrefix(), options.indexes(), level, source), 0);
        }

        @Override
        public RowFileWriter appendFiles(long firstSequenceNumber, FileSource source)
        {
            requireKey(false);
            return open(plan(options.dataFiles(0), options.dataPrefix(), options.indexes(), 0, source), firstSequenceNumber);
        }

        @Override
        public RowFileWriter changelogFiles(int level)
        {
            requireKey(true);
            return open(plan(options.changelogFiles(level), options.changelogPrefix(), List.of(), level, FileSource.APPEND), 0);
        }

        private void requireKey(boolean expected)
        {
            if (schema.hasPrimaryKey() != expected) {
                throw new IllegalStateException("The table has " + (expected ? "no" : "a") + " primary key");
            }
        }

        private RowFileWriter open(FilePlan plan, long firstSequenceNumber)
        {
            return new RollingFileWriter(storage, directory, names, plan, firstSequenceNumber);
        }
    }

    private FilePlan plan(FileOptions.Choice choice, String prefix, List<IndexSpec> indexes, int level, FileSource source)
    {
        return new FilePlan(
                shape,
                format(choice.format()),
                options.encoding(choice),
                options.statistics().modes(shape.columns(), choice.statistics(), thinKeys(), choice.format().equals("avro")),
                options.statistics().dense(),
                options.targetFileSize(),
                indexes,
                options.maxEmbeddedIndex(),
                prefix,
                FileNames.extension(choice.format(), choice.compression(), options.codecInName()),
                schema.id(),
                level,
                source);
    }

    private Set<String> thinKeys()
    {
        return options.thinMode() ? new HashSet<>(schema.keyFields().stream().map(Field::name).toList()) : Set.of();
    }

    private static ColumnFileFormat format(String identifier)
    {
        ColumnFileFormat format = FORMATS.get(identifier);
        if (format == null) {
            throw VarveException.unsupported("Files of format '" + identifier + "' cannot be written; set file.format to one of " + new TreeSet<>(FORMATS.keySet()));
        }
        return format;
    }
}
