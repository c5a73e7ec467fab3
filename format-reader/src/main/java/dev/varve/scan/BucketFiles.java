package dev.varve.scan;

import dev.varve.predicate.ColumnRange;
import dev.varve.row.BinaryRow;
import dev.varve.scan.PartitionOrder.Place;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The files of one bucket that a scan has found so far. */
final class BucketFiles
{
    private final BinaryRow partition;
    private final int bucket;
    private final Place place;
    private final List<Candidate> candidates = new ArrayList<>();
    private boolean inOrder = true;

    BucketFiles(BinaryRow partition, int bucket, Place place)
    {
        this.partition = partition;
        this.bucket = bucket;
        this.place = place;
    }

    /**
     * @param order of the entry over all manifests, in which the scan does not visit them
     * @param valuesMayMatch whether its statistics allow for rows that match as they are in the file
     * @param ranges of columns of the predicate, if rows can be judged only by several files together
     */
    record Candidate(long order, SplitFile file, int totalBuckets, boolean valuesMayMatch, Map<Integer, ColumnRange> ranges)
    {
        Candidate
        {
            ranges = Map.copyOf(ranges);
        }
    }

    BinaryRow partition()
    {
        return partition;
    }

    int bucket()
    {
        return bucket;
    }

    Place place()
    {
        return place;
    }

    int size()
    {
        return candidates.size();
    }

    void add(Candidate candidate)
    {
        inOrder &= candidates.isEmpty() || candidate.order() >= candidates.get(candidates.size() - 1).order();
        candidates.add(candidate);
    }

    /** In the order of the manifests. */
    List<Candidate> candidates()
    {
        if (!inOrder) {
            candidates.sort(Comparator.comparingLong(Candidate::order));
            inOrder = true;
        }
        return Collections.unmodifiableList(candidates);
    }
}
