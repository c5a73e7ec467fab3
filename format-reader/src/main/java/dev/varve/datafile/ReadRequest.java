package dev.varve.datafile;

import dev.varve.type.Field;

import java.util.List;

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
 */
public record ReadRequest(List<Field> fields, FileFilter filter, ReadMetrics metrics, boolean wallClockInstants)
{
    public ReadRequest
    {
        fields = List.copyOf(fields);
        requireNonNull(filter, "filter is null");
        requireNonNull(metrics, "metrics is null");
    }

    /** Of files whose writer had default options. */
    public ReadRequest(List<Field> fields, FileFilter filter, ReadMetrics metrics)
    {
        this(fields, filter, metrics, true);
    }
}
