package dev.varve.write.schema;

import dev.varve.error.VarveException;

import java.util.Map;
import java.util.Set;

/** Which options of a table may still change when it has data that was written with them. */
final class OptionChange
{
    /** They say what the data means, or where it is. */
    static final Set<String> IMMUTABLE = Set.of(
            "aggregation.remove-record-on-delete",
            "blob-descriptor-field",
            "blob-external-storage-field",
            "blob-external-storage-path",
            "bucket-function.type",
            "bucket-key",
            "data-evolution.enabled",
            "data-file.path-directory",
            "force-lookup",
            "index-file-in-data-file-dir",
            "merge-engine",
            "partial-update.remove-record-on-delete",
            "partial-update.remove-record-on-sequence-group",
            "partition",
            "pk-clustering-override",
            "primary-key",
            "row-tracking.enabled",
            "rowkind.field");

    private static final String BUCKET = "bucket";
    private static final String DELETION_VECTORS = "deletion-vectors.enabled";
    private static final String DELETION_VECTORS_MODIFIABLE = "deletion-vectors.modifiable";
    private static final Set<String> ONLY_TO_TRUE = Set.of("ignore-delete", "ignore-update-before");
    private static final String CLUSTERING_COLUMNS = "clustering.columns";
    private static final String CLUSTERING_OVERRIDE = "pk-clustering-override";

    private OptionChange() {}

    /** @param options before any change */
    static void requireSettable(Map<String, String> options, String key, String value)
    {
        requireMutable(key);
        if (key.equals(BUCKET)) {
            requireBucketChange(options.getOrDefault(BUCKET, "-1"), value);
        }
        if (key.equals(DELETION_VECTORS)
                && isTrue(options, DELETION_VECTORS) != Boolean.parseBoolean(value)
                && !isTrue(options, DELETION_VECTORS_MODIFIABLE)) {
            throw refused(key, "rows that were deleted may reappear; compact the table fully, then set option " + DELETION_VECTORS_MODIFIABLE + "=true if it is meant");
        }
        if (ONLY_TO_TRUE.contains(key) && isTrue(options, key) && !Boolean.parseBoolean(value)) {
            throw refused(key, "it cannot be switched off again");
        }
        requireClusteringFree(options, key);
    }

    /** @param options before any change */
    static void requireRemovable(Map<String, String> options, String key)
    {
        requireMutable(key);
        if (key.equals(BUCKET)) {
            throw refused(key, "the number of buckets can be set, but not left out");
        }
        requireClusteringFree(options, key);
    }

    private static void requireMutable(String key)
    {
        if (IMMUTABLE.contains(key)) {
            throw refused(key, "it says what the data of the table means, and the table has data");
        }
    }

    private static void requireBucketChange(String from, String to)
    {
        if (from.equals("-1")) {
            throw refused(BUCKET, "buckets of a table without a fixed number of them stay so");
        }
        if (to.equals("-1")) {
            throw refused(BUCKET, "a table with a fixed number of buckets keeps one; any other number is possible");
        }
    }

    private static void requireClusteringFree(Map<String, String> options, String key)
    {
        if (key.equals(CLUSTERING_COLUMNS) && options.containsKey(CLUSTERING_OVERRIDE)) {
            throw refused(key, "the table has option " + CLUSTERING_OVERRIDE);
        }
    }

    private static boolean isTrue(Map<String, String> options, String key)
    {
        return Boolean.parseBoolean(options.get(key));
    }

    private static VarveException refused(String key, String reason)
    {
        return VarveException.invalid("Option " + key + " of the table cannot be changed: " + reason);
    }
}
