package dev.varve.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * Cuts the files of a bucket into sections, which no key is shared between, and the files of a section into sorted runs, as few
 * as possible.
 *
 * @param <F> files
 * @param <K> keys
 */
public final class Sections<F, K>
{
    private final Function<F, K> minKey;
    private final Function<F, K> maxKey;
    private final Comparator<K> order;

    public Sections(Function<F, K> minKey, Function<F, K> maxKey, Comparator<K> order)
    {
        this.minKey = minKey;
        this.maxKey = maxKey;
        this.order = order;
    }

    /** Sections in key order, each a list of runs, each a list of files in key order. */
    public List<List<List<F>>> partition(List<F> files)
    {
        List<F> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparing(minKey, order).thenComparing(maxKey, order));
        List<List<List<F>>> sections = new ArrayList<>();
        List<F> section = new ArrayList<>();
        K bound = null;
        for (F file : sorted) {
            if (!section.isEmpty() && order.compare(minKey.apply(file), bound) > 0) {
                sections.add(runs(section));
                section = new ArrayList<>();
            }
            K max = maxKey.apply(file);
            bound = section.isEmpty() || order.compare(max, bound) > 0 ? max : bound;
            section.add(file);
        }
        if (!section.isEmpty()) {
            sections.add(runs(section));
        }
        return sections;
    }

    private List<List<F>> runs(List<F> section)
    {
        PriorityQueue<List<F>> byLastKey = new PriorityQueue<>(Comparator.comparing((List<F> run) -> maxKey.apply(run.get(run.size() - 1)), order));
        for (F file : section) {
            List<F> run = byLastKey.peek();
            if (run != null && order.compare(minKey.apply(file), maxKey.apply(run.get(run.size() - 1))) > 0) {
                byLastKey.poll();
            }
            else {
                run = new ArrayList<>();
            }
            run.add(file);
            byLastKey.add(run);
        }
        return List.copyOf(byLastKey);
    }
}
