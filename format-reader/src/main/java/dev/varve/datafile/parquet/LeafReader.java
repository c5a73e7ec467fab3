package dev.varve.datafile.parquet;

import dev.varve.datafile.CountedInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;

import java.io.IOException;
import java.util.Optional;

/** Reads one primitive column of one row group, forward. Not safe for use by several threads. */
final class LeafReader
{
    private final ColumnDescriptor column;
    private final int maxDefinition;
    private final int maxRepetition;
    private final PageSource pages;
    /** Where pages lie, if some of them are to be left out. */
    private final Optional<OffsetIndex> offsets;
    private final long entries;

    /** Entries of the column chunk in pages that were not seen yet. */
    private long entriesToCome;
    private PhysicalValues dictionary;
    private Page page;
    private long row;

    LeafReader(CountedInput input, ColumnDescriptor column, ColumnChunkMetaData chunk, Optional<OffsetIndex> offsets, int windowBytes)
            throws IOException
    {
        this.column = column;
        maxDefinition = column.getMaxDefinitionLevel();
        maxRepetition = column.getMaxRepetitionLevel();
        if (maxDefinition > Byte.MAX_VALUE) {
            throw new IOException("It is nested " + maxDefinition + " levels deep");
        }
        pages = new PageSource(input, chunk, windowBytes);
        this.offsets = maxRepetition == 0 ? offsets : Optional.empty();
        entries = chunk.getValueCount();
        entriesToCome = entries;
    }

    /** The row of the row group that is next. */
    long row()
    {
        return row;
    }

    long memoryBytes()
    {
        return pages.memoryBytes() + (page == null ? 0 : page.bytes.length + 2L * page.count) + (dictionary == null ? 0 : dictionary.retainedBytes());
    }

    /** Reads the next rows. */
    LeafValues read(int rows)
            throws IOException
    {
        LeafValues values = new LeafValues(column, rows);
        advance(rows, values);
        return values;
    }

    void skip(long rows)
            throws IOException
    {
        if (offsets.isPresent()) {
            seek(offsets.get(), row + rows);
        }
        else {
            advance(rows, null);
        }
    }

    /** Goes to a row without looking at the pages before that of the row, but for a dictionary. */
    private void seek(OffsetIndex offsets, long target)
            throws IOException
    {
        int next = 0;
        while (next < offsets.getPageCount() && offsets.getFirstRowIndex(next) < entries - entriesToCome) {
            next++;
        }
        int wanted = next;
        while (wanted + 1 < offsets.getPageCount() && offsets.getFirstRowIndex(wanted + 1) <= target) {
            wanted++;
        }
        if (wanted > next) {
            if (next == 0) {
                loadDictionaryBefore(offsets.getOffset(0));
            }
            page = null;
            pages.seek(offsets.getOffset(wanted));
            row = offsets.getFirstRowIndex(wanted);
            entriesToCome = entries - row;
        }
        advance(target - row, null);
    }

    private void loadDictionaryBefore(long firstPage)
            throws IOException
    {
        while (dictionary == null && pages.position() < firstPage) {
            PageHeader header = pages.next().orElseThrow(() -> new IOException("It has no pages"));
            if (header.getType() == PageType.DICTIONARY_PAGE) {
                loadDictionary(header);
            }
            else {
                pages.skip(header);
            }
        }
    }

    /** @param target null to step over the rows */
    private void advance(long rows, LeafValues target)
            throws IOException
    {
        long missing = maxRepetition == 0 ? advanceFlat(rows, target) : advanceRepeated(rows, target);
        if (missing > 0) {
            throw new IOException("It ends " + missing + " rows before its row group");
        }
        row += rows;
    }

