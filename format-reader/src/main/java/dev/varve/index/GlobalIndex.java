package dev.varve.index;

import io.airlift.slice.Slice;

import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What an index over many files is about. Varve does not use such indexes, but keeps them where it writes index manifests.
 *
 * @param firstRowId and {@code lastRowId}, which is included, are the rows that the index knows
 * @param fieldId of the column
 * @param extraFieldIds of other columns
 * @param meta and {@code sourceMeta} are known to the kind of index only
 */
public record GlobalIndex(
        long firstRowId,
        long lastRowId,
        int fieldId,
        Optional<List<Integer>> extraFieldIds,
        Optional<Slice> meta,
        Optional<Slice> sourceMeta)
{
    public GlobalIndex
    {
        extraFieldIds = extraFieldIds.map(List::copyOf);
        requireNonNull(meta, "meta is null");
        requireNonNull(sourceMeta, "sourceMeta is null");
    }
}
