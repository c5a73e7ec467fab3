package dev.varve.schema;

import java.util.List;

/**
 * Columns of a partial-update table that are only replaced by rows that are not older: {@code fields.<a,b>.sequence-group}.
 *
 * @param sequenceColumns what is compared, in order; they belong to the group themselves
 * @param protectedColumns what is replaced
 */
public record SequenceGroup(List<String> sequenceColumns, List<String> protectedColumns)
{
    public SequenceGroup
    {
        sequenceColumns = List.copyOf(sequenceColumns);
        protectedColumns = List.copyOf(protectedColumns);
    }
}
