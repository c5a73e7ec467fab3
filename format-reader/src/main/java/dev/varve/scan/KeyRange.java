package dev.varve.scan;

import dev.varve.row.BinaryRow;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A stretch of the keys of a bucket. A bound has values of some leading columns of the trimmed primary key, and stands for the least key with
 * those values; no key need exist there.
 *
 * @param from the first key; empty if there is no key before
 * @param to the first key behind; empty if there is none
 * @param bytes about how much of the files belongs to it
 */
public record KeyRange(Optional<BinaryRow> from, Optional<BinaryRow> to, long bytes)
{
    public KeyRange
    {
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
        if (bytes < 0) {
            throw new IllegalArgumentException("A range of keys has " + bytes + " bytes");
        }
    }
}
