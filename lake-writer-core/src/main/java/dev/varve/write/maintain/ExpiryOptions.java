package dev.varve.write.maintain;

import dev.varve.error.VarveException;
import dev.varve.schema.ChangelogProducer;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;

import java.time.Duration;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What expires when, by the options of a table.
 *
 * @param changelogs of snapshots that have expired
 * @param limit at most so many snapshots, or changelogs, expire at once
 * @param consumersKeepChangelogsOnly whether consumers protect changelogs but not snapshots
 * @param changelogFiles whether changes are kept in changelog files; otherwise the files that commits added are the changelog
 */
public record ExpiryOptions(Retention snapshots, Retention changelogs, int limit, boolean consumersKeepChangelogsOnly, boolean changelogFiles)
{
    public ExpiryOptions
    {
        requireNonNull(snapshots, "snapshots is null");
        requireNonNull(changelogs, "changelogs is null");
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST, naming the option
     */
    public static ExpiryOptions of(TableSchema schema)
    {
        OptionMap options = new OptionMap(schema.options());
        Retention snapshots = retention(
                options, "snapshot", new Retention(10, Integer.MAX_VALUE, Duration.ofHours(1)), options.duration("snapshot.time-retained"));
        return new ExpiryOptions(
                snapshots,
                retention(options, "changelog", snapshots, options.duration("changelog.time-retained")),
                options.number("snapshot.expire.limit", 50),
                options.flag("consumer.changelog-only", false),
                options.choice("changelog-producer", ChangelogProducer.NONE) != ChangelogProducer.NONE);
    }

    private static Retention retention(OptionMap options, String prefix, Retention defaults, Optional<Duration> time)
    {
        String minKey = prefix + ".num-retained.min";
        String maxKey = prefix + ".num-retained.max";
        int min = options.number(minKey, (int) defaults.min());
        int max = options.number(maxKey, (int) defaults.max());
        if (min < 1) {
            throw options.bad(minKey, "1 or more");
        }
        if (max < min) {
            throw VarveException.invalid("Option " + maxKey + " of the table is " + max + ", but " + minKey + " is " + min);
        }
        return new Retention(min, max, time.orElse(defaults.time()));
    }

    /** The same with other snapshots kept; changelogs are kept as long as snapshots, unless they were kept longer. */
    public ExpiryOptions withSnapshots(Retention retention)
    {
        return new ExpiryOptions(retention, keepsChangelogs() ? changelogs : retention, limit, consumersKeepChangelogsOnly, changelogFiles);
    }

    public ExpiryOptions withLimit(int limit)
    {
        return new ExpiryOptions(snapshots, changelogs, limit, consumersKeepChangelogsOnly, changelogFiles);
    }

    /** Whether the changelog of a snapshot outlives it. */
    public boolean keepsChangelogs()
    {
        return changelogs.max() > snapshots.max() || changelogs.min() > snapshots.min() || changelogs.time().compareTo(snapshots.time()) > 0;
    }
}
