package dev.varve.write.file;

import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRowWriter;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.write.file.format.ColumnSummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Statistics of a file as its manifest has them.
 *
 * @param valueColumns the columns of the table that {@code values} describes; empty for all
 */
record FileStatistics(SimpleStatistics keys, SimpleStatistics values, Optional<List<String>> valueColumns)
{
    /** @param summaries per column of the file */
    static FileStatistics of(FilePlan plan, List<ColumnSummary> summaries)
    {
        FileShape shape = plan.shape();
        List<ColumnSummary> kept = new ArrayList<>();
        for (int i = 0; i < summaries.size(); i++) {
            kept.add(plan.statistics().get(i).apply(shape.columns().get(i).type(), summaries.get(i)));
        }
        List<Integer> values = new ArrayList<>();
        for (int i = shape.firstValue(); i < summaries.size(); i++) {
            if (!plan.denseStatistics() || !kept.get(i).isNone()) {
                values.add(i);
            }
        }
        boolean all = values.size() == summaries.size() - shape.firstValue();
        return new FileStatistics(
                statistics(shape, shape.keyColumns(), kept),
                statistics(shape, values, kept),
                all ? Optional.empty() : Optional.of(values.stream().map(i -> shape.columns().get(i)).map(Field::name).toList()));
    }

    private static SimpleStatistics statistics(FileShape shape, List<Integer> columns, List<ColumnSummary> summaries)
    {
        List<DataType> types = new ArrayList<>();
        List<Object> mins = new ArrayList<>();
        List<Object> maxs = new ArrayList<>();
        long[] nullCounts = new long[columns.size()];
        for (int i = 0; i < nullCounts.length; i++) {
            ColumnSummary summary = summaries.get(columns.get(i));
            types.add(shape.columns().get(columns.get(i)).type());
            mins.add(summary.min());
            maxs.add(summary.max());
            nullCounts[i] = summary.nullCount().orElse(-1);
        }
        return SimpleStatistics.of(BinaryRowWriter.write(types, mins), BinaryRowWriter.write(types, maxs), nullCounts);
    }
}
