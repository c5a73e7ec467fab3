package dev.varve.trino;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.varve.TableVersion;
import dev.varve.scan.BucketSpread;
import dev.varve.trino.handle.BucketedScan;
import dev.varve.trino.handle.PinnedSnapshot;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarvePartitioningHandle;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.predicate.DomainPredicate;
import dev.varve.type.Field;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorPartitioningHandle;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.predicate.TupleDomain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static dev.varve.trino.error.ErrorTranslation.translating;

/**
 * Tells Trino that rows are spread by their bucket key already, where what it does with them needs rows of equal keys on one node. Scans for other purposes
 * are not bound to buckets, as any node may read any split then.
 */
final class BucketedExecution
{
    private static final int REMEMBERED = 200;

    private final CatalogTables tables;
    /** Trino asks again and again while it optimizes. */
    private final Cache<Question, Optional<BucketSpread>> spreads = CacheBuilder.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(Duration.ofMinutes(1)).build();

    BucketedExecution(CatalogTables tables)
    {
        this.tables = tables;
    }

    /** What decides which files are read. */
    private record Question(String queryId, String location, Optional<String> branch, Optional<PinnedSnapshot> snapshot, TupleDomain<VarveColumnHandle> constraint) {}

    /**
     * The table with rows spread as they should be.
     *
     * @param asked how they should be spread; empty if only equal values of some columns are to be on one node
     * @param columns those that are hashed, in that order; if it is not said how, any of them may be
     * @return spread as asked, or so that Trino finds what both have in common; empty if they are spread in another way, or in none
     */
    Optional<VarveTableHandle> apply(ConnectorSession session, VarveTableHandle table, Optional<ConnectorPartitioningHandle> asked, List<ColumnHandle> columns)
    {
        if (!VarveSessionProperties.bucketExecution(session) || asked.isPresent() && !(asked.get() instanceof VarvePartitioningHandle)) {
            return Optional.empty();
        }
        Optional<BucketedScan> own = table.bucketed().or(() -> scan(session, table, columns));
        if (own.isEmpty() || !columns.containsAll(own.get().columns())) {
            return Optional.empty();
        }
        if (asked.isEmpty()) {
            return Optional.of(table.withBucketed(own.get()));
        }
        return own.get().partitioning().common((VarvePartitioningHandle) asked.get())
                .filter(_ -> own.get().columns().equals(columns))
                .map(common -> table.withBucketed(new BucketedScan(common, own.get().columns())));
    }

    private Optional<BucketedScan> scan(ConnectorSession session, VarveTableHandle table, List<ColumnHandle> columns)
    {
        if (table.view().isPresent() || table.snapshot().isEmpty() || table.fallback().isPresent() || table.constraint().isNone()) {
            return Optional.empty();
        }
        Question question = new Question(session.getQueryId(), table.location(), table.branch(), table.snapshot(), table.constraint());
        Optional<BucketSpread> spread = spreads.getIfPresent(question);
        if (spread == null) {
            TableVersion version = tables.version(session, table);
            spread = translating(() -> version.bucketSpread(DomainPredicate.condition(table.constraint(), version.schema().fields())));
            spreads.put(question, spread);
        }
        return spread.flatMap(found -> columns(found.keys(), columns).map(keys -> new BucketedScan(VarvePartitioningHandle.of(found), keys)));
    }

    /** The columns of the bucket key; empty if one of them is not among the columns. */
    private static Optional<List<VarveColumnHandle>> columns(List<Field> keys, List<ColumnHandle> columns)
    {
        List<VarveColumnHandle> found = new ArrayList<>();
        for (Field key : keys) {
            columns.stream()
                    .map(VarveColumnHandle.class::cast)
                    .filter(column -> column.fieldId() == key.id() && !column.isMember())
                    .findFirst()
                    .ifPresent(found::add);
        }
        return found.size() == keys.size() ? Optional.of(found) : Optional.empty();
    }
}
