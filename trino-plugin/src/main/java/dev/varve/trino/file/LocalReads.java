package dev.varve.trino.file;

import io.airlift.units.DataSize;

/** Sizes of reads for local files, which answer at once: there, reading what nobody touches costs more than reading often. */
final class LocalReads
{
    static final DataSize BUFFER = DataSize.of(1, DataSize.Unit.MEGABYTE);
    static final DataSize MERGE_DISTANCE = DataSize.of(8, DataSize.Unit.KILOBYTE);
    /** Up to here, a file is read at once. */
    static final DataSize WHOLE_FILE = DataSize.of(128, DataSize.Unit.KILOBYTE);

    private LocalReads() {}

    static DataSize min(DataSize left, DataSize right)
    {
        return left.compareTo(right) <= 0 ? left : right;
    }
}
