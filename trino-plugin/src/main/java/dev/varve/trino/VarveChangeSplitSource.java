package dev.varve.trino;

import dev.varve.TableChanges;
import dev.varve.scan.ChangeSplit;
import dev.varve.scan.ChangeSplitSource;
import dev.varve.scan.PlanMetrics;
import dev.varve.trino.handle.VarveChangeSplit;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.predicate.DomainPredicate;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.ConnectorSplitSource;
import io.trino.spi.connector.DynamicFilterSnapshot;
import io.trino.spi.metrics.Metrics;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.TupleDomain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static java.util.Objects.requireNonNull;

/** Plans the changes of a table as far as Trino asks for splits. Trino asks for one batch after the other. */
final class VarveChangeSplitSource
        implements ConnectorSplitSource
{
    private final TableChanges changes;
    private final TupleDomain<VarveColumnHandle> constraint;
    private final ExecutorService executor;

    private volatile Optional<ChangeSplitSource> splits = Optional.empty();
    private volatile boolean finished;

    VarveChangeSplitSource(TableChanges changes, TupleDomain<VarveColumnHandle> constraint, ExecutorService executor)
    {
        this.changes = requireNonNull(changes, "changes is null");
        this.constraint = requireNonNull(constraint, "constraint is null");
        this.executor = requireNonNull(executor, "executor is null");
    }

    @Override
    public CompletableFuture<List<ConnectorSplit>> getNextBatch(int maxSize, DynamicFilterSnapshot dynamicFilter)
    {
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
    {
        if (splits.isEmpty()) {
            splits = Optional.of(changes.plan(DomainPredicate.condition(constraint, changes.schema().fields()), this::isWanted));
        }
        List<ConnectorSplit> batch = new ArrayList<>();
        while (batch.size() < maxSize && !finished) {
            Optional<ChangeSplit> split = splits.get().next();
            if (split.isEmpty()) {
                finished = true;
            }
            else {
                batch.add(VarveChangeSplit.of(split.get(), changes.options().scan().splitTargetBytes()));
            }
        }
        return batch;
    }

    private boolean isWanted(long snapshotId)
    {
        Map<VarveColumnHandle, Domain> domains = constraint.getDomains().orElse(Map.of());
        return Optional.ofNullable(domains.get(ChangeColumns.SNAPSHOT_ID)).map(domain -> domain.includesNullableValue(snapshotId)).orElse(true);
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
