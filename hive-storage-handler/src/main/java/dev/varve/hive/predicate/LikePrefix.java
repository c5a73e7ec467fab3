package dev.varve.hive.predicate;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.util.Optional;

/** What every text that a LIKE pattern matches starts with. */
final class LikePrefix
{
    private static final char ESCAPE = '\\';

    private LikePrefix() {}

    /** The prefix; empty if the pattern starts with a wildcard. */
    static Optional<Slice> of(String pattern)
    {
        StringBuilder prefix = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            // What an escaped character means differs between releases of Hive, so that the prefix ends there.
            if (c == '%' || c == '_' || c == ESCAPE) {
                break;
            }
            prefix.append(c);
        }
        return prefix.length() == 0 ? Optional.empty() : Optional.of(Slices.utf8Slice(prefix.toString()));
    }
}
