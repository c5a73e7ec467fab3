package dev.varve.trino.handle;

import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.ChangeRange;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.function.table.ConnectorTableFunctionHandle;
import io.trino.spi.predicate.TupleDomain;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What changed in a table between two of its states, and what of a query is pushed down to it: first what the table function returns, then the table
 * that is scanned in its place. Travels to the workers.
 *
 * @param name of the table, as in SQL, in lower case
 * @param location the table's directory
 * @param branch a branch other than main
 * @param schemaId the schema that the query sees
 * @param mode and the components after it are those of {@link ChangeRange}
 * @param constraint domains that narrow what is read; Trino filters by them again
 */
public record VarveChangesHandle(
        SchemaTableName name,
        String location,
        Optional<String> branch,
        long schemaId,
        ChangeMode mode,
        long from,
        long to,
        Optional<String> fromTag,
        Optional<String> toTag,
        TupleDomain<VarveColumnHandle> constraint)
        implements VarveRelationHandle, ConnectorTableFunctionHandle
{
    public VarveChangesHandle
    {
        requireNonNull(name, "name is null");
        requireNonNull(location, "location is null");
        requireNonNull(branch, "branch is null");
        requireNonNull(mode, "mode is null");
        requireNonNull(fromTag, "fromTag is null");
        requireNonNull(toTag, "toTag is null");
        requireNonNull(constraint, "constraint is null");
    }

    public static VarveChangesHandle of(SchemaTableName name, String location, Optional<String> branch, long schemaId, ChangeRange range)
    {
        return new VarveChangesHandle(
                name, location, branch, schemaId, range.mode(), range.from(), range.to(), range.fromTag(), range.toTag(), TupleDomain.all());
    }

    public VarveChangesHandle withConstraint(TupleDomain<VarveColumnHandle> constraint)
    {
        return new VarveChangesHandle(name, location, branch, schemaId, mode, from, to, fromTag, toTag, constraint);
    }

    public ChangeRange range()
    {
        return new ChangeRange(mode, from, to, fromTag, toTag);
    }

    /** The table without a snapshot, for its columns and to read its files. */
    public VarveTableHandle table()
    {
        return VarveTableHandle.of(name, location, branch, Optional.empty(), schemaId);
    }

    /** What EXPLAIN shows. */
    @Override
    public String toString()
    {
        return name + branch.map(text -> " branch=" + text).orElse("") + " changes=" + range() + (constraint.isAll() ? "" : " filter=" + constraint);
    }
}
