package dev.varve.merge;

import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.merge.OrderedMerge.Before;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.MergeOptions;
import dev.varve.schema.SystemFields;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * How the writers of a primary-key table merge rows: makes {@link OrderedMerge}s as its options say. Immutable; safe for use by several
 * threads.
 */
public final class KeyValueMerge
{
    private static final Set<String> ANY_ORDER = Set.of("collect", "nested_update", "nested_partial_update");

    private final MergeOptions options;
    private final List<Field> columns;
    private final MergeSpec spec;
    private final Optional<FoldSpec> fold;

    private KeyValueMerge(MergeOptions options, List<Field> columns, MergeSpec spec, Optional<FoldSpec> fold)
    {
        this.options = requireNonNull(options, "options is null");
        this.columns = List.copyOf(columns);
        this.spec = spec;
        this.fold = fold;
    }

    /** @param schema of a table with a primary key */
    public static KeyValueMerge of(TableSchema schema, MergeOptions options)
    {
        List<Field> columns = new ArrayList<>(List.of(SystemFields.SEQUENCE_NUMBER, SystemFields.VALUE_KIND));
        columns.addAll(schema.fields().fields());
        MergeSpec spec = new MergeSpec(
                columns.size(),
                refs(columns, schema.keyFields()),
                OptionalInt.of(OrderedMerge.SEQUENCE_NUMBER),
                OptionalInt.of(OrderedMerge.KIND),
                refs(columns, schema.columns(options.sequenceFields())),
                options.sequenceDescending(),
                options.lookup() && options.engine() != MergeEngine.FIRST_ROW);
        return new KeyValueMerge(options, columns, spec, fold(schema, options, columns));
    }

    private static Optional<FoldSpec> fold(TableSchema schema, MergeOptions options, List<Field> columns)
    {
        if (options.engine() != MergeEngine.PARTIAL_UPDATE && options.engine() != MergeEngine.AGGREGATION) {
            return Optional.empty();
        }
        List<List<ColumnRef>> groups = new ArrayList<>();
        if (options.engine() == MergeEngine.PARTIAL_UPDATE) {
            options.sequenceGroups().forEach(group -> groups.add(refs(columns, schema.columns(group.sequenceColumns()))));
        }
        FoldSpec values = FoldPlan.of(schema, options, schema.fields().fields(), groups, true);
        List<FoldSpec.ColumnFold> folds = new ArrayList<>();
        for (Field column : columns.subList(0, OrderedMerge.VALUES)) {
            folds.add(new FoldSpec.KeyColumn(column.type()));
        }
        folds.addAll(values.columns());
        return Optional.of(new FoldSpec(values.engine(), folds, values.groups(), values.ignoreDelete(), values.removeOnDelete()));
    }

    private static List<ColumnRef> refs(List<Field> columns, List<Field> wanted)
    {
        return wanted.stream().map(field -> new ColumnRef(columns.indexOf(field), field.type())).toList();
    }

    /** The columns of runs and results: {@code _SEQUENCE_NUMBER}, {@code _VALUE_KIND}, then those of the table. */
    public List<Field> columns()
    {
        return columns;
    }

    /** Per column, whether it holds arrays that a merge makes in no certain order. */
    boolean[] hasElementsInAnyOrder()
    {
        boolean[] anyOrder = new boolean[columns.size()];
        for (int i = OrderedMerge.VALUES; i < anyOrder.length; i++) {
            String name = columns.get(i).name();
            Optional<String> function = options.aggregates().column(name).function().or(options.aggregates()::defaultFunction);
            anyOrder[i] = fold.isPresent() && function.filter(ANY_ORDER::contains).isPresent();
        }
        return anyOrder;
    }

    MergeSpec spec()
    {
        return spec;
    }

    /**
     * Merges what a writer holds in memory, or has spilled: nothing is dropped but what the engine merges away, and a run may have a key
     * several times, in sequence order.
     *
     * @param runs of rows of level 0, older ones first
     */
    public OrderedMerge mergeBuffered(List<RunSource> runs)
    {
        return OrderedMerge.of(spec, rules(false, false, new Before.Unasked()), runs, List.of());
    }

    /**
     * Merges runs of data files, in which keys are unique.
     *
     * @param dropRetracts whether rows that retract are left out, as nothing older is left for them to retract
     */
    public OrderedMerge mergeFiles(List<RunSource> runs, boolean dropRetracts)
    {
        return OrderedMerge.of(spec, rules(dropRetracts, true, new Before.Unasked()), runs, List.of());
    }

    /**
     * As {@link #mergeFiles(List, boolean)}, but tells what keys had before.
     *
     * @param lookups runs of deeper levels, the smaller level first; for {@link Before.Found} only
     */
    public OrderedMerge mergeFiles(List<RunSource> runs, List<RunSource> lookups, boolean dropRetracts, Before before)
    {
        return OrderedMerge.of(spec, rules(dropRetracts, true, before), runs, lookups);
    }

    private OrderedMerge.Rules rules(boolean dropRetracts, boolean uniqueKeys, Before before)
    {
        return new OrderedMerge.Rules(
                options.engine(),
                columns.stream().map(Field::type).toList(),
                fold,
                options.ignoreDelete(),
                dropRetracts,
                uniqueKeys,
                before);
    }
}
