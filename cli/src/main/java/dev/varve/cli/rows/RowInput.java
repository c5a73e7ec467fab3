package dev.varve.cli.rows;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Rows of a table in a stream of text, one after the other. For one thread. */
public interface RowInput
        extends Closeable
{
    /**
     * The next rows: at least one, and more as long as there are some without waiting for the stream.
     *
     * @param maxRows more than 0
     * @return empty at the end
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST for what is no row of the table; the message names the input, the line, and
     *         the column. Nothing can be read after that.
     */
    Optional<ParsedRows> next(int maxRows)
            throws IOException;

    /** How far the input has been read. */
    InputPosition position();

    /**
     * Passes over what was read before, without looking at it. Only possible before the first {@link #next}.
     *
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST if the input ends before
     */
    void skipTo(InputPosition position)
            throws IOException;
}
