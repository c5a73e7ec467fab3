package dev.varve.write.compact;

import dev.varve.type.Field;

import java.time.Duration;

import static java.util.Objects.requireNonNull;

/**
 * Rows that compaction drops because of their age.
 *
 * @param after a row expires when the time in its column lies back longer than this
 * @param column of a type that tells a time: seconds as INT, seconds or milliseconds as BIGINT, or a timestamp
 */
record RecordExpiry(Duration after, Field column)
{
    RecordExpiry
    {
        requireNonNull(after, "after is null");
        requireNonNull(column, "column is null");
    }
}
