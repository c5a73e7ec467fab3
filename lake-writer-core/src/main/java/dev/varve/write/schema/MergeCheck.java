package dev.varve.write.schema;

import dev.varve.aggregate.AggregateFunction;
import dev.varve.error.VarveException;
import dev.varve.schema.ChangelogProducer;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.MergeOptions;
import dev.varve.schema.OptionMap;
import dev.varve.schema.SequenceGroup;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which options of merge engines go together. */
final class MergeCheck
{
    private static final String FIELDS = "fields.";
    private static final String DEFAULT_FUNCTION = "default-aggregate-function";

    private MergeCheck() {}

    static void require(TableSchema schema, TableOptions options, OptionMap map)
    {
        requireColumnsOfFieldOptions(schema, map);
        requireSequenceFields(schema, options.merge());
        map.text("rowkind.field").ifPresent(column -> KeyCheck.columnOfOption(schema, "rowkind.field", column));
        if (isFirstRow(options) && options.changelogProducer() != ChangelogProducer.NONE && options.changelogProducer() != ChangelogProducer.LOOKUP) {
            throw SchemaCheck.contradiction("merge-engine=first-row", "changelog-producer=" + map.text("changelog-producer").orElseThrow(), "choose none or lookup");
        }
        if (schema.hasPrimaryKey()) {
            requireFunctions(schema, options.merge());
            if (options.merge().engine() == MergeEngine.PARTIAL_UPDATE) {
                requirePartialUpdate(schema, options.merge(), map);
            }
        }
    }

    static boolean isFirstRow(TableOptions options)
    {
        return options.merge().engine() == MergeEngine.FIRST_ROW;
    }

    static boolean isDeduplicate(TableOptions options)
    {
        return options.merge().engine() == MergeEngine.DEDUPLICATE;
    }

    /** The part after {@code fields.} names columns, or the default function. */
    private static void requireColumnsOfFieldOptions(TableSchema schema, OptionMap map)
    {
        for (String key : map.entries().keySet()) {
            if (!key.startsWith(FIELDS)) {
                continue;
            }
            String[] parts = key.split("\\.");
            for (String column : parts.length < 2 ? new String[] {""} : parts[1].split(",")) {
                if (!column.equals(DEFAULT_FUNCTION)) {
                    KeyCheck.columnOfOption(schema, key, column);
                }
            }
        }
    }

    private static void requireSequenceFields(TableSchema schema, MergeOptions merge)
    {
        List<String> fields = merge.sequenceFields();
        if (fields.isEmpty()) {
            return;
        }
        if (new HashSet<>(fields).size() != fields.size()) {
            throw VarveException.invalid("Option sequence.field names a column twice: " + fields);
        }
        for (String field : fields) {
            if (merge.aggregates().column(field).function().isPresent()) {
                throw VarveException.invalid("Column '" + field + "' is in option sequence.field, so it cannot have an aggregate function");
            }
        }
        if (merge.engine() == MergeEngine.FIRST_ROW) {
            throw SchemaCheck.contradiction("sequence.field", "merge-engine=first-row", "leave sequence.field out");
        }
        if (schema.hasPrimaryKey() && !schema.primaryKeys().containsAll(schema.partitionKeys())) {
            throw VarveException.invalid("Option sequence.field needs a primary key that has all partition columns: %s lacks some of %s"
                    .formatted(schema.primaryKeys(), schema.partitionKeys()));
        }
    }

    private static void requireFunctions(TableSchema schema, MergeOptions merge)
    {
        if (merge.engine() != MergeEngine.AGGREGATION && merge.engine() != MergeEngine.PARTIAL_UPDATE) {
            return;
        }
        for (String column : schema.fields().names()) {
            merge.aggregates().function(column).ifPresent(function -> {
                if (!AggregateFunction.isKnown(function)) {
                    throw VarveException.unsupported("Column '" + column + "' has the aggregate function '" + function + "', which is not known");
                }
            });
        }
    }

    private static void requirePartialUpdate(TableSchema schema, MergeOptions merge, OptionMap map)
    {
        Set<String> sequenceColumns = new HashSet<>();
        Set<String> groupedColumns = new HashSet<>();
        for (SequenceGroup group : merge.sequenceGroups()) {
            sequenceColumns.addAll(group.sequenceColumns());
            for (String column : group.protectedColumns()) {
                if (!groupedColumns.add(column)) {
                    throw VarveException.invalid("Column '" + column + "' is in two sequence groups");
                }
            }
        }
        boolean removesOnGroup = map.text("partial-update.remove-record-on-sequence-group").isPresent();
        if (merge.ignoreDelete() && (merge.removeRecordOnDelete() || removesOnGroup)) {
            throw SchemaCheck.contradiction("ignore-delete=true", merge.removeRecordOnDelete() ? "partial-update.remove-record-on-delete=true" : "partial-update.remove-record-on-sequence-group", "choose one");
        }
        if (merge.removeRecordOnDelete() && !merge.sequenceGroups().isEmpty()) {
            throw SchemaCheck.contradiction("partial-update.remove-record-on-delete=true", "fields.*.sequence-group", "use partial-update.remove-record-on-sequence-group");
        }
        for (String column : merge.removeRecordOnSequenceGroup()) {
            if (!sequenceColumns.contains(column)) {
                throw VarveException.invalid("Option partial-update.remove-record-on-sequence-group names column '" + column + "', which is no sequence column of a group");
            }
        }
        requireGroupsOfFunctions(schema, merge, sequenceColumns, groupedColumns);
    }

    private static void requireGroupsOfFunctions(TableSchema schema, MergeOptions merge, Set<String> sequenceColumns, Set<String> groupedColumns)
    {
        for (String column : schema.fields().names()) {
            Optional<String> function = merge.aggregates().function(column);
            boolean exempt = sequenceColumns.contains(column) || schema.primaryKeys().contains(column) || groupedColumns.contains(column);
            if (function.isPresent() && !exempt && !function.get().equals(AggregateFunction.LAST_NON_NULL_VALUE)) {
                throw VarveException.invalid("Column '" + column + "' has the aggregate function '" + function.get() + "', so it must be in a sequence group of merge-engine=partial-update");
            }
        }
    }
}
