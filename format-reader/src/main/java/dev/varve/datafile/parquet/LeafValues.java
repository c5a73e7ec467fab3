package dev.varve.datafile.parquet;

import dev.varve.column.Validity;
import org.apache.parquet.column.ColumnDescriptor;

import java.io.IOException;
import java.util.Arrays;

/**
 * What a primitive column holds for some rows: its values, and its entries with their levels.
 *
 * <p>There is an entry for every value, and one for every null or empty list instead of it. The definition level of an entry tells how
 * many of the nullable and repeated fields on the path to it are there; its repetition level, in which of the repeated ones it is the next
 * element (0: in none, a row begins).
 */
final class LeafValues
{
    private final PhysicalValues values;
    /** Null if nothing on the path is nullable or repeated. */
    private byte[] definition;
    /** Null if nothing on the path is repeated. */
    private byte[] repetition;
    private int entries;

    LeafValues(ColumnDescriptor column, int rows)
    {
        values = PhysicalValues.of(column.getPrimitiveType().getPrimitiveTypeName(), rows);
        definition = column.getMaxDefinitionLevel() > 0 ? new byte[rows] : null;
        repetition = column.getMaxRepetitionLevel() > 0 ? new byte[rows] : null;
    }

    PhysicalValues values()
    {
        return values;
    }

    /** Appends the levels of entries whose values are appended to {@link #values}. */
    void append(byte[] pageDefinition, byte[] pageRepetition, int from, int count)
    {
        int end = Math.addExact(entries, count);
        if (definition != null) {
            definition = append(definition, pageDefinition, from, count, end);
        }
        if (repetition != null) {
            repetition = append(repetition, pageRepetition, from, count, end);
        }
        entries = end;
    }

    private byte[] append(byte[] target, byte[] source, int from, int count, int end)
    {
        byte[] grown = end <= target.length ? target : Arrays.copyOf(target, Math.max(end, target.length + (target.length >> 1)));
        System.arraycopy(source, from, grown, entries, count);
        return grown;
    }

    /**
     * Which of the values of a field above or at the column are there; null if all are.
     *
     * @param level the definition level of entries under a value that is there
     * @param repetitions the number of repeated fields around the field
     * @param elementLevel the definition level of the elements of the innermost of them, 0 if there is none
     * @param size the number of values of the field
     */
    long[] validity(int level, int repetitions, int elementLevel, int size)
            throws IOException
    {
        if (definition == null) {
            checkSize(entries, size);
            return null;
        }
        long[] validity = new long[Validity.words(size)];
        int slot = 0;
        int present = 0;
        for (int i = 0; i < entries; i++) {
            if (repetition == null || repetition[i] <= repetitions && definition[i] >= elementLevel) {
                if (slot < size && definition[i] >= level) {
                    Validity.set(validity, slot);
                    present++;
                }
                slot++;
            }
        }
        checkSize(slot, size);
        return present == size ? null : validity;
    }

    /**
     * Where the elements of the values of a repeated field start and end.
     *
     * @param repetitions the number of repeated fields around the field
     * @param outerElementLevel the definition level of the elements of the innermost of them, 0 if there is none
     * @param elementLevel the definition level of the field's own elements
     * @param size the number of values of the field
     */
    int[] offsets(int repetitions, int outerElementLevel, int elementLevel, int size)
            throws IOException
    {
        int[] offsets = new int[size + 1];
        int slot = 0;
        int elements = 0;
        for (int i = 0; i < entries; i++) {
            if (repetition[i] <= repetitions && definition[i] >= outerElementLevel) {
                if (slot < size) {
                    offsets[slot] = elements;
                }
                slot++;
            }
            if (repetition[i] <= repetitions + 1 && definition[i] >= elementLevel) {
                elements++;
            }
        }
        checkSize(slot, size);
        offsets[size] = elements;
        return offsets;
    }

    private static void checkSize(int actual, int expected)
            throws IOException
    {
        if (actual != expected) {
            throw new IOException("It has " + actual + " values where " + expected + " are expected");
        }
    }
}
