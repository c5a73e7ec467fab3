package dev.varve.write.file.index;

import dev.varve.column.Column;

import java.io.IOException;
import java.util.Optional;

/** Collects the values of one column for one index. */
interface IndexWriter
{
    /** Adds the rows {@code from} to {@code to} (exclusive) of a flat column. */
    void add(Column column, int from, int to);

    /** The bytes of the index; empty if the values do not fit one. */
    Optional<byte[]> finish()
            throws IOException;
}
