package dev.varve.schema;

import dev.varve.error.VarveException;
import dev.varve.row.BucketFunction;
import dev.varve.type.RowType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * What the options of a table mean to a reader, parsed once. Code below gets the part that it needs, never the map.
 *
 * @param deletionVectors whether rows of data files are deleted by deletion vectors
 * @param deletionVectorsMergeOnRead whether level 0 is read, and merged, in spite of deletion vectors
 * @param numLevels levels of a bucket; the highest is one less
 * @param overlappingLevels whether the files of one level may overlap, as they are sorted by other columns than the key
 * @param readsSequenceNumber whether tables that tell of deleted rows tell of sequence numbers, too
 * @param rowTracking whether rows have ids
 * @param fallbackBranch the branch that has the rows of partitions that the table does not have
 * @param dataEvolution whether files of the same row ids hold different columns of the same rows
 * @param orcWallClockInstants whether ORC files hold an instant as its wall clock in UTC, read in the zone of the writer
 * @param blobAsDescriptor whether a BLOB is read as where its bytes lie, and not as these bytes
 */
public record TableOptions(
        MergeOptions merge,
        Bucketing bucketing,
        FileLayout layout,
        ScanOptions scan,
        ChangelogProducer changelogProducer,
        boolean deletionVectors,
        boolean deletionVectorsMergeOnRead,
        int numLevels,
        boolean overlappingLevels,
        boolean readsSequenceNumber,
        boolean rowTracking,
        Optional<String> fallbackBranch,
        boolean dataEvolution,
        boolean orcWallClockInstants,
        boolean blobAsDescriptor)
{
    private static final String FIELDS = "fields.";
    private static final String FALLBACK_BRANCH = "scan.fallback-branch";
    private static final String SEQUENCE_GROUP = ".sequence-group";

    /** Features that change which rows a table has; to ignore them would be to return wrong rows. */
    private static final List<String> UNSUPPORTED_FLAGS = List.of("chain-table.enabled", "query-auth.enabled", "sequence.snapshot-ordering");
    private static final List<String> UNSUPPORTED_BRANCHES =
            List.of("scan.primary-branch", "scan.fallback-snapshot-branch", "scan.fallback-delta-branch");
    /** A materialized table is one whose rows are kept up to date by a job. */
    private static final Set<String> SUPPORTED_TYPES = Set.of("table", "materialized-table");

    public TableOptions
    {
        requireNonNull(merge, "merge is null");
        requireNonNull(bucketing, "bucketing is null");
        requireNonNull(layout, "layout is null");
        requireNonNull(scan, "scan is null");
        requireNonNull(changelogProducer, "changelogProducer is null");
    }

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE or INVALID_REQUEST, naming the option
     */
    public static TableOptions of(TableSchema schema)
    {
        OptionMap options = new OptionMap(schema.options());
        requireSupported(options);
        boolean deletionVectors = options.flag("deletion-vectors.enabled", false);
        ChangelogProducer changelogProducer = options.choice("changelog-producer", ChangelogProducer.NONE);
        int compactionTrigger = options.number("num-sorted-run.compaction-trigger", 5);
        return new TableOptions(
                merge(options, schema, changelogProducer, deletionVectors),
                bucketing(options, schema),
                layout(options),
                scan(options),
                changelogProducer,
                deletionVectors,
                options.flag("deletion-vectors.merge-on-read", false),
                options.number("num-levels", compactionTrigger + 1),
                options.flag("pk-clustering-override", false),
                options.flag("table-read.sequence-number.enabled", false),
                options.flag("row-tracking.enabled", false),
                options.text(FALLBACK_BRANCH),
                options.flag("data-evolution.enabled", false),
                options.flag("orc.timestamp-ltz.legacy.type", true),
                options.flag("blob-as-descriptor", false));
    }

    /**
     * Whether a read of the current rows leaves level 0 out: what is there becomes visible by compaction.
     */
    public boolean hidesLevel0()
    {
        return deletionVectors && !deletionVectorsMergeOnRead || merge.engine() == MergeEngine.FIRST_ROW;
    }

    /**
     * Where the files of a table lie, which the options of a table tell that cannot be read, too.
     *
     * @throws VarveException of kind INVALID_REQUEST, naming the option
     */
    public static FileLayout layoutOf(TableSchema schema)
    {
        return layout(new OptionMap(schema.options()));
    }

    /** The branch that has the rows of partitions that a table of that schema does not have. */
    public static Optional<String> fallbackBranchOf(TableSchema schema)
    {
        return new OptionMap(schema.options()).text(FALLBACK_BRANCH);
    }

    private static void requireSupported(OptionMap options)
    {
        String type = options.text("type").orElse("table");
        if (!SUPPORTED_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw VarveException.unsupported("Option type of the table is '" + type + "': it is no table of this format, which has those of type 'table' and 'materialized-table'");
        }
        for (String flag : UNSUPPORTED_FLAGS) {
            if (options.flag(flag, false)) {
                throw VarveException.unsupported("The table has option " + flag + "=true, which is not supported");
            }
        }
        for (String branch : UNSUPPORTED_BRANCHES) {
            if (options.text(branch).isPresent()) {
                throw VarveException.unsupported("The table has option " + branch + "=" + options.text(branch).get() +
                        ", which is not supported: its rows come from two branches");
            }
        }
    }

    private static MergeOptions merge(OptionMap options, TableSchema schema, ChangelogProducer changelogProducer, boolean deletionVectors)
    {
        MergeEngine engine = options.choice("merge-engine", MergeEngine.DEDUPLICATE);
        return new MergeOptions(
                engine,
                requireColumns("sequence.field", options.list("sequence.field"), schema.fields()),
                options.choice("sequence.field.sort-order", SortOrder.ASCENDING) == SortOrder.DESCENDING,
                ignoreDelete(options),
                options.flag("ignore-update-before", false),
                removeRecordOnDelete(options, engine),
                requireColumns(
                        "partial-update.remove-record-on-sequence-group",
                        options.list("partial-update.remove-record-on-sequence-group"),
                        schema.fields()),
                sequenceGroups(options, schema.fields()),
                aggregates(options, schema.fields()),
                deletionVectors
                        || changelogProducer == ChangelogProducer.LOOKUP
                        || engine == MergeEngine.FIRST_ROW
                        || options.flag("force-lookup", false));
    }

    private static boolean ignoreDelete(OptionMap options)
    {
        for (String key : List.of("ignore-delete", "first-row.ignore-delete", "deduplicate.ignore-delete", "partial-update.ignore-delete")) {
            if (options.text(key).isPresent()) {
                return options.flag(key, false);
            }
        }
        return false;
    }

    private static boolean removeRecordOnDelete(OptionMap options, MergeEngine engine)
    {
        return engine == MergeEngine.PARTIAL_UPDATE && options.flag("partial-update.remove-record-on-delete", false)
                || engine == MergeEngine.AGGREGATION && options.flag("aggregation.remove-record-on-delete", false);
    }

    private static List<SequenceGroup> sequenceGroups(OptionMap options, RowType columns)
    {
        List<SequenceGroup> groups = new ArrayList<>();
        for (Map.Entry<String, String> option : options.entries().entrySet()) {
            String key = option.getKey();
            if (key.startsWith(FIELDS) && key.endsWith(SEQUENCE_GROUP) && key.length() > FIELDS.length() + SEQUENCE_GROUP.length()) {
                List<String> sequence = OptionMap.split(key.substring(FIELDS.length(), key.length() - SEQUENCE_GROUP.length()));
                groups.add(new SequenceGroup(
                        requireColumns(key, sequence, columns),
                        requireColumns(key, OptionMap.split(option.getValue()), columns)));
            }
        }
        return groups;
    }

    private static AggregateOptions aggregates(OptionMap options, RowType columns)
    {
        Map<String, AggregateOptions.Column> byColumn = new HashMap<>();
        for (String column : columns.names()) {
            AggregateOptions.Column parsed = aggregate(options, FIELDS + column + ".");
            if (!parsed.equals(AggregateOptions.Column.DEFAULT)) {
                byColumn.put(column, parsed);
            }
        }
        return new AggregateOptions(options.text("fields.default-aggregate-function"), byColumn);
    }

    private static AggregateOptions.Column aggregate(OptionMap options, String prefix)
    {
        String countLimit = prefix + "count-limit";
        // Not trimmed: a delimiter may be a blank.
        String delimiter = options.entries().getOrDefault(prefix + "list-agg-delimiter", AggregateOptions.Column.DEFAULT.listDelimiter());
        return new AggregateOptions.Column(
                options.text(prefix + "aggregate-function"),
                options.flag(prefix + "ignore-retract", false),
                options.flag(prefix + "distinct", false),
                delimiter,
                options.list(prefix + "nested-key"),
                options.list(prefix + "nested-sequence-field"),
                options.text(prefix + "nested-key-null-strategy"),
                options.text(countLimit).isPresent() ? OptionalInt.of(options.number(countLimit, 0)) : OptionalInt.empty(),
                options.text(prefix + "ts-field"));
    }

    private static Bucketing bucketing(OptionMap options, TableSchema schema)
    {
        int count = options.number("bucket", Bucketing.DYNAMIC);
        if (count == 0 || count < Bucketing.POSTPONE) {
            throw options.bad("bucket", "1 or more, -1 or -2");
        }
        List<String> keys = requireColumns("bucket-key", options.list("bucket-key"), schema.fields());
        return new Bucketing(
                count,
                keys.isEmpty() ? schema.trimmedPrimaryKeys() : keys,
                options.text("bucket-function.type").map(BucketFunction::parse).orElse(BucketFunction.DEFAULT),
                options.flag("postpone.merge-on-read", false));
    }

    private static FileLayout layout(OptionMap options)
    {
        return new FileLayout(
                options.text("partition.default-name").orElse("__DEFAULT_PARTITION__"),
                options.flag("partition.legacy-name", true),
                options.text("data-file.path-directory").map(directory -> relativeDirectory(options, directory)),
                options.flag("index-file-in-data-file-dir", false));
    }

    private static String relativeDirectory(OptionMap options, String directory)
    {
        String trimmed = directory.replaceAll("^/+|/+$", "");
        if (trimmed.isEmpty() || trimmed.contains(":") || List.of(trimmed.split("/")).contains("..")) {
            throw options.bad("data-file.path-directory", "a directory below that of the table");
        }
        return trimmed;
    }

    private static ScanOptions scan(OptionMap options)
    {
        return new ScanOptions(
                options.size("source.split.target-size", 128L << 20),
                options.size("source.split.open-file-cost", 4L << 20),
                options.flag("file-index.read.enabled", true),
                options.flag("bucket-append-ordered", true));
    }

    private static List<String> requireColumns(String option, List<String> names, RowType columns)
    {
        for (String name : names) {
            if (columns.indexOf(name).isEmpty()) {
                throw VarveException.invalid("Option " + option + " of the table names column '" + name + "', which does not exist");
            }
        }
        return names;
    }

    private enum SortOrder
    {
        ASCENDING,
        DESCENDING,
    }
}
