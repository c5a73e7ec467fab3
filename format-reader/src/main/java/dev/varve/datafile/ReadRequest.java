package dev.varve.datafile;

import dev.varve.type.Field;

import org.roaringbitmap.RoaringBitmap;

import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What is wanted of one file.
 *
 * <p>{@code fields} are columns by the name and type that they have in the file's own schema; nested rows may have been pruned.
 * Fields are found by exact name, at every level. A field that the file does not hold reads as null; a row of which the file
 * holds no requested member reads as null, too. Columns come in the {@link dev.varve.column.Layout} of the requested type, whatever
 * the physical type in the file is, as long as that is one of those that the table format writes for the type.
 *
 * @param fields may be empty: batches then carry nothing but row counts
 * @param filter only a hint, to skip what cannot match by the statistics in the file
 * @param metrics counts what is read and skipped
 * @param wallClockInstants whether ORC files hold an instant as its wall clock in UTC, read in the zone of the writer: what writers do
 *         unless a table says otherwise
 * @param filesAtOnce how many files are read alternately with this one, it included. Where these are very many, batches and buffers
 *         should be smaller than usual, see {@link #share}
 * @param part which row groups (stripes) are wanted; empty if all are
 * @param rows the numbers of the rows that matter, a hint to skip row groups (stripes) without any; empty if all do. Not changed by readers
 */
public record ReadRequest(List<Field> fields, FileFilter filter, ReadMetrics metrics, boolean wallClockInstants, int filesAtOnce, Optional<FilePart> part, Optional<RoaringBitmap> rows)
{
    /** So many files may be read at once with batches and buffers of the usual sizes. */
    public static final int FEW_FILES = 64;

    public ReadRequest
    {
        if (filesAtOnce < 1) {
            throw new IllegalArgumentException("No file can be read if only " + filesAtOnce + " are");
        }
        fields = List.copyOf(fields);
        requireNonNull(filter, "filter is null");
        requireNonNull(metrics, "metrics is null");
        requireNonNull(part, "part is null");
        requireNonNull(rows, "rows is null");
    }

    /** Of files whose writer had default options. */
    public ReadRequest(List<Field> fields, FileFilter filter, ReadMetrics metrics)
    {
        this(fields, filter, metrics, true);
    }

    /** Of a file that is read on its own, or with few others. */
    public ReadRequest(List<Field> fields, FileFilter filter, ReadMetrics metrics, boolean wallClockInstants)
    {
        this(fields, filter, metrics, wallClockInstants, 1);
    }

    /** Of a whole file. */
    public ReadRequest(List<Field> fields, FileFilter filter, ReadMetrics metrics, boolean wallClockInstants, int filesAtOnce)
    {
        this(fields, filter, metrics, wallClockInstants, filesAtOnce, Optional.empty(), Optional.empty());
    }

    /**
     * Whether a row group is wanted.
     *
     * @param firstRow of the row group
     * @param rowCount of the file
     */
    public boolean isWanted(long firstRow, long rowCount)
    {
        return part.isEmpty() || part.get().has(firstRow, rowCount);
    }

    /** Whether any row of a row group matters. */
    public boolean hasWantedRows(long firstRow, long count)
    {
        return rows.isEmpty() || rows.get().intersects(firstRow, firstRow + count);
    }

    /** Whether so many files are read at once that each gets less than usual. */
    public boolean isOneOfMany()
    {
        return filesAtOnce > FEW_FILES;
    }

    /**
     * What this file gets of rows or bytes: the usual amount or, of many files, so much less that all have what {@link #FEW_FILES} usually
     * have, but not less than {@code least}.
     */
    public int share(int usual, int least)
    {
        return isOneOfMany() ? Math.max(Math.min(usual, least), (int) ((long) usual * FEW_FILES / filesAtOnce)) : usual;
    }
}
