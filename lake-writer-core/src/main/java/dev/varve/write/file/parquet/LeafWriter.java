package dev.varve.write.file.parquet;

import dev.varve.column.Column;
import dev.varve.type.DataType;
import dev.varve.write.file.format.ColumnSummary;
import dev.varve.write.file.format.ValueBounds;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** Cuts the levels and values of one primitive column into pages. */
final class LeafWriter
{
    private final ColumnDescriptor descriptor;
    private final PrimitiveType type;
    private final Physical physical;
    private final int length;
    private final PageLimits limits;
    private final LeafValues values;
    private final PageBuffer page = new PageBuffer();
    /** Of the open page, of the column chunks before, and null if values of the type are not ordered. */
    private final ValueBounds pageBounds;
    private final ValueBounds fileBounds;

    private PageWriter pages;
    private int[] definitions = new int[1024];
    private int[] repetitions = new int[1024];
    private int levels;
    private int rows;
    private int nulls;
    private long fileNulls;

    LeafWriter(ColumnDescriptor descriptor, DataType type, PageLimits limits)
    {
        this.descriptor = descriptor;
        this.type = descriptor.getPrimitiveType();
        this.limits = limits;
        physical = Physical.of(this.type);
        length = Physical.length(this.type);
        values = new LeafValues(this.type, limits.dictionaryBytes());
        // Readers of Parquet do not trust bounds of INT96.
        boolean bounded = physical != Physical.INT96;
        pageBounds = bounded ? ValueBounds.of(type).orElse(null) : null;
        fileBounds = bounded ? ValueBounds.of(type).orElse(null) : null;
    }

    ColumnDescriptor descriptor()
    {
        return descriptor;
    }

    int maxDefinition()
    {
        return descriptor.getMaxDefinitionLevel();
    }

    /** Begins a row group, whose pages go there. */
    void start(PageWriter pages)
    {
        this.pages = pages;
    }

    /** Adds a value in each of so many rows of a column that is not nested. */
    void addPresent(Column column, int from, int to)
            throws IOException
    {
        addLevels(to - from, maxDefinition());
        addValues(column, from, to);
        endRows(to - from);
    }

    /**
     * Adds values and nulls.
     *
     * @param definitionLevels one per value or null
     * @param repetitionLevels likewise; null if nothing repeats
     * @param dense the values
     * @param rowCount how many rows that are
     */
    void add(int[] definitionLevels, int[] repetitionLevels, int count, Column dense, int rowCount)
            throws IOException
    {
        reserveLevels(count);
        System.arraycopy(definitionLevels, 0, definitions, levels, count);
        if (repetitionLevels != null) {
            System.arraycopy(repetitionLevels, 0, repetitions, levels, count);
        }
        levels += count;
        nulls += count - dense.size();
        addValues(dense, 0, dense.size());
        endRows(rowCount);
    }

    /** Bytes of this row group that are in memory. */
    long bufferedBytes()
    {
        return pages.getMemSize() + values.bufferedBytes();
    }

    /** Ends the row group. */
    void endChunk()
            throws IOException
    {
        if (levels > 0) {
            endPage();
        }
        Optional<DictionaryPage> dictionary = values.endChunk();
        if (dictionary.isPresent()) {
            pages.writeDictionaryPage(dictionary.get());
        }
    }

    /** Of the whole file, so far as pages have ended. */
    ColumnSummary summary()
    {
        return fileBounds == null
                ? ColumnSummary.ofNulls(fileNulls)
                : new ColumnSummary(fileBounds.min(), fileBounds.max(), OptionalLong.of(fileNulls));
    }

    private void addLevels(int count, int definition)
    {
        if (maxDefinition() > 0) {
            reserveLevels(count);
            Arrays.fill(definitions, levels, levels + count, definition);
        }
        levels += count;
    }

    private void addValues(Column column, int from, int to)
    {
        if (from == to) {
            return;
        }
        if (pageBounds != null) {
            pageBounds.add(column, from, to);
        }
        if (physical.holds(column)) {
            values.add(column, from, to);
        }
        else {
            values.add(physical.convert(column, from, to, length), 0, to - from);
        }
    }

    private void endRows(int count)
            throws IOException
    {
        rows += count;
        if (rows >= limits.rows() || values.bufferedBytes() >= limits.bytes()) {
            endPage();
        }
    }

    private void endPage()
            throws IOException
    {
        page.reset();
        if (descriptor.getMaxRepetitionLevel() > 0) {
            writeLevels(repetitions, descriptor.getMaxRepetitionLevel());
        }
        if (maxDefinition() > 0) {
            writeLevels(definitions, maxDefinition());
        }
        Encoding encoding = values.endPage(page);
        Encoding levelEncoding = Encoding.RLE;
        pages.writePage(
                BytesInput.from(page.bytes(), 0, page.size()),
                levels,
                rows,
                statistics(),
                descriptor.getMaxRepetitionLevel() > 0 ? levelEncoding : Encoding.BIT_PACKED,
                maxDefinition() > 0 ? levelEncoding : Encoding.BIT_PACKED,
                encoding);
        fileNulls += nulls;
        if (pageBounds != null) {
            fileBounds.add(pageBounds);
            pageBounds.reset();
        }
        levels = 0;
        rows = 0;
        nulls = 0;
    }

    private void writeLevels(int[] source, int max)
    {
        int start = page.size();
        page.putInt(0);
        HybridEncoder.encode(source, levels, HybridEncoder.bitWidth(max), page);
        page.setInt(start, page.size() - start - Integer.BYTES);
    }

    private Statistics<?> statistics()
    {
        if (pageBounds != null && !pageBounds.isKnown() && levels > nulls) {
            // A page without bounds would look like one of nulls; without statistics of one page the column chunk has no index.
            return Statistics.getBuilderForReading(type).build();
        }
        Statistics.Builder builder = Statistics.getBuilderForReading(type).withNumNulls(nulls);
        if (pageBounds != null && pageBounds.isKnown()) {
            builder.withMin(bytes(pageBounds.minColumn())).withMax(bytes(pageBounds.maxColumn()));
        }
        return builder.build();
    }

    private byte[] bytes(Column value)
    {
        PageBuffer buffer = new PageBuffer();
        Plain.encode(physical.holds(value) ? value : physical.convert(value, 0, 1, length), 0, 1, false, buffer);
        byte[] bytes = buffer.slice().getBytes();
        return physical == Physical.BOOLEAN ? Arrays.copyOf(bytes, 1) : bytes;
    }

    private void reserveLevels(int count)
    {
        if (levels + count > definitions.length) {
            int size = Math.max(levels + count, definitions.length * 2);
            definitions = Arrays.copyOf(definitions, size);
            if (descriptor.getMaxRepetitionLevel() > 0) {
                repetitions = Arrays.copyOf(repetitions, size);
            }
        }
    }
}
