package dev.varve.trino;

import dev.varve.TableVersion;
import dev.varve.predicate.Predicate;
import dev.varve.row.BinaryRow;
import dev.varve.scan.PlanMetrics;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.trino.handle.SkippedRead;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarveSplit;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.predicate.DomainPredicate;
import dev.varve.type.Field;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.ConnectorSplitSource;
import io.trino.spi.connector.DynamicFilterSnapshot;
import io.trino.spi.metrics.Metrics;
import io.trino.spi.predicate.TupleDomain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static java.util.Objects.requireNonNull;

/**
 * Plans one scan as far as Trino asks for splits, with the dynamic filters that are known by then. Trino asks for one batch
 * after the other.
 */
final class VarveSplitSource
        implements ConnectorSplitSource
{
    private final TableVersion version;
    private final VarveTableHandle table;
    private final long dynamicFilterWaitMillis;
    private final ExecutorService executor;
    private final HiddenColumns hiddenColumns;

    private volatile TupleDomain<VarveColumnHandle> dynamicFilter = TupleDomain.all();
    private volatile Optional<SplitSource> splits = Optional.empty();
    private volatile boolean finished;

    VarveSplitSource(TableVersion version, VarveTableHandle table, long dynamicFilterWaitMillis, ExecutorService executor)
    {
        this.version = requireNonNull(version, "version is null");
        this.table = requireNonNull(table, "table is null");
        this.dynamicFilterWaitMillis = dynamicFilterWaitMillis;
        this.executor = requireNonNull(executor, "executor is null");
        hiddenColumns = HiddenColumns.of(version.schema());
    }

    @Override
    public long getRequestedDynamicFilterWaitTimeoutMillis()
    {
        return dynamicFilterWaitMillis;
    }

    @Override
    public CompletableFuture<List<ConnectorSplit>> getNextBatch(int maxSize, DynamicFilterSnapshot snapshot)
    {
        dynamicFilter = snapshot.currentPredicate().transformKeys(VarveColumnHandle.class::cast);
        if (dynamicFilter.isNone()) {
            finished = true;
            return CompletableFuture.completedFuture(List.of());
        }
        CompletableFuture<List<ConnectorSplit>> batch = new CompletableFuture<>();
        executor.execute(() -> complete(batch, maxSize));
        return batch;
    }

    /** Trino takes the error as it is, so it must not be wrapped as that of a dependent future would be. */
    private void complete(CompletableFuture<List<ConnectorSplit>> batch, int maxSize)
    {
        try {
            batch.complete(translating(() -> nextBatch(maxSize)));
        }
        catch (RuntimeException | Error e) {
            batch.completeExceptionally(e);
        }
    }

    private List<ConnectorSplit> nextBatch(int maxSize)
            throws IOException
    {
        if (splits.isEmpty()) {
            splits = Optional.of(start());
        }
        List<ConnectorSplit> batch = new ArrayList<>();
        while (batch.size() < maxSize && !finished) {
            Optional<Split> split = splits.get().next();
            if (split.isEmpty()) {
                finished = true;
            }
            else if (isWanted(split.get().partition())) {
                hiddenColumns.wanted(split.get(), table.enforced())
                        .flatMap(wanted -> hiddenColumns.wanted(wanted, table.unenforced()))
                        .flatMap(wanted -> hiddenColumns.wanted(wanted, dynamicFilter))
                        .ifPresent(wanted -> batch.add(VarveSplit.of(wanted, version.options().scan().splitTargetBytes())));
            }
        }
        return batch;
    }

    private SplitSource start()
    {
        TupleDomain<VarveColumnHandle> constraint = table.constraint();
        ScanRequest request = new ScanRequest(
                both(DomainPredicate.condition(constraint, version.schema().fields()), hiddenColumns.partitionCondition(constraint)),
                () -> DomainPredicate.condition(dynamicFilter, version.schema().fields()),
                table.limit(),
                table.projection().map(this::indexes),
                table.view().isEmpty(),
                hiddenColumns.places(constraint));
        return table.view().isPresent() ? table.view().get().plan(version, request) : version.plan(request, table.skipped().map(SkippedRead::lowestLevel).orElse(0));
    }

    private static Optional<Predicate> both(Optional<Predicate> left, Optional<Predicate> right)
    {
        return left.isEmpty() ? right : right.isEmpty() ? left : Optional.of(Predicate.and(List.of(left.get(), right.get())));
    }

    /** Those of the table among the columns: a view has others, too, as have rows that tell where they come from. */
    private Set<Integer> indexes(List<VarveColumnHandle> columns)
    {
        return columns.stream()
                .map(column -> version.schema().fields().indexOfId(column.fieldId()))
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether rows of a partition may be wanted. Trino relies on it for {@link VarveTableHandle#enforced}. */
    private boolean isWanted(BinaryRow partition)
    {
        PartitionDomains partitions = new PartitionDomains(version.schema().partitionFields());
        return partitions.include(partition, table.enforced()) && partitions.include(partition, dynamicFilter);
    }

    @Override
    public boolean isFinished()
    {
        return finished;
    }

    @Override
    public Metrics getMetrics()
    {
        return splits.map(source -> CounterMetrics.of(PlanMetrics.Counter.values(), source.metrics()::get)).orElse(Metrics.EMPTY);
    }

    @Override
    public void close()
    {
        finished = true;
    }
}
