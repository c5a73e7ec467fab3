package dev.varve.trino;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.varve.TableVersion;
import dev.varve.predicate.Predicate;
import dev.varve.scan.FirstRows;
import dev.varve.trino.handle.SkippedRead;
import dev.varve.trino.handle.TopRows;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.predicate.DomainPredicate;
import dev.varve.trino.predicate.NativeValue;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.SortItem;
import io.trino.spi.connector.SortOrder;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.predicate.ValueSet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import static dev.varve.trino.error.ErrorTranslation.translating;

/**
 * Turns the first rows in some order into a condition that all of them meet, which then leaves out files, row groups and pages as any other. Trino still sorts,
 * and cuts what is too much.
 */
final class TopNPushdown
{
    private static final int REMEMBERED = 200;

    private final CatalogTables tables;
    /** Trino asks again and again while it optimizes. */
    private final Cache<Question, Optional<Object>> bounds = CacheBuilder.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(Duration.ofMinutes(1)).build();

    TopNPushdown(CatalogTables tables)
    {
        this.tables = tables;
    }

    private record Question(String queryId, VarveTableHandle table, TopRows rows) {}

    /** Empty if it leaves out nothing. */
    Optional<VarveTableHandle> apply(ConnectorSession session, VarveTableHandle table, long count, List<SortItem> order, Map<String, ColumnHandle> assignments)
    {
        boolean wholePartitions = table.unenforced().isAll()
                && !table.enforced().isNone()
                && table.enforced().getDomains().orElseThrow().keySet().stream().allMatch(column -> column.partitionKey() && !HiddenColumns.contains(column));
        boolean plain = table.view().isEmpty() && table.fallback().isEmpty() && table.limit().isEmpty() && table.top().isEmpty() && table.snapshot().isPresent();
        if (!plain || !wholePartitions || count < 1 || order.isEmpty()) {
            return Optional.empty();
        }
        SortItem leading = order.getFirst();
        VarveColumnHandle column = (VarveColumnHandle) assignments.get(leading.getName());
        if (column.isMember() || HiddenColumns.contains(column) || !NativeValue.hasLiteral(column.type())) {
            return Optional.empty();
        }
        Question question = new Question(session.getQueryId(), table, new TopRows(count, column, leading.getSortOrder().isAscending()));
        Optional<Object> bound = bounds.getIfPresent(question);
        if (bound == null) {
            bound = bound(session, question, leading.getSortOrder());
            bounds.put(question, bound);
        }
        return bound.map(literal -> table.withTop(question.rows(), domain(question.rows(), literal)));
    }

    private Optional<Object> bound(ConnectorSession session, Question question, SortOrder order)
    {
        TableVersion version = tables.version(session, question.table());
        OptionalInt index = version.schema().fields().indexOfId(question.rows().column().fieldId());
        if (index.isEmpty() || order.isNullsFirst() && version.schema().fields().field(index.getAsInt()).type().nullable()) {
            return Optional.empty();
        }
        PartitionDomains partitions = new PartitionDomains(version.schema().partitionFields());
        Optional<Predicate> predicate = DomainPredicate.condition(question.table().enforced(), version.schema().fields());
        return translating(() -> version.firstRowsBound(new FirstRows(
                index.getAsInt(),
                question.rows().ascending(),
                question.rows().count(),
                predicate,
                partition -> partitions.include(partition, question.table().enforced()),
                question.table().skipped().map(SkippedRead::lowestLevel).orElse(0))));
    }

    private static TupleDomain<VarveColumnHandle> domain(TopRows rows, Object literal)
    {
        Object bound = NativeValue.ofLiteral(rows.column().type(), literal);
        Range range = rows.ascending() ? Range.lessThanOrEqual(rows.column().type(), bound) : Range.greaterThanOrEqual(rows.column().type(), bound);
        return TupleDomain.withColumnDomains(Map.of(rows.column(), Domain.create(ValueSet.ofRanges(range), false)));
    }
}
