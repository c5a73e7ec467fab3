package dev.varve.trino.file;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.SchemaElement;

import java.io.IOException;

import static java.util.Objects.requireNonNull;

/**
 * What the pages of a column chunk cannot exceed, as the footer has it. A page header is damaged that claims more, and what it claims is
 * what decoders allocate.
 *
 * @param column for messages
 * @param start the position of the first page in the file
 * @param length of all pages with their headers
 * @param uncompressedBytes of all pages
 * @param values of all data pages, nulls included
 * @param valueBytes the least that a value takes in a dictionary
 */
record PageLimits(String column, long start, long length, long uncompressedBytes, long values, int valueBytes)
{
    PageLimits
    {
        requireNonNull(column, "column is null");
    }

    static PageLimits of(SchemaElement element, ColumnChunk chunk)
    {
        ColumnMetaData metadata = chunk.getMeta_data();
        long dictionary = metadata.isSetDictionary_page_offset() ? metadata.getDictionary_page_offset() : 0;
        long start = dictionary > 0 && dictionary < metadata.getData_page_offset() ? dictionary : metadata.getData_page_offset();
        return new PageLimits(
                element.getName(),
                start,
                metadata.getTotal_compressed_size(),
                metadata.getTotal_uncompressed_size(),
                metadata.getNum_values(),
                valueBytes(element));
    }

    private static int valueBytes(SchemaElement element)
    {
        return switch (element.getType()) {
            case BOOLEAN -> 1;
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> 3 * Integer.BYTES;
            // each has its length before it
            case BYTE_ARRAY -> Integer.BYTES;
            case FIXED_LEN_BYTE_ARRAY -> Math.max(1, element.getType_length());
        };
    }

    boolean contains(long position)
    {
        return position >= start && position - start < length;
    }

    /**
     * @param bytesLeft of the chunk, after the header
     * @param valuesLeft that no page before had
     * @return how many values the page has if it is one of data, else 0
     */
    int check(PageHeader header, long bytesLeft, long valuesLeft)
            throws IOException
    {
        check("a page", header.getCompressed_page_size(), bytesLeft, "bytes");
        check("an uncompressed page", header.getUncompressed_page_size(), uncompressedBytes, "bytes");
        if (header.isSetDictionary_page_header()) {
            DictionaryPageHeader dictionary = header.getDictionary_page_header();
            check("a dictionary", dictionary.getNum_values(), header.getUncompressed_page_size() / valueBytes, "values");
            return 0;
        }
        if (header.isSetData_page_header_v2()) {
            DataPageHeaderV2 data = header.getData_page_header_v2();
            int levels = Math.min(header.getCompressed_page_size(), header.getUncompressed_page_size());
            check("a page's repetition levels", data.getRepetition_levels_byte_length(), levels, "bytes");
            check("a page's definition levels", data.getDefinition_levels_byte_length(), levels - data.getRepetition_levels_byte_length(), "bytes");
            check("a page", data.getNum_values(), valuesLeft, "values");
            check("a page", data.getNum_nulls(), data.getNum_values(), "nulls");
            check("a page", data.getNum_rows(), data.getNum_values(), "rows");
            return data.getNum_values();
        }
        if (header.isSetData_page_header()) {
            check("a page", header.getData_page_header().getNum_values(), valuesLeft, "values");
            return header.getData_page_header().getNum_values();
        }
        return 0;
    }

    private void check(String what, int claimed, long limit, String unit)
            throws IOException
    {
        if (claimed < 0 || claimed > limit) {
            throw new IOException("column '%s' has %s that claims %s %s, where %s are possible".formatted(column, what, claimed, unit, limit));
        }
    }
}
