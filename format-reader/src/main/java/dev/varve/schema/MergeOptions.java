package dev.varve.schema;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * What makes one row out of the rows of a key.
 *
 * @param sequenceFields columns that order the rows of a key before their sequence numbers do
 * @param sequenceDescending whether the smallest, not the largest, value of {@code sequenceFields} is the newest
 * @param ignoreDelete whether rows of kind -D and -U that are in files are dropped
 * @param ignoreUpdateBefore whether rows of kind -U that are in files are dropped
 * @param removeRecordOnDelete whether -D removes the row: {@code partial-update.} or {@code aggregation.remove-record-on-delete}
 * @param removeRecordOnSequenceGroup sequence columns whose group removes the row on -D
 * @param lookup whether only the record of the lowest level above 0 takes part in a merge, as compaction has folded the deeper
 *         ones into it
 */
public record MergeOptions(
        MergeEngine engine,
        List<String> sequenceFields,
        boolean sequenceDescending,
        boolean ignoreDelete,
        boolean ignoreUpdateBefore,
        boolean removeRecordOnDelete,
        List<String> removeRecordOnSequenceGroup,
        List<SequenceGroup> sequenceGroups,
        AggregateOptions aggregates,
        boolean lookup)
{
    public MergeOptions
    {
        requireNonNull(engine, "engine is null");
        sequenceFields = List.copyOf(sequenceFields);
        removeRecordOnSequenceGroup = List.copyOf(removeRecordOnSequenceGroup);
        sequenceGroups = List.copyOf(sequenceGroups);
        requireNonNull(aggregates, "aggregates is null");
    }
}
