package dev.varve.merge;

import dev.varve.column.Batch;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Merges the runs of one section window by window. A window takes, of the current batch of every run, the rows up to the
 * smallest last key among these batches. So each window uses up at least one batch, no key is split between windows, and
 * memory is bounded by one batch per run.
 */
abstract sealed class SectionMerge
        implements BatchSource
        permits FoldingMerge, OrderedMerge, SelectingMerge
{
    final MergeSpec spec;
    final RunCursor[] runs;
    /** Runs in which keys are looked up; their own rows are not part of the result. */
    final RunCursor[] lookups;
    final KeyLayout keyLayout;
    final SequenceOrder sequenceOrder;
    final LoserTree tree;
    /** Whether keys are longs, and the ranks of the batches alone tell which row of a key is newer. */
    final boolean ranksDecide;

    SectionMerge(MergeSpec spec, List<RunSource> sources, List<RunSource> lookupSources)
    {
        this.spec = spec;
        keyLayout = KeyLayout.of(spec.keyTypes());
        sequenceOrder = new SequenceOrder(spec);
        runs = sources.stream().map(source -> new RunCursor(source, spec, keyLayout)).toArray(RunCursor[]::new);
        lookups = lookupSources.stream().map(source -> new RunCursor(source, spec, keyLayout)).toArray(RunCursor[]::new);
        tree = new LoserTree(runs, keyLayout.exact());
        ranksDecide = keyLayout.exact() && spec.sequenceNumber().isEmpty() && spec.sequenceFields().isEmpty();
    }

    @Override
    public final Optional<Batch> next()
            throws IOException
    {
        while (true) {
            Optional<Batch> pending = nextOfWindow();
            if (pending.isPresent()) {
                return pending;
            }
            if (!openWindow()) {
                return Optional.empty();
            }
            mergeWindow();
        }
    }

    /** Merges the rows between {@code next} and {@code end} of every run. */
    abstract void mergeWindow()
            throws IOException;

    /** A batch that the windows so far have completed. */
    abstract Optional<Batch> nextOfWindow()
            throws IOException;

    private boolean openWindow()
            throws IOException
    {
        RunCursor bound = null;
        for (RunCursor run : runs) {
            if (run.advance() && (bound == null || run.compareLast(bound) < 0)) {
                bound = run;
            }
        }
        if (bound == null) {
            return false;
        }
        if (lookups.length > 0) {
            bound = boundByLookups(bound);
        }
        for (RunCursor run : runs) {
            if (run.advance()) {
                run.limit(bound);
            }
        }
        return true;
    }

    /** Moves the lookups to the first batch that a row of the runs may be found in; the last keys of these batches bound the window, too. */
    private RunCursor boundByLookups(RunCursor bound)
            throws IOException
    {
        RunCursor first = null;
        for (RunCursor run : runs) {
            if (run.advance() && (first == null || run.compare(run.next, first, first.next) < 0)) {
                first = run;
            }
        }
        for (RunCursor lookup : lookups) {
            while (lookup.advance()) {
                if (lookup.compare(lookup.count() - 1, first, first.next) >= 0) {
                    if (lookup.compareLast(bound) < 0) {
                        bound = lookup;
                    }
                    break;
                }
                lookup.next = lookup.count();
            }
        }
        return bound;
    }

    /** The runs with rows in the window, in the order of their ranks. */
    final int[] runsByRank(boolean newestFirst)
    {
        int[] sorted = new int[runs.length];
        int count = 0;
        for (int next = 0; next < runs.length; next++) {
            // Runs come in the order of the ranks of their first files, so most are in their place already.
            int run = newestFirst ? runs.length - 1 - next : next;
            if (runs[run].next < runs[run].end) {
                int i = count++;
                while (i > 0 && newestFirst == (runs[sorted[i - 1]].rank() < runs[run].rank())) {
                    sorted[i] = sorted[i - 1];
                    i--;
                }
                sorted[i] = run;
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    /** Whether the next row of a run has the key of a row before, whose prefix is the same. */
    final boolean sameKey(RunCursor run, int position, RunCursor other, int otherPosition)
    {
        return keyLayout.exact() || keyLayout.compare(run.keys(), position, other.keys(), otherPosition) == 0;
    }

    @Override
    public final long memoryBytes()
    {
        long bytes = 0;
        for (RunCursor run : runs) {
            bytes += run.memoryBytes();
        }
        for (RunCursor lookup : lookups) {
            bytes += lookup.memoryBytes();
        }
        return bytes;
    }

    @Override
    public final void close()
            throws IOException
    {
        IOException failure = null;
        for (RunCursor[] cursors : List.of(runs, lookups)) {
            for (RunCursor run : cursors) {
                try {
                    run.close();
                }
                catch (IOException e) {
                    if (failure == null) {
                        failure = e;
                    }
                    else {
                        failure.addSuppressed(e);
                    }
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
