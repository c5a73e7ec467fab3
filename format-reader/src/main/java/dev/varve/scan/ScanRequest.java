package dev.varve.scan;

import dev.varve.predicate.Predicate;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * What a query wants of a table. All of it is used to read less: a scan returns at least the rows that were asked for.
 *
 * @param predicate its column indexes are those of the table's columns
 * @param refinement a further condition, such as a dynamic filter, that may only become stricter; asked for each time that
 *         the scan goes on
 * @param limit how many rows are enough, if there is neither predicate nor refinement
 * @param columns indexes of the columns that will be read; empty if all
 * @param portions whether large files and buckets may be cut into splits that have only a portion of each, see {@link Split#range} and {@link Split#part}
 * @param places which buckets of which partitions are wanted at all
 */
public record ScanRequest(
        Optional<Predicate> predicate,
        Supplier<Optional<Predicate>> refinement,
        OptionalLong limit,
        Optional<Set<Integer>> columns,
        boolean portions,
        WantedPlaces places)
{
    /** Everything. */
    public static final ScanRequest ALL = new ScanRequest(Optional.empty(), Optional::empty, OptionalLong.empty(), Optional.empty(), false, WantedPlaces.ALL);

    public ScanRequest
    {
        requireNonNull(predicate, "predicate is null");
        requireNonNull(refinement, "refinement is null");
        requireNonNull(limit, "limit is null");
        requireNonNull(places, "places is null");
        columns = columns.map(Set::copyOf);
        if (limit.orElse(0) < 0) {
            throw new IllegalArgumentException("limit is negative: " + limit);
        }
    }

    public static ScanRequest of(Optional<Predicate> predicate)
    {
        return new ScanRequest(predicate, Optional::empty, OptionalLong.empty(), Optional.empty(), false, WantedPlaces.ALL);
    }

    public ScanRequest withPredicate(Predicate predicate)
    {
        return new ScanRequest(Optional.of(predicate), refinement, limit, columns, portions, places);
    }

    public ScanRequest withRefinement(Supplier<Optional<Predicate>> refinement)
    {
        return new ScanRequest(predicate, refinement, limit, columns, portions, places);
    }

    public ScanRequest withLimit(long limit)
    {
        return new ScanRequest(predicate, refinement, OptionalLong.of(limit), columns, portions, places);
    }

    public ScanRequest withColumns(Set<Integer> columns)
    {
        return new ScanRequest(predicate, refinement, limit, Optional.of(columns), portions, places);
    }

    public ScanRequest withPlaces(WantedPlaces places)
    {
        return new ScanRequest(predicate, refinement, limit, columns, portions, places);
    }

    /** With splits for readers that read them at once, whatever bucket they are of. */
    public ScanRequest inPortions()
    {
        return new ScanRequest(predicate, refinement, limit, columns, true, places);
    }
}