    /** Every row is one entry. */
    private long advanceFlat(long wanted, LeafValues target)
            throws IOException
    {
        while (wanted > 0) {
            if (isPageDone()) {
                Optional<PageHeader> header = nextDataPage();
                if (header.isEmpty()) {
                    break;
                }
                int count = valueCount(header.get());
                if (target == null && count <= wanted) {
                    pages.skip(header.get());
                    wanted -= count;
                }
                else {
                    page = load(header.get());
                }
                continue;
            }
            int entries = (int) Math.min(wanted, page.count - page.position);
            consume(entries, target);
            wanted -= entries;
        }
        return wanted;
    }

    /** A row is an entry of repetition level 0 and those of other levels that follow, which may be on later pages. */
    private long advanceRepeated(long wanted, LeafValues target)
            throws IOException
    {
        boolean started = false;
        do {
            if (isPageDone()) {
                Optional<PageHeader> header = nextDataPage();
                if (header.isEmpty()) {
                    break;
                }
                page = load(header.get());
            }
            int end = page.position;
            while (end < page.count && (page.repetition[end] != 0 || wanted > 0)) {
                if (page.repetition[end] == 0) {
                    wanted--;
                    started = true;
                }
                else if (!started) {
                    throw new IOException("Its first entry continues a row");
                }
                end++;
            }
            consume(end - page.position, target);
        }
        while (isPageDone());
        return wanted;
    }

    private boolean isPageDone()
    {
        return page == null || page.position == page.count;
    }

    private void consume(int entries, LeafValues target)
            throws IOException
    {
        int from = page.position;
        int present = entries;
        if (maxDefinition > 0) {
            present = 0;
            for (int i = from; i < from + entries; i++) {
                present += page.definition[i] == maxDefinition ? 1 : 0;
            }
        }
        if (target == null) {
            page.values.skip(present);
        }
        else {
            target.append(page.definition, page.repetition, from, entries);
            page.values.read(target.values(), present);
        }
        page.position += entries;
    }

    /** The header of the next page with values, or empty if there are none; loads the dictionary on the way. */
    private Optional<PageHeader> nextDataPage()
            throws IOException
    {
        page = null;
        while (entriesToCome > 0) {
            PageHeader header = pages.next().orElseThrow(() -> new IOException("Its pages end " + entriesToCome + " values early"));
            if (header.getType() == PageType.DICTIONARY_PAGE) {
                loadDictionary(header);
            }
            else if (header.getType() != PageType.DATA_PAGE && header.getType() != PageType.DATA_PAGE_V2) {
                pages.skip(header);
            }
            else {
                int count = valueCount(header);
                if (count < 0 || count > entriesToCome) {
                    throw new IOException("A page of " + count + " values, where " + entriesToCome + " are left");
                }
                entriesToCome -= count;
                return Optional.of(header);
            }
        }
        return Optional.empty();
    }

    private static int valueCount(PageHeader header)
    {
        if (header.getType() == PageType.DATA_PAGE) {
            return header.isSetData_page_header() ? header.getData_page_header().getNum_values() : -1;
        }
        return header.isSetData_page_header_v2() ? header.getData_page_header_v2().getNum_values() : -1;
    }

    private Page load(PageHeader header)
            throws IOException
    {
        return header.getType() == PageType.DATA_PAGE ? pageV1(header, header.getData_page_header()) : pageV2(header, header.getData_page_header_v2());
    }

