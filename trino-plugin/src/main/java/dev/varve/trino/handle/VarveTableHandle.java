package dev.varve.trino.handle;

import dev.varve.view.DataView;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * A table at one snapshot, and what of a query is pushed down to it. Travels to the workers.
 *
 * @param name as in SQL, in lower case
 * @param location the table's directory
 * @param branch a branch other than main
 * @param snapshot empty if the table has none: it has no rows
 * @param fallback the snapshot of the branch that has the rows of partitions which the table does not have
 * @param schemaId the schema that the query sees
 * @param view in what way the rows are shown, if not as they are; the columns are those of the view
 * @param skipped levels that are left out, if any are
 * @param enforced domains of partition columns, and of hidden columns alike, that every split of the table meets; Trino does not check them again
 * @param unenforced domains that narrow what is read, as far as the table allows; Trino filters by them again
 * @param projection the columns that the query reads, once that is known
 * @param limit how many rows are enough
 * @param top the rows that are asked for, if they are the first ones in some order; {@code unenforced} has a condition that all of them meet
 * @param bucketed which nodes rows go to, if it matters
 */
public record VarveTableHandle(
        SchemaTableName name,
        String location,
        Optional<String> branch,
        Optional<PinnedSnapshot> snapshot,
        Optional<PinnedFallback> fallback,
        long schemaId,
        Optional<DataView> view,
        Optional<SkippedRead> skipped,
        TupleDomain<VarveColumnHandle> enforced,
        TupleDomain<VarveColumnHandle> unenforced,
        Optional<List<VarveColumnHandle>> projection,
        OptionalLong limit,
        Optional<TopRows> top,
        Optional<BucketedScan> bucketed)
        implements VarveRelationHandle
{
    public VarveTableHandle
    {
        requireNonNull(name, "name is null");
        requireNonNull(location, "location is null");
        requireNonNull(branch, "branch is null");
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(fallback, "fallback is null");
        requireNonNull(view, "view is null");
        requireNonNull(skipped, "skipped is null");
        requireNonNull(enforced, "enforced is null");
        requireNonNull(unenforced, "unenforced is null");
        projection = projection.map(List::copyOf);
        requireNonNull(limit, "limit is null");
        requireNonNull(top, "top is null");
        requireNonNull(bucketed, "bucketed is null");
    }

    /** The whole table. */
    public static VarveTableHandle of(SchemaTableName name, String location, Optional<String> branch, Optional<PinnedSnapshot> snapshot, long schemaId)
    {
        return new VarveTableHandle(name, location, branch, snapshot, Optional.empty(), schemaId, Optional.empty(), Optional.empty(), TupleDomain.all(), TupleDomain.all(), Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());
    }

    public VarveTableHandle withFallback(PinnedFallback fallback)
    {
        return new VarveTableHandle(name, location, branch, snapshot, Optional.of(fallback), schemaId, view, skipped, enforced, unenforced, projection, limit, top, bucketed);
    }

    /** Whether there is nothing to read. */
    public boolean isEmpty()
    {
        return snapshot.isEmpty() && fallback.isEmpty();
    }

    public VarveTableHandle withView(DataView view)
    {
        return new VarveTableHandle(name, location, branch, snapshot, fallback, schemaId, Optional.of(view), skipped, enforced, unenforced, projection, limit, top, bucketed);
    }

    public VarveTableHandle withSkipped(SkippedRead skipped)
    {
        return new VarveTableHandle(name, location, branch, snapshot, fallback, schemaId, view, Optional.of(skipped), enforced, unenforced, projection, limit, top, bucketed);
    }

    public VarveTableHandle withConstraint(TupleDomain<VarveColumnHandle> enforced, TupleDomain<VarveColumnHandle> unenforced)
    {
        return new VarveTableHandle(name, location, branch, snapshot, fallback, schemaId, view, skipped, enforced, unenforced, projection, limit, top, bucketed);
    }

    public VarveTableHandle withProjection(List<VarveColumnHandle> projection)
    {
        return new VarveTableHandle(name, location, branch, snapshot, fallback, schemaId, view, skipped, enforced, unenforced, Optional.of(projection), limit, top, bucketed);
    }

    public VarveTableHandle withLimit(long limit)
    {
        return new VarveTableHandle(name, location, branch, snapshot, fallback, schemaId, view, skipped, enforced, unenforced, projection, OptionalLong.of(limit), top, bucketed);
    }

    /** @param bound what all of the rows meet */
    public VarveTableHandle withTop(TopRows top, TupleDomain<VarveColumnHandle> bound)
    {
        return new VarveTableHandle(
                name, location, branch, snapshot, fallback, schemaId, view, skipped, enforced, unenforced.intersect(bound), projection, limit, Optional.of(top), bucketed);
    }

    public VarveTableHandle withBucketed(BucketedScan bucketed)
    {
        return new VarveTableHandle(
                name, location, branch, snapshot, fallback, schemaId, view, skipped, enforced, unenforced, projection, limit, top, Optional.of(bucketed));
    }

    /** Whether every split meets a domain of such a column. */
    public boolean isEnforced(Predicate<VarveColumnHandle> column)
    {
        return enforced.getDomains().orElse(Map.of()).keySet().stream().anyMatch(column);
    }

    /** Everything that is known about the values of the rows. */
    public TupleDomain<VarveColumnHandle> constraint()
    {
        return enforced.intersect(unenforced);
    }

    /** What EXPLAIN shows. */
    @Override
    public String toString()
    {
        StringBuilder text = new StringBuilder(name.toString());
        branch.ifPresent(name -> text.append(" branch=").append(name));
        text.append(" snapshot=").append(snapshot.map(PinnedSnapshot::toString).orElse("none"));
        fallback.ifPresent(pinned -> text.append(" fallback=").append(pinned));
        view.ifPresent(shown -> text.append(" view=").append(shown));
        skipped.ifPresent(left -> text.append(" freshness=(").append(left).append(')'));
        if (!enforced.isAll()) {
            text.append(" partitions=").append(enforced);
        }
        if (!unenforced.isAll()) {
            text.append(" filter=").append(unenforced);
        }
        projection.ifPresent(columns -> text.append(columns.stream().map(VarveColumnHandle::name).collect(Collectors.joining(", ", " columns=[", "]"))));
        limit.ifPresent(count -> text.append(" limit=").append(count));
        top.ifPresent(rows -> text.append(" top=").append(rows));
        bucketed.ifPresent(spread -> text.append(" buckets=(").append(spread).append(')'));
        return text.toString();
    }
}
