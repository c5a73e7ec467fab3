package dev.varve.write.file;

import dev.varve.error.VarveException;
import dev.varve.manifest.FileSource;
import dev.varve.row.BinaryRow;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.Bucketing;
import dev.varve.schema.FileLayout;
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
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import static java.util.Objects.requireNonNull;

/** Opens the writers of files for all buckets of a table, in one version of its schema. Safe for use by several threads. */
public final class TableFileWriters
{
    private static final Map<String, ColumnFileFormat> FORMATS = Map.of(
            "avro", new AvroWriterFormat(),
            "orc", new OrcWriterFormat(),
            "parquet", new ParquetWriterFormat());

    private final WritableStorage storage;
    private final StoragePath data;
    private final BucketPaths paths;
    private final TableSchema schema;
    private final FileOptions options;
    private final FileShape shape;
    /** Of files in the postpone bucket. */
    private final String postponePrefix;

    private TableFileWriters(WritableStorage storage, StoragePath data, BucketPaths paths, TableSchema schema, FileOptions options, String commitUser)
    {
        this.storage = storage;
        this.data = data;
        this.paths = paths;
        this.schema = schema;
        this.options = options;
        shape = FileShape.of(schema, options.thinMode());
        postponePrefix = options.dataPrefix() + "-u-" + commitUser + "-s-" + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) + "-w-";
    }

    /** As {@link #of(WritableStorage, StoragePath, TableSchema, String)}, for a job that is told from others by a random name. */
    public static TableFileWriters of(WritableStorage storage, StoragePath table, TableSchema schema)
    {
        return of(storage, table, schema, UUID.randomUUID().toString());
    }

    /**
     * @param table the directory of the table, also for branches
     * @param schema with which files are written
     * @param commitUser who will commit the files: those in the postpone bucket are named after it
     * @throws VarveException if the options make no sense, or say something that is not supported; the message names the option
     */
    public static TableFileWriters of(WritableStorage storage, StoragePath table, TableSchema schema, String commitUser)
    {
        requireNonNull(storage, "storage is null");
        FileLayout layout = TableOptions.of(schema).layout();
        StoragePath data = layout.dataDirectory().map(table::child).orElse(table);
        return new TableFileWriters(storage, data, BucketPaths.of(table, schema, layout), schema, FileOptions.of(schema), commitUser);
    }

    /**
     * Writers for one bucket. Files in {@link Bucketing#POSTPONE} are Avro files without statistics, named so that those of one writer
     * can be told from those of others. They are safe for use by several threads, though each writer of theirs is not.
     */
    public BucketFileWriters bucket(BinaryRow partition, int bucket)
    {
        return new Bucket(places(partition, bucket), bucket == Bucketing.POSTPONE);
    }

    private FilePlaces places(BinaryRow partition, int bucket)
    {
        return FilePlaces.of(data, paths.bucket(partition, bucket), options.externalPaths());
    }

    private final class Bucket
            implements BucketFileWriters
    {
        private final FilePlaces places;
        private final boolean postponed;
        private final FileNames names = new FileNames();

        private Bucket(FilePlaces places, boolean postponed)
        {
            this.places = places;
            this.postponed = postponed;
        }

        @Override
        public RowFileWriter dataFiles(int level, FileSource source)
        {
            requireKey(true);
            if (postponed) {
                return open(plan(shape, options.postponed(), postponePrefix, List.of(), level, source), 0);
            }
            return open(plan(shape, options.dataFiles(level), options.dataPrefix(), options.indexes(), level, source), 0);
        }

        @Override
        public RowFileWriter appendFiles(long firstSequenceNumber, FileSource source)
        {
            requireKey(false);
            return open(plan(shape, options.dataFiles(0), options.dataPrefix(), options.indexes(), 0, source), firstSequenceNumber);
        }

        @Override
        public RowFileWriter trackedFiles(FileSource source)
        {
            requireKey(false);
            return open(plan(FileShape.tracked(schema), options.dataFiles(0), options.dataPrefix(), options.indexes(), 0, source), 0);
        }

        @Override
        public RowFileWriter changelogFiles(int level)
        {
            requireKey(true);
            return open(plan(shape, options.changelogFiles(level), options.changelogPrefix(), List.of(), level, FileSource.APPEND), 0);
        }

        private void requireKey(boolean expected)
        {
            if (schema.hasPrimaryKey() != expected) {
                throw new IllegalStateException("The table has " + (expected ? "no" : "a") + " primary key");
            }
        }

        private RowFileWriter open(FilePlan plan, long firstSequenceNumber)
        {
            return new RollingFileWriter(storage, places, names, plan, firstSequenceNumber);
        }
    }

    private FilePlan plan(FileShape shape, FileOptions.Choice choice, String prefix, List<IndexSpec> indexes, int level, FileSource source)
    {
        return new FilePlan(
                shape,
                format(choice.format()),
                options.encoding(choice),
                options.statistics().modes(shape.columns(), choice.statistics(), thinKeys(), choice.format().equals("avro")),
                options.statistics().dense(),
                options.targetFileSize(),
                options.maxBuffered(),
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
