package dev.varve.scan;

import dev.varve.manifest.ManifestFile;
import dev.varve.row.BinaryRow;

import java.util.function.IntPredicate;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/** Which buckets of which partitions a scan wants, where it says so itself and not by conditions on columns. */
public record WantedPlaces(Predicate<BinaryRow> partitions, IntPredicate buckets)
{
    public static final WantedPlaces ALL = new WantedPlaces(any -> true, any -> true);

    /** More buckets are not tried one by one. */
    private static final long MAX_BUCKETS = 10_000;

    public WantedPlaces
    {
        requireNonNull(partitions, "partitions is null");
        requireNonNull(buckets, "buckets is null");
    }

    /** Whether the manifest may hold files that are wanted. */
    boolean mayMatch(ManifestFile manifest)
    {
        if (manifest.buckets().isEmpty() || manifest.buckets().get().max() - manifest.buckets().get().min() >= MAX_BUCKETS) {
            return true;
        }
        for (long bucket = manifest.buckets().get().min(); bucket <= manifest.buckets().get().max(); bucket++) {
            if (buckets.test(Math.toIntExact(bucket))) {
                return true;
            }
        }
        return false;
    }
}
