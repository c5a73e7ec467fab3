package dev.varve.scan;

import dev.varve.index.DeletionFile;
import dev.varve.index.DeletionVectorIndex;
import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.row.Literal;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Analysis;
import dev.varve.snapshot.AnalysisLog;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Adds up the statistics of the files that a scan would read. */
final class StatisticsCollection
{
    private static final int MAX_DISTINCT_PARTITION_VALUES = 100_000;

    private final TableSchema schema;
    private final SchemaLog schemas;
    private final DeletionVectorIndex deletions;
    private final List<ColumnSum> columns = new ArrayList<>();
    private final Set<Integer> levels = new HashSet<>();
    private final boolean dataEvolution;
    private final Set<Long> countedRowIds = new HashSet<>();
    private long rows;
    private boolean rowsAreKnown = true;

    private StatisticsCollection(ScanTarget target, DeletionVectorIndex deletions)
    {
        this.schema = target.schema();
        this.schemas = target.schemas();
        this.deletions = deletions;
        this.dataEvolution = target.options().dataEvolution();
        schema.fields().fields().forEach(field -> columns.add(new ColumnSum(schema.partitionKeys().contains(field.name()))));
    }

    static TableStatistics collect(ScanTarget target, Optional<Predicate> predicate, ManifestReader reader, List<ManifestFile> manifests, DeletionVectorIndex deletions)
            throws IOException
    {
        Pruning pruning = Pruning.of(target, predicate);
        boolean judgeValues = !target.options().dataEvolution() && (!target.schema().hasPrimaryKey() || SplitSource.yieldsStoredRows(target.options()));
        StatisticsCollection collection = new StatisticsCollection(target, deletions);
        ManifestSweep sweep = new ManifestSweep(target, reader, manifests, pruning, new PlanMetrics());
        while (sweep.hasNext()) {
            sweep.visitNext(pruning, true, (entry, number) -> {
                if (!judgeValues || pruning.valuesMayMatch(entry)) {
                    collection.add(entry);
                }
            });
        }
        Optional<Analysis> analysis = target.snapshot().isPresent() && predicate.isEmpty()
                ? AnalysisLog.of(target.storage(), target.table()).find(target.snapshot().get())
                : Optional.empty();
        return collection.result(target, predicate, analysis);
    }

    private void add(ManifestEntry entry)
            throws IOException
    {
        DataFile file = entry.file();
        if (dataEvolution && !RowIdGroup.holdsRows(file.name())) {
            return;
        }
        if (dataEvolution && file.firstRowId().isPresent() && !countedRowIds.add(file.firstRowId().getAsLong())) {
            return;
        }
        Optional<DeletionFile> deletion = deletions.find(entry.partition(), entry.bucket(), file.name());
        OptionalLong deleted = deletion.isPresent() ? deletion.get().cardinality() : OptionalLong.of(0);
        rows += Math.max(0, file.rowCount() - file.deleteRowCount().orElse(0) - deleted.orElse(0));
        rowsAreKnown &= file.hasNoDeletes() && deleted.isPresent() && (dataEvolution || file.writeColumns().isEmpty());
        levels.add(file.level());
        TableSchema fileSchema = file.schemaId() == schema.id() ? schema : schemas.schema(file.schemaId());
        for (int i = 0; i < columns.size(); i++) {
            Field field = schema.fields().field(i);
            // With data evolution, another file may have newer values.
            boolean known = !dataEvolution || schema.partitionKeys().contains(field.name());
            columns.get(i).add(known ? range(schema, entry, fileSchema, field) : ColumnRange.UNKNOWN, file.rowCount());
        }
    }

    /**
     * What the manifest tells of a column in a file.
     *
     * @param schema of the read
     * @param field of that schema
     */
    static ColumnRange range(TableSchema schema, ManifestEntry entry, TableSchema fileSchema, Field field)
    {
        long rowCount = entry.file().rowCount();
        int partitionColumn = schema.partitionKeys().indexOf(field.name());
        if (partitionColumn >= 0) {
            return ColumnRange.constant(entry.partition().value(partitionColumn, field.type()), rowCount);
        }
        OptionalInt index = fileSchema.fields().indexOfId(field.id());
        if (index.isEmpty()) {
            return ColumnRange.allNull(rowCount);
        }
        Field stored = fileSchema.fields().field(index.getAsInt());
        if (!stored.type().equalsIgnoringNullable(field.type())) {
            return ColumnRange.UNKNOWN;
        }
        ColumnStatistics keys = ColumnStatistics.ofKeys(entry.file(), fileSchema);
        ColumnStatistics statistics = keys.has(stored.name()) ? keys : ColumnStatistics.ofValues(entry.file(), fileSchema);
        return new ColumnRange(Optional.ofNullable(statistics.min(stored)), Optional.ofNullable(statistics.max(stored)), statistics.nullCount(stored));
    }

