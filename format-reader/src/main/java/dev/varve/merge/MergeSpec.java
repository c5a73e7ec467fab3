package dev.varve.merge;

import dev.varve.row.RowKind;
import dev.varve.type.DataType;

import java.util.List;
import java.util.OptionalInt;

import static java.util.Objects.requireNonNull;

/**
 * What a merge has to know of the batches of its runs: which of their columns play which part. Columns
 * {@code 0 .. outputColumns} are those that the merge returns.
 *
 * @param keys the key columns, in key order
 * @param sequenceNumber the column of sequence numbers; absent if the ranks of the batches order rows of one key just as well
 * @param kind the column of row kinds; absent if no row retracts
 * @param sequenceFields columns that order rows of one key before the sequence number does; nulls come first
 * @param descendingSequence whether smaller non-null values of the sequence fields win
 * @param lookupRule whether, of the rows of one key above level 0, only that of the smallest level counts, because a
 *         compaction has folded the deeper ones into it
 */
public record MergeSpec(
        int outputColumns,
        List<ColumnRef> keys,
        OptionalInt sequenceNumber,
        OptionalInt kind,
        List<ColumnRef> sequenceFields,
        boolean descendingSequence,
        boolean lookupRule)
{
    /** A column of the batches and its type. */
    public record ColumnRef(int index, DataType type)
    {
        public ColumnRef
        {
            requireNonNull(type, "type is null");
        }
    }

    public MergeSpec
    {
        keys = List.copyOf(keys);
        sequenceFields = List.copyOf(sequenceFields);
        requireNonNull(sequenceNumber, "sequenceNumber is null");
        requireNonNull(kind, "kind is null");
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("A merge needs a key");
        }
    }

    static boolean isRetract(int kind)
    {
        return kind == RowKind.UPDATE_BEFORE.value() || kind == RowKind.DELETE.value();
    }

    List<DataType> keyTypes()
    {
        return keys.stream().map(ColumnRef::type).toList();
    }
}
