package dev.varve.read;

import dev.varve.Table;
import dev.varve.column.Column;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.evolution.FileMapping;
import dev.varve.index.DeletionVector;
import dev.varve.manifest.DataFile;
import dev.varve.merge.RunSource;
import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.row.LiteralColumn;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.InputFile;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import static java.util.Objects.requireNonNull;

/**
 * Opens data files of one bucket for its writers, in the columns of the table's current schema, whatever schema they were written with.
 * Immutable; safe for use by several threads.
 */
public final class BucketRuns
{
    private final Table table;
    private final TableOptions options;
    private final DataFileFormats formats;
    private final StoragePath directory;
    private final Map<Integer, Column> partitionValues;
    private final ReadMetrics metrics;

    private BucketRuns(Table table, TableOptions options, DataFileFormats formats, StoragePath directory, Map<Integer, Column> partitionValues, ReadMetrics metrics)
    {
        this.table = requireNonNull(table, "table is null");
        this.options = requireNonNull(options, "options is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.partitionValues = Map.copyOf(partitionValues);
        this.metrics = requireNonNull(metrics, "metrics is null");
    }

    /** @param directory of the bucket */
    public static BucketRuns of(Table table, TableSchema schema, TableOptions options, DataFileFormats formats, BinaryRow partition, StoragePath directory, ReadMetrics metrics)
    {
        Map<Integer, Column> values = new HashMap<>();
        List<Field> fields = schema.partitionFields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            values.put(field.id(), LiteralColumn.of(field.type(), partition.value(i, field.type())));
        }
        return new BucketRuns(table, options, formats, directory, values, metrics);
    }

    /**
     * A file of a run.
     *
     * @param rank decides between rows of one key and the same sequence number, and identifies the file in results of a merge
     */
    public record RunFile(DataFile file, int rank, Optional<DeletionVector> deletions)
    {
        public RunFile
        {
            requireNonNull(file, "file is null");
            requireNonNull(deletions, "deletions is null");
        }
    }

    /** The order of files by age, as far as it can be told: that of the ranks of {@link RunFile}. */
    public static Comparator<DataFile> byAge()
    {
        return Comparator.comparingLong(DataFile::maxSequenceNumber)
                .thenComparingLong(file -> file.creationMillis().orElse(0))
                .thenComparing(DataFile::name);
    }

    public StoragePath path(DataFile file)
    {
        return file.externalPath().map(StoragePath::of).orElseGet(() -> directory.child(file.name()));
    }

    /**
     * Files one after the other. They are opened when their turn comes; the caller closes the result.
     *
     * @param fields of the schema, or system fields
     * @param filter in terms of {@code fields}; it lets the reader skip rows that do not pass, but need not
     */
    public RunSource open(List<RunFile> files, List<Field> fields, Optional<Predicate> filter)
    {
        return open(files, fields, filter, 1, UnaryOperator.identity());
    }

    /** Runs that are read alternately: if they are many, each holds less memory, and not all of their files are open. */
    public List<RunSource> openTogether(List<List<RunFile>> runs, List<Field> fields)
    {
        UnaryOperator<InputFile> opening = OpenFiles.ofRuns(runs.size());
        return runs.stream().map(files -> open(files, fields, Optional.empty(), runs.size(), opening)).toList();
    }

    private RunSource open(List<RunFile> files, List<Field> fields, Optional<Predicate> filter, int filesAtOnce, UnaryOperator<InputFile> opening)
    {
        return new RunFiles(files.stream()
                .map(file -> new RunFiles.RankedFile(() -> open(file, fields, filter, filesAtOnce, opening), file.file().level(), file.rank(), false))
                .toList());
    }

    private FileSource open(RunFile runFile, List<Field> fields, Optional<Predicate> filter, int filesAtOnce, UnaryOperator<InputFile> opening)
            throws IOException
    {
        DataFile file = runFile.file();
        FileMapping mapping = FileMapping.of(table.schema(file.schemaId()).fields(), file.writeColumns(), fields, partitionValues);
        FileFilter fileFilter = new FileFilter(filter.flatMap(mapping::readerFilter));
        InputFile input = opening.apply(table.storage().open(path(file), file.size()));
        ReadRequest request = new ReadRequest(mapping.fileFields(), fileFilter, metrics, options.orcWallClockInstants(), filesAtOnce);
        return FileSource.of(new MappedReader(formats.of(file.name()).open(input, request), mapping), runFile.deletions(), metrics);
    }
}
