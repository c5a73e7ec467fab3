package dev.varve.trino.handle;

import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.TupleDomain;

import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * A table about a table, or about all of them. Travels to the workers.
 *
 * @param name as in SQL, in lower case
 * @param system the name of the system table
 * @param subject the table that it is about; empty if it is one of the schema {@code sys}
 * @param constraint what narrows the rows; Trino filters by it again
 * @param limit how many rows are enough
 */
public record SystemTableHandle(
        SchemaTableName name,
        String system,
        Optional<Subject> subject,
        TupleDomain<VarveColumnHandle> constraint,
        OptionalLong limit)
        implements VarveRelationHandle
{
    public SystemTableHandle
    {
        requireNonNull(name, "name is null");
        requireNonNull(system, "system is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(constraint, "constraint is null");
        requireNonNull(limit, "limit is null");
    }

    /**
     * What a system table is about.
     *
     * @param location the table's directory
     * @param branch a branch other than main
     * @param snapshot the state that the system table tells of; empty if it tells of all, or the table has none
     */
    public record Subject(SchemaTableName name, String location, Optional<String> branch, Optional<PinnedSnapshot> snapshot)
    {
        public Subject
        {
            requireNonNull(name, "name is null");
            requireNonNull(location, "location is null");
            requireNonNull(branch, "branch is null");
            requireNonNull(snapshot, "snapshot is null");
        }
    }

    public static SystemTableHandle of(SchemaTableName name, String system, Optional<Subject> subject)
    {
        return new SystemTableHandle(name, system, subject, TupleDomain.all(), OptionalLong.empty());
    }

    public SystemTableHandle withConstraint(TupleDomain<VarveColumnHandle> constraint)
    {
        return new SystemTableHandle(name, system, subject, constraint, limit);
    }

    public SystemTableHandle withLimit(long limit)
    {
        return new SystemTableHandle(name, system, subject, constraint, OptionalLong.of(limit));
    }

    /** What EXPLAIN shows. */
    @Override
    public String toString()
    {
        StringBuilder text = new StringBuilder(name.toString());
        subject.flatMap(Subject::snapshot).ifPresent(snapshot -> text.append(" snapshot=").append(snapshot));
        if (!constraint.isAll()) {
            text.append(" filter=").append(constraint);
        }
        limit.ifPresent(count -> text.append(" limit=").append(count));
        return text.toString();
    }
}
