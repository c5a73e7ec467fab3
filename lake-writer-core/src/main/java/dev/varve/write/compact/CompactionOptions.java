package dev.varve.write.compact;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.type.BigIntType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimestampType;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * What the options of a table say about compaction. Sizes are in bytes.
 *
 * @param trigger sorted runs from which on something is compacted
 * @param stopTrigger sorted runs above which a writer waits for compaction
 * @param numLevels levels of a bucket, level 0 included
 * @param fullInterval how often all runs are compacted at least
 * @param totalSizeThreshold below it, a bucket is always compacted as a whole
 * @param incrementalSizeThreshold above it, the runs that are not on the highest level are compacted with those that are
 * @param forceUpLevel0 whether level 0 is compacted whenever there is any
 * @param lookupInterval of how many occasions to do so one is taken; absent for all
 * @param offPeakStart {@code offPeakEnd}: hours of the day; -1 for none
 * @param forceRewriteAll whether a full compaction rewrites also what would do as it is
 * @param smallFileSize smaller files are rewritten where larger ones are only moved to another level
 * @param forceCompact whether each commit waits for compaction
 * @param waitForLookup whether each commit waits until level 0 is compacted, in tables that look keys up
 * @param dedupChangelog whether updates that change nothing are left out of changelogs
 * @param dedupIgnored columns that do not count as a change then
 * @param formats of files by level, where a level has a format of its own
 */
public record CompactionOptions(
        int trigger,
        int stopTrigger,
        int numLevels,
        int maxSizeAmplificationPercent,
        int sizeRatioPercent,
        Optional<Duration> fullInterval,
        OptionalLong totalSizeThreshold,
        OptionalLong incrementalSizeThreshold,
        boolean forceUpLevel0,
        OptionalInt lookupInterval,
        int offPeakStart,
        int offPeakEnd,
        int offPeakPercent,
        boolean forceRewriteAll,
        long smallFileSize,
        long targetFileSize,
        boolean forceCompact,
        boolean waitForLookup,
        Optional<RecordExpiry> recordExpiry,
        boolean dedupChangelog,
        List<String> dedupIgnored,
        String format,
        Map<Integer, String> formats,
        boolean wideVectors,
        int minFileCount,
        double deleteRatio)
{
    public CompactionOptions
    {
        requireNonNull(fullInterval, "fullInterval is null");
        requireNonNull(totalSizeThreshold, "totalSizeThreshold is null");
        requireNonNull(incrementalSizeThreshold, "incrementalSizeThreshold is null");
        requireNonNull(lookupInterval, "lookupInterval is null");
        requireNonNull(recordExpiry, "recordExpiry is null");
        dedupIgnored = List.copyOf(dedupIgnored);
        requireNonNull(format, "format is null");
        formats = Map.copyOf(formats);
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST, naming the option, or UNSUPPORTED_FEATURE
     */
    public static CompactionOptions of(TableSchema schema, TableOptions table)
    {
        OptionMap options = new OptionMap(schema.options());
        int trigger = options.number("num-sorted-run.compaction-trigger", 5);
        boolean lookup = table.merge().lookup();
        boolean gentle = lookup && options.choice("lookup-compact", LookupCompact.RADICAL) == LookupCompact.GENTLE;
        long target = options.size("target-file-size", schema.hasPrimaryKey() ? 128L << 20 : 256L << 20);
        return new CompactionOptions(
                trigger,
                Math.max(trigger, options.number("num-sorted-run.stop-trigger", trigger > Integer.MAX_VALUE - 3 ? Integer.MAX_VALUE : trigger + 3)),
                table.numLevels(),
                options.number("compaction.max-size-amplification-percent", 200),
                options.number("compaction.size-ratio", 1),
                options.duration("compaction.optimization-interval"),
                size(options, "compaction.total-size-threshold"),
                size(options, "compaction.incremental-size-threshold"),
                lookup || options.flag("compaction.force-up-level-0", false),
                gentle ? OptionalInt.of(Math.max(trigger, options.number("lookup-compact.max-interval", Math.multiplyExact(trigger, 2)))) : OptionalInt.empty(),
                options.number("compaction.offpeak.start.hour", -1),
                options.number("compaction.offpeak.end.hour", -1),
                options.number("compaction.offpeak-ratio", 0),
                options.flag("compaction.force-rewrite-all-files", false),
                target / 10 * 7,
                target,
                options.flag("commit.force-compact", false),
                lookup && options.flag("lookup-wait", options.flag("changelog-producer.lookup-wait", true)),
                recordExpiry(options, schema),
                options.flag("changelog-producer.row-deduplicate", false),
                options.list("changelog-producer.row-deduplicate-ignore-fields"),
                options.text("file.format").orElse("parquet"),
                formats(options),
                options.flag("deletion-vectors.bitmap64", false),
                options.number("compaction.min.file-num", 5),
                options.fraction("compaction.delete-ratio-threshold", 0.2));
    }

    /** The format of the files of a level. */
    String format(int level)
    {
        return formats.getOrDefault(level, format);
    }

    private static OptionalLong size(OptionMap options, String key)
    {
        return options.text(key).isPresent() ? OptionalLong.of(options.size(key, 0)) : OptionalLong.empty();
    }

    private static Optional<RecordExpiry> recordExpiry(OptionMap options, TableSchema schema)
    {
        Optional<Duration> after = options.duration("record-level.expire-time");
        if (after.isEmpty()) {
            return Optional.empty();
        }
        String name = options.text("record-level.time-field")
                .orElseThrow(() -> VarveException.invalid("The table has option record-level.expire-time, but not record-level.time-field: name the column that tells the age of a row"));
        if (schema.fields().indexOf(name).isEmpty()) {
            throw VarveException.invalid("Option record-level.time-field of the table names column '" + name + "', which does not exist");
        }
        Field column = schema.column(name);
        boolean tellsTime = column.type() instanceof IntType
                || column.type() instanceof BigIntType
                || column.type() instanceof TimestampType
                || column.type() instanceof LocalZonedTimestampType;
        if (!tellsTime) {
            throw VarveException.invalid("Column '" + name + "' of option record-level.time-field has the type " + column.type() + ", not INT, BIGINT or a timestamp");
        }
        return Optional.of(new RecordExpiry(after.get(), column));
    }

    private static Map<Integer, String> formats(OptionMap options)
    {
        Map<Integer, String> formats = new HashMap<>();
        for (String entry : options.list("file.format.per.level")) {
            int colon = entry.indexOf(':');
            try {
                formats.put(Integer.parseInt(entry.substring(0, Math.max(0, colon)).trim()), entry.substring(colon + 1).trim());
            }
            catch (NumberFormatException e) {
                throw options.bad("file.format.per.level", "a list such as '0:avro,5:parquet'");
            }
        }
        return formats;
    }

    private enum LookupCompact
    {
        RADICAL,
        GENTLE,
    }
}
