package dev.varve.scan;

import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import static java.util.Objects.requireNonNull;

/**
 * Cuts files whose keys overlap into ranges of keys that hold about equally much. Where to cut is a guess from the keys at which files start and, where
 * that is too coarse, from statistics inside of the largest of them; a bad guess makes ranges unequal. Which rows belong to which range is decided by those
 * who read them.
 */
final class KeyRangeCut
{
    /** Files overlap, so a few of them tell where the keys are. */
    private static final int MAX_SAMPLED_FILES = 4;
    private static final int SHARED_BY = 4;

    private final RowOrder order;
    private final long targetBytes;
    private final Sampler sampler;

    /**
     * @param order of keys; bounds that have only the leading columns come before all keys that begin with these
     * @param targetBytes what a range should have at most
     */
    KeyRangeCut(RowOrder order, long targetBytes, Sampler sampler)
    {
        this.order = requireNonNull(order, "order is null");
        this.targetBytes = Math.max(1, targetBytes);
        this.sampler = requireNonNull(sampler, "sampler is null");
    }

    /** Looks into a file. */
    interface Sampler
    {
        /** Nowhere to cut but at the ends of files. */
        Sampler NONE = file -> List.of();

        /** Where a file could be cut, in key order; empty if it does not tell. */
        List<Portion> portions(SplitFile file)
                throws IOException;
    }

    /** Rows of a file from a key on. */
    record Portion(BinaryRow from, double bytes) {}

    /**
     * @param section files that share keys
     * @return ranges in key order that have all keys, or nothing if the files should be read as a whole
     */
    List<KeyRange> ranges(List<SplitFile> section)
            throws IOException
    {
        long bytes = section.stream().mapToLong(SplitFile::size).sum();
        if (section.size() == 1 || bytes <= targetBytes) {
            return List.of();
        }
        Map<SplitFile, List<Portion>> portions = new HashMap<>();
        section.forEach(file -> portions.put(file, List.of(new Portion(file.minKey(), file.size()))));
        Stretches stretches = stretches(section, portions);
        if (stretches.heaviest() > targetBytes) {
            List<SplitFile> largest = section.stream().sorted(Comparator.comparingLong(SplitFile::size).reversed()).limit(MAX_SAMPLED_FILES).toList();
            for (SplitFile file : largest) {
                List<Portion> sampled = inOrder(file, sampler.portions(file));
                if (!sampled.isEmpty()) {
                    portions.put(file, sampled);
                }
            }
            stretches = stretches(section, portions);
        }
        List<KeyRange> ranges = packed(stretches);
        return ranges.size() == 1 ? List.of() : ranges;
    }

    /** The portions whose bounds ascend within the keys of the file; statistics of other files than sorted ones would not. */
    private List<Portion> inOrder(SplitFile file, List<Portion> portions)
    {
        List<Portion> ordered = new ArrayList<>();
        for (Portion portion : portions) {
            BinaryRow from = ordered.isEmpty() || order.compare(portion.from(), file.minKey()) < 0 ? file.minKey() : portion.from();
            Portion last = ordered.isEmpty() ? null : ordered.get(ordered.size() - 1);
            if (last == null || order.compare(from, last.from()) > 0 && order.compare(from, file.maxKey()) <= 0) {
                ordered.add(new Portion(from, portion.bytes()));
            }
            else {
                ordered.set(ordered.size() - 1, new Portion(last.from(), last.bytes() + portion.bytes()));
            }
        }
        return ordered;
    }

    /** Neighbouring stretches of keys: where each begins, and what it has. */
    private record Stretches(List<BinaryRow> from, double[] bytes)
    {
        private double heaviest()
        {
            double heaviest = 0;
            for (double stretch : bytes) {
                heaviest = Math.max(heaviest, stretch);
            }
            return heaviest;
        }
    }

    /** Cuts wherever a portion of a file starts, and spreads portions evenly over the stretches that they reach across. */
    private Stretches stretches(List<SplitFile> section, Map<SplitFile, List<Portion>> portions)
    {
        Set<BinaryRow> starts = new TreeSet<>(order);
        portions.values().forEach(ofFile -> ofFile.forEach(portion -> starts.add(portion.from())));
        List<BinaryRow> from = List.copyOf(starts);
        double[] bytes = new double[from.size()];
        for (SplitFile file : section) {
            List<Portion> ofFile = portions.get(file);
            for (int i = 0; i < ofFile.size(); i++) {
                Portion portion = ofFile.get(i);
                int first = last(from, portion.from());
                int end = i + 1 < ofFile.size() ? last(from, ofFile.get(i + 1).from()) : last(from, file.maxKey()) + 1;
                int count = Math.max(1, end - first);
                for (int stretch = first; stretch < first + count; stretch++) {
                    bytes[stretch] += portion.bytes() / count;
                }
            }
        }
        return new Stretches(from, bytes);
    }

    /** The last stretch that does not begin behind a key. */
    private int last(List<BinaryRow> from, BinaryRow key)
    {
        int low = 0;
        int high = from.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (order.compare(from.get(middle), key) <= 0) {
                low = middle;
            }
            else {
                high = middle - 1;
            }
        }
        return low;
    }

    private List<KeyRange> packed(Stretches stretches)
    {
        double total = 0;
        for (double bytes : stretches.bytes()) {
            total += bytes;
        }
        double share = total / count(total);
        List<KeyRange> ranges = new ArrayList<>();
        Optional<BinaryRow> from = Optional.empty();
        double bytes = 0;
        for (int i = 0; i < stretches.bytes().length; i++) {
            // Of the two places around the ideal one, the nearer.
            if (bytes > 0 && bytes + stretches.bytes()[i] / 2 > share) {
                Optional<BinaryRow> to = Optional.of(stretches.from().get(i));
                ranges.add(new KeyRange(from, to, (long) bytes));
                from = to;
                bytes = 0;
            }
            bytes += stretches.bytes()[i];
        }
        ranges.add(new KeyRange(from, Optional.empty(), (long) bytes));
        return ranges;
    }

    /** How many ranges: if more than two, a multiple of four, so that two or four who read them finish at the same time. */
    private double count(double bytes)
    {
        double needed = Math.ceil(bytes / targetBytes);
        return needed <= 2 ? needed : Math.ceil(needed / SHARED_BY) * SHARED_BY;
    }

    /** Whether a file may have keys of a range. */
    boolean overlaps(SplitFile file, KeyRange range)
    {
        return (range.from().isEmpty() || order.compare(file.maxKey(), range.from().get()) >= 0)
                && (range.to().isEmpty() || order.compare(file.minKey(), range.to().get()) < 0);
    }
}
