package dev.varve.write.file.parquet;

import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.schema.PrimitiveType;

import java.util.Arrays;
import java.util.Optional;

/**
 * Encodes the values of one primitive column, page by page. A column chunk begins with a dictionary, and goes on without one if the
 * dictionary of the first page saves nothing or becomes too large.
 */
final class LeafValues
{
    private final boolean booleans;
    private final boolean lengths;
    private final long maxDictionaryBytes;
    /** Null if there is none. */
    private final Dictionary dictionary;

    private boolean usesDictionary;
    private boolean firstPage = true;
    /** Pages that refer to the dictionary. */
    private int dictionaryPages;
    /** Bytes that the values of this page have without dictionary. */
    private long rawBytes;
    private final PageBuffer plain = new PageBuffer();
    private int[] ids = new int[1024];
    private int idCount;

    /** @param maxDictionaryBytes 0 for no dictionary */
    LeafValues(PrimitiveType type, long maxDictionaryBytes)
    {
        Physical physical = Physical.of(type);
        booleans = physical == Physical.BOOLEAN;
        lengths = physical == Physical.BYTES;
        this.maxDictionaryBytes = maxDictionaryBytes;
        if (maxDictionaryBytes == 0 || booleans) {
            dictionary = null;
        }
        else {
            dictionary = switch (physical) {
                case INT -> Dictionary.ofNumbers(Integer.BYTES);
                case LONG, MILLIS -> Dictionary.ofNumbers(Long.BYTES);
                default -> Dictionary.ofBytes(lengths);
            };
        }
        usesDictionary = dictionary != null;
    }

    void add(Column column, int from, int to)
    {
        if (booleans) {
            reserveIds(to - from);
            System.arraycopy(((IntColumn) column).values(), from, ids, idCount, to - from);
            idCount += to - from;
        }
        else if (usesDictionary) {
            reserveIds(to - from);
            dictionary.ids(column, from, to, ids, idCount);
            idCount += to - from;
            rawBytes += Plain.size(column, from, to, lengths);
            if (dictionary.plainBytes() > maxDictionaryBytes) {
                fallBack();
            }
        }
        else {
            Plain.encode(column, from, to, lengths, plain);
        }
    }

    /** About how many bytes the values of this page need. */
    long bufferedBytes()
    {
        if (booleans) {
            return idCount / Byte.SIZE;
        }
        return usesDictionary ? idBytes() : plain.size();
    }

    /** Ends a page: writes its values. */
    Encoding endPage(PageBuffer target)
    {
        if (booleans) {
            HybridEncoder.packValues(ids, 0, idCount, 1, target);
            idCount = 0;
            return Encoding.PLAIN;
        }
        if (usesDictionary && firstPage && idBytes() + dictionary.plainBytes() >= rawBytes) {
            fallBack();
        }
        firstPage = false;
        rawBytes = 0;
        if (!usesDictionary) {
            target.put(plain.bytes(), 0, plain.size());
            plain.reset();
            return Encoding.PLAIN;
        }
        int bitWidth = HybridEncoder.bitWidth(Math.max(0, dictionary.size() - 1));
        target.put((byte) bitWidth);
        HybridEncoder.encode(ids, idCount, bitWidth, target);
        idCount = 0;
        dictionaryPages++;
        return Encoding.PLAIN_DICTIONARY;
    }

    /** Ends a column chunk: its dictionary, if a page refers to it. */
    Optional<DictionaryPage> endChunk()
    {
        Optional<DictionaryPage> page = Optional.empty();
        if (dictionaryPages > 0) {
            PageBuffer values = new PageBuffer();
            dictionary.plain(values);
            page = Optional.of(new DictionaryPage(BytesInput.from(values.bytes(), 0, values.size()), dictionary.size(), Encoding.PLAIN_DICTIONARY));
        }
        if (dictionary != null) {
            dictionary.reset();
            usesDictionary = true;
        }
        firstPage = true;
        dictionaryPages = 0;
        return page;
    }

    private long idBytes()
    {
        return (long) HybridEncoder.bitWidth(dictionary.size()) * idCount / Byte.SIZE;
    }

    private void fallBack()
    {
        dictionary.plain(ids, idCount, plain);
        idCount = 0;
        usesDictionary = false;
    }

    private void reserveIds(int count)
    {
        if (idCount + count > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(idCount + count, ids.length * 2));
        }
    }
}
