package dev.varve.write;

import dev.varve.schema.ChangelogProducer;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;

import java.util.OptionalInt;

/**
 * Before which commits everything is compacted.
 *
 * @param interval in commits; absent for never
 */
record FullCompaction(OptionalInt interval)
{
    /** By option {@code full-compaction.delta-commits}; where the changelog comes of full compactions, before each commit unless it says otherwise. */
    static FullCompaction of(OptionMap options, TableOptions table)
    {
        String key = "full-compaction.delta-commits";
        if (options.text(key).isEmpty()) {
            return new FullCompaction(table.changelogProducer() == ChangelogProducer.FULL_COMPACTION ? OptionalInt.of(1) : OptionalInt.empty());
        }
        int interval = options.number(key, 1);
        if (interval < 1) {
            throw options.bad(key, "1 or more");
        }
        return new FullCompaction(OptionalInt.of(interval));
    }

    boolean isDue(long identifier)
    {
        return interval.isPresent() && (identifier == Long.MAX_VALUE || identifier % interval.getAsInt() == 0);
    }
}
