package dev.varve.datafile;

import dev.varve.column.Batch;

/** Rows that lie next to each other in a file; column {@code i} is field {@code i} of the request. */
public interface FileBatch
        extends Batch
{
    /** The physical row number of the first row, counted from 0 over all rows of the file. */
    long firstRow();
}
