package dev.varve.merge;

import dev.varve.aggregate.Accumulator;
import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.type.DataType;

import java.util.List;
import java.util.function.Supplier;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

/**
 * How the merge engines partial-update and aggregation make one row of the rows of a key.
 *
 * @param columns one per output column of the merge
 * @param groups the sequence groups of partial-update
 * @param ignoreDelete whether retracting rows contribute nothing
 * @param removeOnDelete whether a {@code -D} row removes the row
 */
public record FoldSpec(Engine engine, List<ColumnFold> columns, List<SequenceGroup> groups, boolean ignoreDelete, boolean removeOnDelete)
{
    public enum Engine
    {
        PARTIAL_UPDATE,
        AGGREGATION,
    }

    public FoldSpec
    {
        requireNonNull(engine, "engine is null");
        columns = List.copyOf(columns);
        groups = List.copyOf(groups);
        for (ColumnFold column : columns) {
            if (column instanceof Protected member) {
                checkIndex(member.group(), groups.size());
            }
            else if (column instanceof ProtectedAggregate member) {
                checkIndex(member.group(), groups.size());
            }
            else if (column instanceof SequenceColumn member) {
                checkIndex(member.group(), groups.size());
            }
        }
    }

    /**
     * Columns that partial-update replaces only if the row's sequence is not older than that of the value.
     *
     * @param sequence the columns that hold the sequence
     * @param removeOnDelete whether a {@code -D} row whose sequence is not older removes the whole row
     */
    public record SequenceGroup(List<ColumnRef> sequence, boolean removeOnDelete)
    {
        public SequenceGroup
        {
            sequence = List.copyOf(sequence);
        }
    }

    /** How the values of one column are folded. */
    public sealed interface ColumnFold
    {
        DataType type();
    }

    /** A key column: all rows have the same value. */
    public record KeyColumn(DataType type)
            implements ColumnFold {}

    /** The last value that is not null. */
    public record LastNonNull(DataType type)
            implements ColumnFold {}

    /** A column of a sequence group: the value of the row with the newest sequence, null included. */
    public record Protected(DataType type, int group)
            implements ColumnFold {}

    /** A column that is part of the sequence of a group. */
    public record SequenceColumn(DataType type, int group)
            implements ColumnFold {}

    /** An aggregate function over all rows. */
    public record Aggregate(DataType type, Supplier<Accumulator> function)
            implements ColumnFold {}

    /** An aggregate function over the rows of a sequence group, in the order of its sequence. */
    public record ProtectedAggregate(DataType type, int group, Supplier<Accumulator> function)
            implements ColumnFold {}
}
