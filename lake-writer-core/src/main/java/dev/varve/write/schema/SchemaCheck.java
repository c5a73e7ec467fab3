package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.schema.ChangelogProducer;
import dev.varve.schema.OptionMap;
import dev.varve.schema.SystemFields;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimestampType;

import java.util.List;
import java.util.Set;

/**
 * Whether columns, keys and options of a table fit together. It refuses what Paimon 1.4 refuses, since no engine could open such a
 * table, and beyond that what Varve cannot read or write. {@code docs/tables.md} lists the differences.
 */
public final class SchemaCheck
{
    private static final Set<String> SYSTEM_NAMES = Set.of(
            SystemFields.SEQUENCE_NUMBER.name(),
            SystemFields.VALUE_KIND.name(),
            SystemFields.LEVEL.name(),
            SystemFields.ROW_ID.name(),
            "rowkind");

    private static final String BRANCH = "branch";

    /** They say what one query reads; in a table they would hold for all queries. */
    private static final List<String> QUERY_OPTIONS = List.of(
            "scan.snapshot-id",
            "scan.tag-name",
            "scan.version",
            "scan.watermark",
            "scan.timestamp",
            "scan.timestamp-millis",
            "scan.creation-time-millis",
            "scan.file-creation-time-millis",
            "incremental-between",
            "incremental-between-timestamp",
            "incremental-to-auto-tag");

    private SchemaCheck() {}

    /**
     * @throws VarveException of kind INVALID_REQUEST or UNSUPPORTED_FEATURE, naming the column or option
     */
    public static void require(TableSchema schema)
    {
        if (schema.fields().size() == 0) {
            throw VarveException.invalid("A table needs a column");
        }
        requireNames(schema);
        KeyCheck.require(schema);
        TableOptions options = TableOptions.of(schema);
        OptionMap map = new OptionMap(schema.options());
        requireQueryOptionsAbsent(map);
        requireLevels(map);
        MergeCheck.require(schema, options, map);
        FormatCheck.require(schema, map);
        requireChangelog(schema, options, map);
        requireRetention(map);
        requireExpiry(schema, map);
        requireDeletionVectors(schema, options, map);
        requireRowTracking(schema, options, map);
        requireClustering(schema, options, map);
    }

    private static void requireNames(TableSchema schema)
    {
        for (String name : schema.fields().names()) {
            if (name.isEmpty()) {
                throw VarveException.invalid("A column needs a name");
            }
            if (SYSTEM_NAMES.contains(name) || name.startsWith(SystemFields.KEY_PREFIX)) {
                throw VarveException.invalid("Column '" + name + "' needs another name: the format has columns of its own that are called so");
            }
        }
    }

    private static void requireQueryOptionsAbsent(OptionMap options)
    {
        for (String key : QUERY_OPTIONS) {
            if (options.entries().containsKey(key)) {
                throw VarveException.invalid("Option " + key + " cannot be an option of a table: ask for a version in the query");
            }
        }
        if (!options.text(BRANCH).orElse(BranchLog.MAIN).equals(BranchLog.MAIN)) {
            throw VarveException.invalid("Option " + BRANCH + " cannot be an option of a table: a branch is part of the name in a command or query");
        }
    }

    /** @throws VarveException of kind INVALID_REQUEST if buckets could not have the levels that the options say */
    static void requireLevels(OptionMap map)
    {
        int trigger = map.number("num-sorted-run.compaction-trigger", 5);
        if (trigger < 1) {
            throw map.bad("num-sorted-run.compaction-trigger", "1 or more");
        }
        if (map.number("num-levels", trigger + 1) < 2) {
            throw map.bad("num-levels", "2 or more");
        }
    }

    private static void requireChangelog(TableSchema schema, TableOptions options, OptionMap map)
    {
        ChangelogProducer producer = options.changelogProducer();
        if (!schema.hasPrimaryKey()) {
            if (producer != ChangelogProducer.NONE) {
                throw VarveException.invalid("Option changelog-producer needs a primary key");
            }
            if (map.flag("streaming-read-overwrite", false)) {
                throw VarveException.invalid("Option streaming-read-overwrite needs a primary key; for append tables there is streaming-read-append-overwrite");
            }
            if (map.flag("table-read.sequence-number.enabled", false)) {
                throw VarveException.invalid("Option table-read.sequence-number.enabled needs a primary key");
            }
        }
        if (map.flag("streaming-read-overwrite", false) && (producer == ChangelogProducer.FULL_COMPACTION || producer == ChangelogProducer.LOOKUP)) {
            throw contradiction("streaming-read-overwrite=true", "changelog-producer=" + map.text("changelog-producer").orElseThrow(), "changes would be read twice");
        }
    }

