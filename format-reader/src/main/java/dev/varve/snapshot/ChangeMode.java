package dev.varve.snapshot;

import dev.varve.error.VarveException;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the changes between two states of a table are taken from. */
public enum ChangeMode
{
    /** {@link #CHANGELOG} if the table has a changelog producer, else {@link #DELTA}; {@link #DIFF} between two tags. */
    AUTO,
    /** What APPEND snapshots wrote, as it was written: a key may occur many times. */
    DELTA,
    /** The changelog files of all snapshots but OVERWRITE ones. */
    CHANGELOG,
    /**
     * The rows of files that only the later state has, merged, without those whose key had the same row in files that only the earlier state has. So
     * what is returned depends on what was compacted in between. Deleted rows are left out unless asked for.
     */
    DIFF,
    /**
     * How the rows of the one state become those of the other, whatever files they are in: each key has no change, an insert, a delete, or
     * an update of two rows. Of tables without a primary key, only appended rows can be told. Paimon has no such mode.
     */
    NET;

    /**
     * @param text the name of a constant, in upper or lower case
     * @throws VarveException of kind INVALID_REQUEST for any other text
     */
    public static ChangeMode parse(String text)
    {
        List<String> names = Arrays.stream(values()).map(mode -> mode.name().toLowerCase(Locale.ROOT)).toList();
        int index = names.indexOf(text.trim().toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw VarveException.invalid("The scan mode of changes is '" + text + "', expected is one of " + names);
        }
        return values()[index];
    }
}
