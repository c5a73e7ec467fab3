package dev.varve.hiveserver;

import java.io.IOException;
import java.util.List;

/** Takes the result of a statement while it comes. */
public interface HiveRows
{
    /** Called before rows, and not at all by statements that have no result. */
    void columns(List<HiveColumn> columns)
            throws IOException;

    /** @param values as text, null for NULL; binaries as {@code 0x0aff}, nested values as JSON */
    void row(List<String> values)
            throws IOException;
}
