package dev.varve.column;

import java.io.IOException;

/**
 * Rows as columns, of which some may be selected. Columns load when first touched, so a column that nobody asks for is
 * never decoded. Not safe for use by several threads.
 *
 * <p>A batch is valid until the next one is requested from where it came: a column that was not touched by then cannot
 * be loaded any more. Columns once loaded stay valid.
 */
public interface Batch
{
    /** The number of rows of each column, selected or not. */
    int size();

    int columnCount();

    /**
     * Column {@code index}, of {@link #size} rows. Asking again returns the same column.
     *
     * @throws IOException if the bytes cannot be read or decoded; the batch is then unusable
     */
    Column column(int index)
            throws IOException;

    /** The rows that count. */
    default Selection selection()
    {
        return Selection.all(size());
    }
}
