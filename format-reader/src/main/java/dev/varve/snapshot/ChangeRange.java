package dev.varve.snapshot;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Which changes are meant, once that is known.
 *
 * @param mode never {@link ChangeMode#AUTO}
 * @param from exclusive; 0 is the empty table before the first snapshot
 * @param to inclusive, not less than {@code from}; the range is empty if they are equal
 * @param fromTag the tag that {@code from} was found by
 * @param toTag the tag that {@code to} was found by
 */
public record ChangeRange(ChangeMode mode, long from, long to, Optional<String> fromTag, Optional<String> toTag)
{
    public ChangeRange
    {
        requireNonNull(mode, "mode is null");
        requireNonNull(fromTag, "fromTag is null");
        requireNonNull(toTag, "toTag is null");
        if (mode == ChangeMode.AUTO || to < from) {
            throw new IllegalArgumentException("No range of changes: " + mode + " (" + from + ", " + to + "]");
        }
    }

    public boolean isEmpty()
    {
        return from == to;
    }

    @Override
    public String toString()
    {
        return mode + " (" + from + fromTag.map(tag -> "=" + tag).orElse("") + ", " + to + toTag.map(tag -> "=" + tag).orElse("") + "]";
    }
}