    private TableStatistics result(ScanTarget target, Optional<Predicate> predicate, Optional<Analysis> analysis)
    {
        boolean wholePartitions = predicate.isEmpty()
                || Columns.of(predicate.get()).stream().allMatch(column -> PartitionPruning.isPartitionColumn(schema, column));
        boolean exact = rowsAreKnown && wholePartitions && !needsMerge(target);
        long rowCount = rows;
        // The snapshot of the analysis itself follows the one that was analysed, and changes nothing.
        if (!exact && analysis.isPresent() && analysis.get().snapshotId() + 1 >= target.snapshot().orElseThrow().id()) {
            rowCount = Math.min(rows, analysis.get().rowCount().orElse(rows));
        }
        Map<Integer, TableStatistics.Column> results = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            TableStatistics.Column result = columns.get(i).result(analysis.flatMap(all -> analysed(all, column)), analysis.flatMap(all -> boxed(all.rowCount())));
            if (!result.equals(TableStatistics.Column.UNKNOWN)) {
                results.put(i, result);
            }
        }
        return new TableStatistics(rowCount, exact, results);
    }

    /** A column of the same name that is not the same column has another id. */
    private Optional<Analysis.Column> analysed(Analysis analysis, int column)
    {
        Field field = schema.fields().field(column);
        return Optional.ofNullable(analysis.columns().get(field.name())).filter(analysed -> analysed.fieldId().orElse(field.id()) == field.id());
    }

    /** Whether keys may occur in several files. */
    private boolean needsMerge(ScanTarget target)
    {
        return switch (SplitSource.kind(schema, target.options())) {
            case APPEND -> false;
            case KEYS_DISJOINT_ABOVE_LEVEL_0 -> levels.contains(0);
            case KEYS_OVERLAP -> levels.contains(0) || levels.size() > 1;
        };
    }

    private static Optional<Long> boxed(OptionalLong value)
    {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    /** What is known of a column so far. */
    private static final class ColumnSum
    {
        private final Set<Object> distinct = new HashSet<>();
        private boolean countsDistinct;
        private long countedRows;
        private long nulls;
        private boolean hasBounds = true;
        private Object minimum;
        private Object maximum;

        ColumnSum(boolean countsDistinct)
        {
            this.countsDistinct = countsDistinct;
        }

        void add(ColumnRange range, long rowCount)
        {
            boolean consistent = range.nullCount().isPresent() && range.nullCount().getAsLong() <= rowCount;
            if (consistent) {
                countedRows += rowCount;
                nulls += range.nullCount().getAsLong();
            }
            boolean allNull = consistent && range.nullCount().getAsLong() == rowCount;
            if (range.minimum().isPresent() && range.maximum().isPresent() && !isNaN(range.minimum().get()) && !isNaN(range.maximum().get())) {
                minimum = minimum == null || Literal.compare(range.minimum().get(), minimum) < 0 ? range.minimum().get() : minimum;
                maximum = maximum == null || Literal.compare(range.maximum().get(), maximum) > 0 ? range.maximum().get() : maximum;
                countDistinct(range.minimum().get());
            }
            else {
                hasBounds &= allNull;
            }
        }

        private void countDistinct(Object value)
        {
            if (countsDistinct) {
                distinct.add(value);
                if (distinct.size() > MAX_DISTINCT_PARTITION_VALUES) {
                    countsDistinct = false;
                    distinct.clear();
                }
            }
        }

        TableStatistics.Column result(Optional<Analysis.Column> analysed, Optional<Long> analysedRows)
        {
            OptionalDouble nullFraction = OptionalDouble.empty();
            if (countedRows > 0) {
                nullFraction = OptionalDouble.of((double) nulls / countedRows);
            }
            else if (analysedRows.isPresent() && analysedRows.get() > 0 && analysed.isPresent() && analysed.get().nullCount().isPresent()) {
                nullFraction = OptionalDouble.of(Math.max(0, Math.min(1, (double) analysed.get().nullCount().getAsLong() / analysedRows.get())));
            }
            return new TableStatistics.Column(
                    nullFraction,
                    hasBounds ? Optional.ofNullable(minimum) : Optional.empty(),
                    hasBounds ? Optional.ofNullable(maximum) : Optional.empty(),
                    countsDistinct ? OptionalLong.of(distinct.size()) : analysed.map(Analysis.Column::distinctCount).orElse(OptionalLong.empty()),
                    analysed.map(Analysis.Column::averageBytes).orElse(OptionalLong.empty()));
        }

        private static boolean isNaN(Object literal)
        {
            return literal instanceof Double number && number.isNaN() || literal instanceof Float real && real.isNaN();
        }
    }
}
