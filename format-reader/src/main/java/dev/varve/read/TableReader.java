package dev.varve.read;

import dev.varve.TableVersion;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.merge.BatchSource;
import dev.varve.merge.Sections;
import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Reads splits of one version of a table. Immutable; safe for use by several threads, each with splits of its own.
 *
 * <p>Batches hold the columns asked for, in that order, and select exactly the rows that the table has and that the filter lets
 * pass. The order of rows is not defined.
 */
public final class TableReader
{
    private final TableVersion table;
    private final DataFileFormats formats;
    private final List<Integer> columns;
    private final Optional<Predicate> filter;
    private final ReadMetrics metrics;

    private TableReader(TableVersion table, DataFileFormats formats, List<Integer> columns, Optional<Predicate> filter, ReadMetrics metrics)
    {
        this.table = requireNonNull(table, "table is null");
        this.formats = requireNonNull(formats, "formats is null");
        this.columns = List.copyOf(columns);
        this.filter = requireNonNull(filter, "filter is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
    }

    /**
     * @param columns indexes of fields of the table's schema, each at most once; may be empty, batches then tell only row counts
     * @param filter its column indexes are those of fields of the table's schema; splits must have been planned with this filter, or with one
     *         that passes every row that this one passes
     * @param metrics counts what the reads of this reader do
     */
    public static TableReader of(TableVersion table, DataFileFormats formats, List<Integer> columns, Optional<Predicate> filter, ReadMetrics metrics)
    {
        return new TableReader(table, formats, columns, filter, metrics);
    }

    /**
     * Opens a split; the caller closes the result. Files are opened when they are needed: not if only the number of rows and their partition are wanted, and
     * metadata tells.
     *
     * @throws dev.varve.error.VarveException from this method and from those of the result: of kind CORRUPT_TABLE if a file is damaged,
     *         EXPIRED if one is no longer there, STORAGE_FAILURE if the store fails, UNSUPPORTED_FEATURE if the table needs something unknown
     */
    public BatchSource open(Split split)
    {
        if (split.fallback().isPresent()) {
            return TableReader.of(table.of(split), formats, columns, filter, metrics).open(split.withoutFallback());
        }
        ReadFields fields = ReadFields.of(table.schema(), columns, filter);
        Optional<BatchSource> counted = CountedRows.of(table.schema(), split, fields);
        if (counted.isPresent()) {
            metrics.add(Counter.FILES_COUNTED, split.files().size());
            return counted.get();
        }
        SplitRead read = new SplitRead(table, formats, split, fields, metrics);
        List<ChainedSource.Opener> parts = new ArrayList<>();
        if (!table.schema().hasPrimaryKey()) {
            parts.add(() -> read.stream(split.files()));
        }
        else if (split.rawConvertible() && split.files().stream().allMatch(SplitFile::holdsOnlyAdditions)) {
            parts.add(() -> read.stream(split.files()));
        }
        else {
            for (List<List<SplitFile>> runs : sections(table.schema(), split.files())) {
                parts.add(() -> runs.size() == 1 ? read.stream(runs.get(0)) : read.merge(runs));
            }
        }
        BatchSource chain = new ChainedSource(parts);
        return new GuardedSource(new FilteredSource(chain, fields.filter(), columns.size(), metrics), table, split);
    }

    static List<List<List<SplitFile>>> sections(TableSchema schema, List<SplitFile> files)
    {
        Comparator<BinaryRow> order = RowOrder.of(schema.keyFields().stream().map(Field::type).toList());
        return new Sections<>(SplitFile::minKey, SplitFile::maxKey, order).partition(files);
    }
}
