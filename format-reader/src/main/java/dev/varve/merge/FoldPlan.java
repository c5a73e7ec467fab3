package dev.varve.merge;

import dev.varve.aggregate.AggregateFunction;
import dev.varve.error.VarveException;
import dev.varve.merge.FoldSpec.ColumnFold;
import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.schema.AggregateOptions;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.MergeOptions;
import dev.varve.schema.OriginFields;
import dev.varve.schema.SequenceGroup;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which function folds which column, as the options of a partial-update or aggregation table say. */
public final class FoldPlan
{
    private static final String KEEP_NULL_KEYS = "merge";

    private final TableSchema schema;
    private final MergeOptions merge;
    private final boolean retractions;

    private FoldPlan(TableSchema schema, MergeOptions merge, boolean retractions)
    {
        this.schema = schema;
        this.merge = merge;
        this.retractions = retractions;
    }

    /**
     * Makes sure that a merge will know how to fold those columns, which it otherwise finds out when the first bucket needs it.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE for an unknown aggregate function, INVALID_REQUEST if a function does not fit its
     *         column or its options
     */
    public static void check(TableSchema schema, MergeOptions merge, List<Field> columns)
    {
        if (merge.engine() != MergeEngine.PARTIAL_UPDATE && merge.engine() != MergeEngine.AGGREGATION) {
            return;
        }
        FoldPlan plan = new FoldPlan(schema, merge, true);
        for (Field column : columns) {
            ColumnFold fold = plan.fold(column);
            if (fold instanceof FoldSpec.Aggregate aggregate) {
                aggregate.function().get();
            }
            else if (fold instanceof FoldSpec.ProtectedAggregate aggregate) {
                aggregate.function().get();
            }
        }
    }

    /**
     * @param groups the sequence columns of each sequence group
     * @param retractions whether rows may retract
     */
    public static FoldSpec of(TableSchema schema, MergeOptions merge, List<Field> columns, List<List<ColumnRef>> groups, boolean retractions)
    {
        FoldPlan plan = new FoldPlan(schema, merge, retractions);
        List<FoldSpec.SequenceGroup> sequenceGroups = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            boolean removes = merge.sequenceGroups().get(i).sequenceColumns().stream().anyMatch(merge.removeRecordOnSequenceGroup()::contains);
            sequenceGroups.add(new FoldSpec.SequenceGroup(groups.get(i), removes));
        }
        return new FoldSpec(
                merge.engine() == MergeEngine.AGGREGATION ? FoldSpec.Engine.AGGREGATION : FoldSpec.Engine.PARTIAL_UPDATE,
                columns.stream().map(plan::fold).toList(),
                sequenceGroups,
                merge.ignoreDelete(),
                merge.removeRecordOnDelete());
    }

    private ColumnFold fold(Field column)
    {
        if (schema.primaryKeys().contains(column.name()) || schema.partitionKeys().contains(column.name())) {
            return new FoldSpec.KeyColumn(column.type());
        }
        if (OriginFields.contains(column.id())) {
            return origin(column);
        }
        return merge.engine() == MergeEngine.AGGREGATION ? aggregation(column) : partialUpdate(column);
    }

    private static ColumnFold origin(Field column)
    {
        if (column.id() == OriginFields.PARTITION.id() || column.id() == OriginFields.BUCKET.id()) {
            return new FoldSpec.KeyColumn(column.type());
        }
        boolean newest = column.id() == OriginFields.SEQUENCE_NUMBER.id();
        return new FoldSpec.Aggregate(column.type(), newest ? OriginFold::newest : OriginFold::nowhere);
    }

    private ColumnFold aggregation(Field column)
    {
        String function = merge.sequenceFields().contains(column.name())
                ? AggregateFunction.LAST_VALUE
                : merge.aggregates().function(column.name()).orElse(AggregateFunction.LAST_NON_NULL_VALUE);
        if (function.equals(AggregateFunction.LAST_NON_NULL_VALUE) && !retractions) {
            return new FoldSpec.LastNonNull(column.type());
        }
        dev.varve.aggregate.AggregateOptions options = options(column);
        return new FoldSpec.Aggregate(column.type(), () -> AggregateFunction.create(function, column, options));
    }

    private ColumnFold partialUpdate(Field column)
    {
        Optional<String> function = merge.aggregates().function(column.name());
        for (int group = 0; group < merge.sequenceGroups().size(); group++) {
            SequenceGroup sequenceGroup = merge.sequenceGroups().get(group);
            if (sequenceGroup.sequenceColumns().contains(column.name())) {
                return new FoldSpec.SequenceColumn(column.type(), group);
            }
            if (sequenceGroup.protectedColumns().contains(column.name())) {
                if (function.isEmpty()) {
                    return new FoldSpec.Protected(column.type(), group);
                }
                dev.varve.aggregate.AggregateOptions options = options(column);
                return new FoldSpec.ProtectedAggregate(column.type(), group, () -> AggregateFunction.create(function.get(), column, options));
            }
        }
        if (function.isPresent() && !function.get().equals(AggregateFunction.LAST_NON_NULL_VALUE)) {
            throw VarveException.invalid("Column '%s' of the partial-update table has the aggregate function '%s', but belongs to no sequence group"
                    .formatted(column.name(), function.get()));
        }
        return new FoldSpec.LastNonNull(column.type());
    }

    private dev.varve.aggregate.AggregateOptions options(Field column)
    {
        AggregateOptions.Column options = merge.aggregates().column(column.name());
        if (!options.nestedSequence().isEmpty()) {
            throw unknown(column, "nested-sequence-field");
        }
        if (options.nestedKeyNullStrategy().isPresent() && !options.nestedKeyNullStrategy().get().equals(KEEP_NULL_KEYS)) {
            throw unknown(column, "nested-key-null-strategy");
        }
        return new dev.varve.aggregate.AggregateOptions(
                options.ignoreRetract(),
                options.distinct(),
                options.listDelimiter(),
                options.nestedKey(),
                options.countLimit(),
                options.timestampField());
    }

    private static VarveException unknown(Field column, String option)
    {
        return VarveException.unsupported("The table has the option fields.%s.%s, which is not supported; leave the column out of the query"
                .formatted(column.name(), option));
    }
}