    private void loadDictionary(PageHeader header)
            throws IOException
    {
        DictionaryPageHeader details = header.getDictionary_page_header();
        if (details == null || dictionary != null || details.getNum_values() < 0) {
            throw new IOException("A dictionary that is not valid");
        }
        byte[] bytes = pages.read(header, 0, true);
        int width = Math.max(1, switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> 1;
            case INT32, FLOAT, BINARY -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> column.getPrimitiveType().getTypeLength();
        });
        if (details.getNum_values() > 8L * bytes.length / width) {
            throw new IOException("A dictionary of " + details.getNum_values() + " values in " + bytes.length + " bytes");
        }
        PhysicalValues values = PhysicalValues.of(column.getPrimitiveType().getPrimitiveTypeName(), details.getNum_values());
        new ValueDecoder.Plain(column.getPrimitiveType(), bytes, 0, bytes.length).read(values, details.getNum_values());
        dictionary = values;
    }

    private Page pageV1(PageHeader header, DataPageHeader details)
            throws IOException
    {
        byte[] bytes = pages.read(header, 0, true);
        int position = 0;
        int count = details.getNum_values();
        byte[] repetition = null;
        byte[] definition = null;
        if (maxRepetition > 0) {
            int length = levelsLength(bytes, position, details.getRepetition_level_encoding());
            repetition = levels(bytes, position + Integer.BYTES, length, maxRepetition, count);
            position += Integer.BYTES + length;
        }
        if (maxDefinition > 0) {
            int length = levelsLength(bytes, position, details.getDefinition_level_encoding());
            definition = levels(bytes, position + Integer.BYTES, length, maxDefinition, count);
            position += Integer.BYTES + length;
        }
        return new Page(bytes, count, definition, repetition, values(details.getEncoding(), bytes, position, count));
    }

    private Page pageV2(PageHeader header, DataPageHeaderV2 details)
            throws IOException
    {
        int repetitionBytes = details.getRepetition_levels_byte_length();
        int definitionBytes = details.getDefinition_levels_byte_length();
        if (repetitionBytes < 0 || definitionBytes < 0 || repetitionBytes > Integer.MAX_VALUE - definitionBytes) {
            throw new IOException("Levels of " + repetitionBytes + " and " + definitionBytes + " bytes");
        }
        int levelBytes = repetitionBytes + definitionBytes;
        boolean compressed = !details.isSetIs_compressed() || details.isIs_compressed();
        byte[] bytes = pages.read(header, levelBytes, compressed);
        int count = details.getNum_values();
        return new Page(
                bytes,
                count,
                maxDefinition > 0 ? levels(bytes, repetitionBytes, definitionBytes, maxDefinition, count) : null,
                maxRepetition > 0 ? levels(bytes, 0, repetitionBytes, maxRepetition, count) : null,
                values(details.getEncoding(), bytes, levelBytes, count));
    }

    private ValueDecoder values(org.apache.parquet.format.Encoding encoding, byte[] bytes, int position, int count)
            throws IOException
    {
        if (encoding == null || position > bytes.length) {
            throw new IOException("A page without values or encoding");
        }
        return ValueDecoder.of(column, Encoding.valueOf(encoding.name()), dictionary, bytes, position, bytes.length, count);
    }

    private static int levelsLength(byte[] bytes, int position, org.apache.parquet.format.Encoding encoding)
            throws IOException
    {
        if (encoding != org.apache.parquet.format.Encoding.RLE) {
            throw new IOException("Levels with the encoding " + encoding);
        }
        int length = bytes.length - position < Integer.BYTES ? -1 : (int) ValueDecoder.INTS.get(bytes, position);
        if (length < 0 || length > bytes.length - position - Integer.BYTES) {
            throw new IOException("Levels of " + length + " bytes in a page of " + bytes.length);
        }
        return length;
    }

    private static byte[] levels(byte[] bytes, int position, int length, int max, int count)
            throws IOException
    {
        byte[] levels = new byte[count];
        new HybridDecoder(bytes, position, position + length, Integer.SIZE - Integer.numberOfLeadingZeros(max)).read(levels, 0, count);
        for (byte level : levels) {
            if (level < 0 || level > max) {
                throw new IOException("Level " + level + ", where " + max + " is the highest");
            }
        }
        return levels;
    }

    private static final class Page
    {
        private final byte[] bytes;
        private final int count;
        private final byte[] definition;
        private final byte[] repetition;
        private final ValueDecoder values;
        /** The next entry. */
        private int position;

        private Page(byte[] bytes, int count, byte[] definition, byte[] repetition, ValueDecoder values)
        {
            this.bytes = bytes;
            this.count = count;
            this.definition = definition;
            this.repetition = repetition;
            this.values = values;
        }
    }
}
