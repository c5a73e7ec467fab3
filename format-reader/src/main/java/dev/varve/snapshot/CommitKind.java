package dev.varve.snapshot;

/** What a snapshot did to the table. */
public enum CommitKind
{
    /** Only added files. */
    APPEND,
    /** Rewrote files without changing rows. */
    COMPACT,
    /** Replaced rows: INSERT OVERWRITE, DELETE and UPDATE on append tables, dropped partitions. */
    OVERWRITE,
    /** Only brought statistics. */
    ANALYZE,
}
