package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.manifest.ManifestReader;
import dev.varve.predicate.Predicate;
import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.ChangeRange;
import dev.varve.snapshot.ChangeTravel;
import dev.varve.snapshot.CommitKind;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.ReadFailure;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

import static java.util.Objects.requireNonNull;

/**
 * Finds the portions of a range of changes while they are asked for, one snapshot after the other where the range is read as it was written. Not
 * safe for use by several threads.
 */
public final class ChangeSplitSource
        implements Closeable
{
    private final ScanTarget target;
    private final ChangeTravel travel;
    private final ChangeRange range;
    private final Optional<Predicate> predicate;
    private final LongPredicate wanted;
    private final ManifestReader reader;
    private final WrittenChanges written;
    private final PlanMetrics metrics = new PlanMetrics();
    private final Deque<ChangeSplit> splits = new ArrayDeque<>();
    private long next;

    private ChangeSplitSource(ScanTarget target, ChangeTravel travel, ChangeRange range, Optional<Predicate> predicate, LongPredicate wanted, boolean streaming)
    {
        this.target = requireNonNull(target, "target is null");
        this.travel = requireNonNull(travel, "travel is null");
        this.range = requireNonNull(range, "range is null");
        this.predicate = requireNonNull(predicate, "predicate is null");
        this.wanted = requireNonNull(wanted, "wanted is null");
        reader = ManifestReader.of(target.storage(), target.table(), target.formats());
        written = new WrittenChanges(target, reader, predicate, streaming, metrics);
        next = range.from() + 1;
    }

    /**
     * @param target without a snapshot
     * @param predicate its column indexes are those of the table's columns; changes that do not match need not be found
     * @param wanted which snapshots' changes are wanted, of those in the range
     * @param streaming whether changes are wanted, too, that a query does not see before they are compacted
     */
    public static ChangeSplitSource start(ScanTarget target, ChangeTravel travel, ChangeRange range, Optional<Predicate> predicate, LongPredicate wanted, boolean streaming)
    {
        return new ChangeSplitSource(target, travel, range, predicate, wanted, streaming);
    }

    /** What the scan did so far. */
    public PlanMetrics metrics()
    {
        return metrics;
    }

    /**
     * The next portion, or empty if there are no more.
     *
     * @throws VarveException of kind EXPIRED if a snapshot or a file of the metadata is gone, CORRUPT_TABLE if one is damaged, STORAGE_FAILURE if the store
     *         fails, UNSUPPORTED_FEATURE if the states cannot be compared
     */
    public Optional<ChangeSplit> next()
    {
        try {
            while (splits.isEmpty() && next <= range.to()) {
                advance();
            }
        }
        catch (IOException e) {
            throw ReadFailure.of(e).during("The manifests of the table in " + target.table() + " cannot be read");
        }
        Optional<ChangeSplit> split = Optional.ofNullable(splits.poll());
        split.ifPresent(found -> {
            metrics.increment(PlanMetrics.Counter.SPLITS);
            metrics.add(PlanMetrics.Counter.BYTES_PLANNED, found.bytes());
        });
        return split;
    }

    private void advance()
            throws IOException
    {
        if (range.mode() == ChangeMode.DIFF || range.mode() == ChangeMode.NET) {
            next = range.to() + 1;
            if (wanted.test(range.to())) {
                Snapshot after = travel.state(range.to(), range.toTag()).orElseThrow();
                splits.addAll(new StateChanges(target, reader, predicate, range.mode(), metrics).between(travel.state(range.from(), range.fromTag()), after));
            }
            return;
        }
        if (range.mode() == ChangeMode.DELTA && target.options().dataEvolution()) {
            List<Snapshot> appends = new ArrayList<>();
            while (next <= range.to()) {
                Snapshot snapshot = travel.withChanges(next++);
                if (snapshot.commit().kind() == CommitKind.APPEND) {
                    appends.add(snapshot);
                }
            }
            splits.addAll(written.ofRowGroups(appends, wanted));
            return;
        }
        long id = next++;
        if (wanted.test(id)) {
            Snapshot snapshot = travel.withChanges(id);
            Optional<Snapshot.ListFile> list = range.mode() == ChangeMode.DELTA
                    ? Optional.of(snapshot.deltaManifestList()).filter(delta -> snapshot.commit().kind() == CommitKind.APPEND)
                    : snapshot.changelogManifestList().filter(changelog -> snapshot.commit().kind() != CommitKind.OVERWRITE);
            if (list.isPresent()) {
                splits.addAll(written.of(snapshot, list.get()));
            }
        }
    }

    /** Ends the scan: there are no more portions. */
    @Override
    public void close()
    {
        next = range.to() + 1;
        splits.clear();
    }
}
