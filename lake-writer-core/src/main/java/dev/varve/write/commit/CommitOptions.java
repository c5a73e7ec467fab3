package dev.varve.write.commit;

import dev.varve.avro.AvroCompression;
import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;

import java.time.Duration;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * How the commits of a table are made, by its options.
 *
 * @param emptyCommits whether a commit without any change makes a snapshot
 * @param dropDeletedStatistics whether entries that delete a file carry no statistics of it
 * @param discardDuplicates whether appended files that are there already are passed over
 * @param upgradeOverwritten whether files that replace a bucket go to its highest level if they do not overlap
 * @param dynamicOverwrite whether an overwrite without further instructions replaces the partitions that it has rows for
 */
public record CommitOptions(
        Manifests manifests,
        Retries retries,
        boolean emptyCommits,
        boolean dropDeletedStatistics,
        boolean discardDuplicates,
        boolean upgradeOverwritten,
        boolean dynamicOverwrite)
{
    public CommitOptions
    {
        requireNonNull(manifests, "manifests is null");
        requireNonNull(retries, "retries is null");
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST or UNSUPPORTED_FEATURE, naming the option
     */
    public static CommitOptions of(TableSchema schema)
    {
        OptionMap options = new OptionMap(schema.options());
        String manifestFormat = options.text("manifest.format").orElse("avro");
        if (!manifestFormat.equalsIgnoreCase("avro")) {
            throw VarveException.unsupported("The table has option manifest.format=" + manifestFormat +
                    ", for which Varve cannot commit; later releases of Paimon cannot either");
        }
        return new CommitOptions(
                new Manifests(
                        AvroCompression.of(options.text("manifest.compression").orElse("zstd"), options.number("file.compression.zstd-level", 1)),
                        options.size("manifest.target-file-size", 8L << 20),
                        options.size("manifest.full-compaction-threshold-size", 16L << 20),
                        options.number("manifest.merge-min-count", 30)),
                new Retries(
                        options.number("commit.max-retries", 10),
                        options.duration("commit.min-retry-wait").orElse(Duration.ofMillis(10)),
                        options.duration("commit.max-retry-wait").orElse(Duration.ofSeconds(10)),
                        options.duration("commit.timeout")),
                options.text("snapshot.ignore-empty-commit").isPresent()
                        ? !options.flag("snapshot.ignore-empty-commit", true)
                        : options.flag("commit.force-create-snapshot", false),
                options.flag("manifest.delete-file-drop-stats", false),
                options.flag("commit.discard-duplicate-files", false),
                options.flag("overwrite-upgrade", true) && !options.flag("pk-clustering-override", false),
                options.flag("dynamic-partition-overwrite", true));
    }

    /**
     * @param targetSize of a manifest, in bytes
     * @param fullMergeSize all manifests are merged if those that would change have so many bytes
     * @param mergeMinCount so many small manifests are merged
     */
    public record Manifests(AvroCompression compression, long targetSize, long fullMergeSize, int mergeMinCount)
    {
        public Manifests
        {
            requireNonNull(compression, "compression is null");
        }
    }

    /**
     * @param limit how often a commit is tried again after another was faster
     * @param minWait before the first retry, twice as long before each next
     * @param timeout after which there is no retry
     */
    public record Retries(int limit, Duration minWait, Duration maxWait, Optional<Duration> timeout)
    {
        public Retries
        {
            requireNonNull(minWait, "minWait is null");
            requireNonNull(maxWait, "maxWait is null");
            requireNonNull(timeout, "timeout is null");
        }

        /** Milliseconds before a retry, counted from 0, without jitter. */
        long waitMillis(int retry)
        {
            return Math.min(minWait.toMillis() << Math.min(retry, 20), maxWait.toMillis());
        }
    }
}
