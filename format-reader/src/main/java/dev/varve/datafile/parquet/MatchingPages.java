package dev.varve.datafile.parquet;

import dev.varve.datafile.CountedInput;
import dev.varve.datafile.ReadRequest;
import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.StatisticsEvaluation;
import dev.varve.type.Field;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The rows of a row group that may pass the filter of a request, by the statistics of pages. An index of pages is only an optimization: one that is
 * missing or damaged leaves all rows.
 */
final class MatchingPages
{
    private final CountedInput input;
    private final ReadRequest request;
    private final RowGroupStatistics rowGroup;
    private final long rows;

    private MatchingPages(CountedInput input, ReadRequest request, RowGroupStatistics rowGroup, long rows)
    {
        this.input = input;
        this.request = request;
        this.rowGroup = rowGroup;
        this.rows = rows;
    }

    /** Rows that lie next to each other, from the first to before {@code to}. */
    record Rows(long from, long to) {}

    /** In order, and none next to another. Two small reads for each column of the filter. */
    static List<Rows> of(CountedInput input, ReadRequest request, MessageType schema, BlockMetaData rowGroup)
    {
        List<Rows> all = List.of(new Rows(0, rowGroup.getRowCount()));
        if (request.filter().predicate().isEmpty()) {
            return all;
        }
        MatchingPages pages = new MatchingPages(input, request, new RowGroupStatistics(schema, rowGroup), rowGroup.getRowCount());
        Map<Integer, ColumnPages> known = new HashMap<>();
        for (int column : Columns.of(request.filter().predicate().get()).stream().toArray()) {
            pages.find(request.fields().get(column)).ifPresent(found -> known.put(column, found));
        }
        return known.isEmpty() ? all : pages.matching(request.filter().predicate().get(), known);
    }

    /** The index of a column chunk that tells where its pages lie; empty if there is none that makes sense. */
    static Optional<OffsetIndex> offsets(CountedInput input, ColumnChunkMetaData chunk, long rows)
    {
        IndexReference reference = chunk.getOffsetIndexReference();
        if (reference == null) {
            return Optional.empty();
        }
        try {
            OffsetIndex offsets = ParquetMetadataConverter.fromParquetOffsetIndex(Util.readOffsetIndex(bytes(input, reference)));
            return isInOrder(offsets, chunk, rows) ? Optional.of(offsets) : Optional.empty();
        }
        // Thrift reports garbage by whatever exception comes first.
        catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isInOrder(OffsetIndex offsets, ColumnChunkMetaData chunk, long rows)
    {
        long end = chunk.getStartingPos() + chunk.getTotalSize();
        for (int page = 0; page < offsets.getPageCount(); page++) {
            long row = offsets.getFirstRowIndex(page);
            boolean first = page == 0;
            if (first ? row != 0 : row <= offsets.getFirstRowIndex(page - 1) || offsets.getOffset(page) <= offsets.getOffset(page - 1)) {
                return false;
            }
            if (row >= rows || offsets.getOffset(page) < chunk.getStartingPos() || offsets.getOffset(page) >= end) {
                return false;
            }
        }
        return offsets.getPageCount() > 0;
    }

    private static ByteArrayInputStream bytes(CountedInput input, IndexReference reference)
            throws IOException
    {
        return new ByteArrayInputStream(input.read(reference.getOffset(), reference.getLength()));
    }

    /** What is known of the pages of a column. */
    private record ColumnPages(OffsetIndex offsets, List<ColumnRange> ranges)
    {
        private int page(long row)
        {
            int low = 0;
            int high = offsets.getPageCount() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (offsets.getFirstRowIndex(middle) <= row) {
                    low = middle;
                }
                else {
                    high = middle - 1;
                }
            }
            return low;
        }

        /** Of the rows between two neighbouring ends of pages. */
        private ColumnRange range(Rows interval)
        {
            ColumnRange range = ranges.get(page(interval.from()));
            boolean hasValues = range.minimum().isPresent() || range.maximum().isPresent();
            if (!hasValues && range.nullCount().isPresent()) {
                return ColumnRange.allNull(interval.to() - interval.from());
            }
            boolean none = range.nullCount().isPresent() && range.nullCount().getAsLong() == 0;
            return new ColumnRange(range.minimum(), range.maximum(), none ? OptionalLong.of(0) : OptionalLong.empty());
        }
    }

