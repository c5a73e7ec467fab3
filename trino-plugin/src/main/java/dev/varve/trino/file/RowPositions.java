package dev.varve.trino.file;

import io.trino.parquet.predicate.TupleDomainParquetPredicate;
import io.trino.parquet.reader.FilteredRowRanges;
import io.trino.parquet.reader.FilteredRowRanges.RowRange;
import io.trino.parquet.reader.RowGroupInfo;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.internal.filter2.columnindex.ColumnIndexFilter;
import org.joda.time.DateTimeZone;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where the rows are that trino-parquet returns when it skips pages by the column indexes: it counts rows as if the skipped ones were
 * not there. The ranges of rows that are left follow from the indexes as they do in the reader.
 */
final class RowPositions
{
    /**
     * Rows that lie next to each other in the file.
     *
     * @param first position in the file
     * @param count how many there are from there on
     */
    record Run(long first, long count) {}

    /** By the position of the first row of each row group, the ranges of its rows that are left; empty for all. */
    private final NavigableMap<Long, Optional<List<RowRange>>> rangesByRowGroup;

    private final long count;

    private RowPositions(NavigableMap<Long, Optional<List<RowRange>>> rangesByRowGroup, long count)
    {
        this.rangesByRowGroup = rangesByRowGroup;
        this.count = count;
    }

    /**
     * @param predicate empty if pages are not skipped
     * @param columns the paths of all columns that are read
     */
    static RowPositions of(List<RowGroupInfo> rowGroups, Optional<TupleDomainParquetPredicate> predicate, Set<List<String>> columns)
    {
        Optional<FilterPredicate> filter = predicate.flatMap(found -> found.toParquetFilter(DateTimeZone.UTC));
        Set<ColumnPath> paths = columns.stream().map(path -> ColumnPath.get(path.toArray(String[]::new))).collect(Collectors.toSet());
        NavigableMap<Long, Optional<List<RowRange>>> rangesByRowGroup = new TreeMap<>();
        long count = 0;
        for (RowGroupInfo rowGroup : rowGroups) {
            long rowCount = rowGroup.prunedBlockMetadata().getRowCount();
            Optional<List<RowRange>> ranges = filter.flatMap(found -> ranges(rowGroup, found, paths, rowCount));
            rangesByRowGroup.put(rowGroup.fileRowOffset(), ranges);
            count += ranges.map(found -> found.stream().mapToLong(RowPositions::length).sum()).orElse(rowCount);
        }
        return new RowPositions(rangesByRowGroup, count);
    }

    private static Optional<List<RowRange>> ranges(RowGroupInfo rowGroup, FilterPredicate filter, Set<ColumnPath> paths, long rowCount)
    {
        return rowGroup.columnIndexStore()
                .map(indexes -> new FilteredRowRanges(ColumnIndexFilter.calculateRowRanges(FilterCompat.get(filter), indexes, paths, rowCount)))
                .filter(ranges -> ranges.getRowCount() < rowCount)
                .map(FilteredRowRanges::getRowRanges);
    }

    /** How many rows are left in all. */
    long count()
    {
        return count;
    }

    /**
     * The row that the reader counts as the one {@code offset} rows after {@code start}, and those behind it up to the next gap.
     *
     * @param start where the reader says that a page starts
     */
    Run run(long start, int offset)
    {
        Map.Entry<Long, Optional<List<RowRange>>> rowGroup = rangesByRowGroup.floorEntry(start);
        if (rowGroup == null || rowGroup.getValue().isEmpty()) {
            return new Run(start + offset, Long.MAX_VALUE);
        }
        long remaining = start + offset - rowGroup.getKey();
        for (RowRange range : rowGroup.getValue().get()) {
            if (remaining < length(range)) {
                return new Run(rowGroup.getKey() + range.start() + remaining, length(range) - remaining);
            }
            remaining -= length(range);
        }
        throw new IllegalStateException("The reader returned more rows than its row group at row " + rowGroup.getKey() + " has left");
    }

    private static long length(RowRange range)
    {
        return range.end() - range.start() + 1;
    }
}
