package dev.varve.evolution;

import dev.varve.column.Column;

/** Converts whole columns of one type to another. */
@FunctionalInterface
interface Conversion
{
    Conversion IDENTITY = column -> column;

    /** @param column flat at the outermost level */
    Column convert(Column column);
}
