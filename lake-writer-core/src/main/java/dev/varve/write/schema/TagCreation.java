package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.AutomaticTags;
import dev.varve.snapshot.Snapshot;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;

import static java.util.Objects.requireNonNull;

/**
 * Which tags a table wants without being asked: {@code tag.automatic-creation} and what belongs to it.
 *
 * @param names of tags for periods, and how long these are
 * @param zone whose clocks periods follow
 * @param delay how long after the end of a period its tag is made; shorter than a period
 * @param completion whether periods without a snapshot get tags, too: {@code tag.automatic-completion}
 * @param maxCount how many tags stay: {@code tag.num-retained-max}
 * @param batchName of the tag of a batch job; by default the day is part of it
 */
public record TagCreation(Mode mode, AutomaticTags names, ZoneId zone, Duration delay, boolean completion, OptionalInt maxCount, Optional<String> batchName)
{
    /** What tells the time of a snapshot. */
    public enum Mode
    {
        NONE,
        PROCESS_TIME,
        WATERMARK,
        /** Nothing: the end of a batch job is the time for a tag. */
        BATCH,
    }

    public TagCreation
    {
        requireNonNull(mode, "mode is null");
        requireNonNull(names, "names is null");
        requireNonNull(zone, "zone is null");
        requireNonNull(delay, "delay is null");
        requireNonNull(maxCount, "maxCount is null");
        requireNonNull(batchName, "batchName is null");
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST or UNSUPPORTED_FEATURE if the options make no sense
     */
    public static TagCreation of(TableSchema schema)
    {
        return of(schema, "tag.automatic-creation");
    }

    /**
     * The tags that are shown before they are there: {@code metastore.tag-to-partition.preview}.
     *
     * @throws VarveException as {@link #of(TableSchema)}
     */
    public static TagCreation ofPreviews(TableSchema schema)
    {
        return of(schema, "metastore.tag-to-partition.preview");
    }

    private static TagCreation of(TableSchema schema, String modeOption)
    {
        OptionMap options = new OptionMap(schema.options());
        Mode mode = options.choice(modeOption, Mode.NONE);
        AutomaticTags names = AutomaticTags.of(schema);
        Duration delay = options.duration("tag.creation-delay").orElse(Duration.ZERO);
        if (isByPeriod(mode) && delay.compareTo(names.length()) >= 0) {
            throw options.bad("tag.creation-delay", "a duration that is shorter than a period, which lasts " + names.length());
        }
        OptionalInt maxCount = options.text("tag.num-retained-max").isPresent() ? OptionalInt.of(options.number("tag.num-retained-max", 0)) : OptionalInt.empty();
        if (maxCount.orElse(0) < 0) {
            throw options.bad("tag.num-retained-max", "a number that is not negative");
        }
        return new TagCreation(
                mode,
                names,
                zone(options, mode),
                delay,
                options.flag("tag.automatic-completion", false),
                maxCount,
                options.text("tag.batch.customized-name"));
    }

    private static ZoneId zone(OptionMap options, Mode mode)
    {
        String key = mode == Mode.WATERMARK ? "sink.watermark-time-zone" : "sink.process-time-zone";
        Optional<String> name = options.text(key);
        if (name.isEmpty()) {
            return mode == Mode.WATERMARK ? ZoneId.of("UTC") : ZoneId.systemDefault();
        }
        try {
            return ZoneId.of(name.get());
        }
        catch (DateTimeException e) {
            throw options.bad(key, "a time zone such as Europe/Berlin");
        }
    }

    /** Whether snapshots get tags because a period is over. */
    public boolean byPeriod()
    {
        return isByPeriod(mode);
    }

    private static boolean isByPeriod(Mode mode)
    {
        return mode == Mode.PROCESS_TIME || mode == Mode.WATERMARK;
    }

    /** What the clock shows when a snapshot is made; empty if there is no watermark that tells it. */
    public Optional<LocalDateTime> time(Snapshot snapshot)
    {
        if (mode != Mode.WATERMARK) {
            return Optional.of(local(snapshot.timeMillis()));
        }
        boolean known = snapshot.watermark().isPresent() && snapshot.watermark().getAsLong() != Long.MIN_VALUE;
        return known ? Optional.of(local(snapshot.watermark().getAsLong())) : Optional.empty();
    }

    private LocalDateTime local(long millis)
    {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), zone);
    }
}