    private Optional<ColumnPages> find(Field field)
    {
        Optional<ColumnChunkMetaData> chunk = rowGroup.chunk(field);
        if (chunk.isEmpty() || chunk.get().getColumnIndexReference() == null) {
            return Optional.empty();
        }
        Optional<OffsetIndex> offsets = offsets(input, chunk.get(), rows);
        if (offsets.isEmpty()) {
            return Optional.empty();
        }
        try {
            PrimitiveType type = chunk.get().getPrimitiveType();
            ColumnIndex index = ParquetMetadataConverter.fromParquetColumnIndex(type, Util.readColumnIndex(bytes(input, chunk.get().getColumnIndexReference())));
            return index == null ? Optional.empty() : ranges(field, type, index, offsets.get().getPageCount()).map(ranges -> new ColumnPages(offsets.get(), ranges));
        }
        // Thrift reports garbage by whatever exception comes first.
        catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<ColumnRange>> ranges(Field field, PrimitiveType type, ColumnIndex index, int pages)
    {
        if (index.getMinValues().size() != pages || index.getMaxValues().size() != pages || index.getNullPages().size() != pages) {
            return Optional.empty();
        }
        List<ColumnRange> ranges = new ArrayList<>();
        for (int page = 0; page < pages; page++) {
            if (index.getNullPages().get(page)) {
                // How many rows the page has does not matter where all of them are null.
                ranges.add(ColumnRange.allNull(1));
                continue;
            }
            Statistics.Builder statistics = Statistics.getBuilderForReading(type)
                    .withMin(bytes(index.getMinValues().get(page)))
                    .withMax(bytes(index.getMaxValues().get(page)));
            if (index.getNullCounts() != null && index.getNullCounts().size() == pages) {
                statistics.withNumNulls(index.getNullCounts().get(page));
            }
            ColumnRange range = RowGroupStatistics.range(type, field.type(), statistics.build());
            boolean bounded = range.minimum().isPresent() && range.maximum().isPresent();
            ranges.add(bounded ? range : ColumnRange.UNKNOWN);
        }
        return Optional.of(ranges);
    }

    private static byte[] bytes(ByteBuffer buffer)
    {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private List<Rows> matching(Predicate predicate, Map<Integer, ColumnPages> known)
    {
        TreeSet<Long> starts = new TreeSet<>();
        for (ColumnPages pages : known.values()) {
            for (int page = 0; page < pages.offsets().getPageCount(); page++) {
                starts.add(pages.offsets().getFirstRowIndex(page));
            }
        }
        List<Rows> matching = new ArrayList<>();
        for (long start : starts) {
            Long next = starts.higher(start);
            Rows interval = new Rows(start, next == null ? rows : next);
            if (mayMatch(predicate, known, interval)) {
                Rows last = matching.isEmpty() ? null : matching.get(matching.size() - 1);
                if (last != null && last.to() == interval.from()) {
                    matching.set(matching.size() - 1, new Rows(last.from(), interval.to()));
                }
                else {
                    matching.add(interval);
                }
            }
        }
        return matching;
    }

    private boolean mayMatch(Predicate predicate, Map<Integer, ColumnPages> known, Rows interval)
    {
        return StatisticsEvaluation.mayMatch(
                predicate,
                column -> {
                    ColumnPages pages = known.get(column);
                    return pages == null ? rowGroup.bounds(request.fields().get(column)) : pages.range(interval);
                },
                OptionalLong.of(interval.to() - interval.from()));
    }
}