    private static void requireRetention(OptionMap map)
    {
        int snapshotMin = map.number("snapshot.num-retained.min", 10);
        int snapshotMax = map.number("snapshot.num-retained.max", Integer.MAX_VALUE);
        requireRange("snapshot", snapshotMin, snapshotMax);
        requireRange("changelog", map.number("changelog.num-retained.min", snapshotMin), map.number("changelog.num-retained.max", snapshotMax));
    }

    private static void requireRange(String what, int min, int max)
    {
        if (min < 1) {
            throw VarveException.invalid("Option " + what + ".num-retained.min is " + min + ", it must be 1 at least");
        }
        if (min > max) {
            throw VarveException.invalid("Option " + what + ".num-retained.min is " + min + ", which is more than " + what + ".num-retained.max, " + max);
        }
    }

    private static void requireExpiry(TableSchema schema, OptionMap map)
    {
        if (map.entries().containsKey("partition.expiration-time") && schema.partitionKeys().isEmpty()) {
            throw VarveException.invalid("Option partition.expiration-time needs a table with partitions");
        }
        String timeField = map.text("record-level.time-field").orElse(null);
        if (timeField != null) {
            DataType type = KeyCheck.columnOfOption(schema, "record-level.time-field", timeField).type();
            if (!(type instanceof IntType || type instanceof BigIntType || type instanceof TimestampType || type instanceof LocalZonedTimestampType)) {
                throw VarveException.invalid("Option record-level.time-field names column '" + timeField + "' of type " + type + "; it must be INT, BIGINT or a timestamp");
            }
        }
    }

    private static void requireDeletionVectors(TableSchema schema, TableOptions options, OptionMap map)
    {
        if (!options.deletionVectors()) {
            return;
        }
        if (options.changelogProducer() == ChangelogProducer.FULL_COMPACTION) {
            throw contradiction("deletion-vectors.enabled=true", "changelog-producer=full-compaction", "choose none, input or lookup");
        }
        if (MergeCheck.isFirstRow(options) && !options.overlappingLevels()) {
            throw contradiction("deletion-vectors.enabled=true", "merge-engine=first-row", "that engine never deletes a row");
        }
    }

    private static void requireRowTracking(TableSchema schema, TableOptions options, OptionMap map)
    {
        if (options.rowTracking()) {
            if (schema.hasPrimaryKey()) {
                throw VarveException.invalid("Option row-tracking.enabled is for tables without a primary key");
            }
            if (options.bucketing().count() != -1) {
                throw contradiction("row-tracking.enabled=true", "bucket=" + options.bucketing().count(), "leave option bucket out");
            }
        }
        if (options.dataEvolution()) {
            if (!options.rowTracking()) {
                throw VarveException.invalid("Option data-evolution.enabled needs row-tracking.enabled=true");
            }
            if (options.deletionVectors()) {
                throw contradiction("data-evolution.enabled=true", "deletion-vectors.enabled=true", "choose one");
            }
            if (map.flag("clustering.incremental", false)) {
                throw contradiction("data-evolution.enabled=true", "clustering.incremental=true", "choose one");
            }
        }
    }

    private static void requireClustering(TableSchema schema, TableOptions options, OptionMap map)
    {
        if (map.flag("clustering.incremental", false)) {
            if (schema.hasPrimaryKey()) {
                throw VarveException.invalid("Option clustering.incremental is for tables without a primary key");
            }
            if (options.bucketing().count() != -1 && (map.flag("bucket-append-ordered", true) || options.deletionVectors())) {
                throw VarveException.invalid("Option clustering.incremental with a fixed number of buckets needs bucket-append-ordered=false and no deletion vectors");
            }
        }
        if (options.overlappingLevels()) {
            requireClusteringOverride(options, map);
        }
    }

    private static void requireClusteringOverride(TableOptions options, OptionMap map)
    {
        String override = "pk-clustering-override=true";
        if (map.list("clustering.columns").isEmpty()) {
            throw VarveException.invalid("Option pk-clustering-override needs clustering.columns");
        }
        if (!options.deletionVectors()) {
            throw VarveException.invalid("Option pk-clustering-override needs deletion-vectors.enabled=true");
        }
        if (map.text("record-level.expire-time").isPresent()) {
            throw contradiction(override, "record-level.expire-time", "choose one");
        }
        if (!MergeCheck.isDeduplicate(options) && !MergeCheck.isFirstRow(options)) {
            throw contradiction(override, "merge-engine=" + map.text("merge-engine").orElseThrow(), "choose deduplicate or first-row");
        }
        if (!options.merge().sequenceFields().isEmpty()) {
            throw contradiction(override, "sequence.field", "choose one");
        }
        if (options.changelogProducer() != ChangelogProducer.NONE && options.changelogProducer() != ChangelogProducer.INPUT) {
            throw contradiction(override, "changelog-producer=" + map.text("changelog-producer").orElseThrow(), "choose none or input");
        }
    }

    static VarveException contradiction(String option, String other, String remedy)
    {
        return VarveException.invalid("Options " + option + " and " + other + " contradict each other: " + remedy);
    }
}
