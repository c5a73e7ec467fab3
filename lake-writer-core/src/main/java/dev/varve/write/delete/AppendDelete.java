package dev.varve.write.delete;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.DataFile;
import dev.varve.predicate.Predicate;
import dev.varve.read.BucketRuns;
import dev.varve.row.BinaryRow;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.scan.SplitSource;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.OptionMap;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.bucket.LiveBuckets;
import dev.varve.write.bucket.LiveBuckets.LiveBucket;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.Increment;
import dev.varve.write.file.TableFileWriters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * Deletes rows of an append table by what they hold. With {@code deletion-vectors.enabled} they are marked, and the files stay; otherwise
 * the files that have such rows are written again without them. Rows that have ids keep them.
 */
public final class AppendDelete
{
    private final Table table;
    private final WritableStorage storage;
    private final String commitUser;

    private AppendDelete(Table table, WritableStorage storage, String commitUser)
    {
        this.table = requireNonNull(table, "table is null");
        this.storage = requireNonNull(storage, "storage is null");
        this.commitUser = requireNonNull(commitUser, "commitUser is null");
    }

    /** @param storage the same store that the table is read from */
    public static AppendDelete of(Table table, WritableStorage storage, String commitUser)
    {
        return new AppendDelete(table, storage, commitUser);
    }

    /**
     * What is to be committed.
     *
     * @param rows how many are deleted
     */
    public record Deletion(List<CommitMessage> messages, long rows)
    {
        public Deletion
        {
            messages = List.copyOf(messages);
        }
    }

    /**
     * Deletes the rows of the newest snapshot for which the predicate is true. The commit fails if another one has changed the files since.
     *
     * @param predicate its column indexes are those of the newest schema
     * @throws VarveException of kind INVALID_REQUEST if the table has a primary key, UNSUPPORTED_FEATURE if the columns of a row may lie in several files
     */
    public Deletion delete(Predicate predicate)
            throws IOException
    {
        TableVersion version = table.latest();
        requireSupported(version);
        Map<BucketId, Set<String>> candidates = candidates(version, predicate);
        Set<BinaryRow> partitions = candidates.keySet().stream().map(BucketId::partition).collect(Collectors.toSet());
        Map<BucketId, LiveBucket> live = LiveBuckets.of(table.manifests(), version.schema(), version.snapshot()).read(partitions, true);
        Map<BucketId, List<IndexFile>> vectors = vectorFiles(version);
        List<CommitMessage> messages = new ArrayList<>();
        List<BucketDelete> done = new ArrayList<>();
        long rows = 0;
        boolean complete = false;
        try {
            for (Map.Entry<BucketId, Set<String>> entry : candidates.entrySet()) {
                LiveBucket bucket = live.get(entry.getKey());
                List<DataFile> files = bucket.files().stream().filter(file -> entry.getValue().contains(file.name())).toList();
                BucketDelete delete = bucket(version, entry.getKey(), vectors.getOrDefault(entry.getKey(), List.of()));
                done.add(delete);
                rows += delete.delete(files, predicate);
                if (!delete.changes().isEmpty()) {
                    messages.add(new CommitMessage(
                            entry.getKey().partition(), entry.getKey().bucket(), bucket.totalBuckets(), delete.changes(), Increment.EMPTY));
                }
            }
            complete = true;
            return new Deletion(messages, rows);
        }
        finally {
            if (!complete) {
                for (BucketDelete delete : done) {
                    delete.discard();
                }
            }
        }
    }

    private void requireSupported(TableVersion version)
    {
        if (version.schema().hasPrimaryKey()) {
            throw VarveException.invalid("Table '" + table + "' has a primary key: its rows are deleted by rows of kind -D");
        }
        if (version.options().dataEvolution()) {
            throw VarveException.unsupported("Rows of table '" + table + "' cannot be deleted: it has option data-evolution.enabled=true");
        }
    }

    /** The files that may have such rows. */
    private static Map<BucketId, Set<String>> candidates(TableVersion version, Predicate predicate)
    {
        Map<BucketId, Set<String>> candidates = new LinkedHashMap<>();
        try (SplitSource splits = version.planBranch(ScanRequest.of(Optional.of(predicate)), 0)) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                Set<String> names = candidates.computeIfAbsent(new BucketId(split.get().partition(), split.get().bucket()), key -> new HashSet<>());
                for (SplitFile file : split.get().files()) {
                    names.add(file.name());
                }
            }
        }
        return candidates;
    }

    private Map<BucketId, List<IndexFile>> vectorFiles(TableVersion version)
            throws IOException
    {
        Map<BucketId, List<IndexFile>> files = new LinkedHashMap<>();
        if (version.snapshot().isPresent()) {
            IndexManifestReader reader = IndexManifestReader.of(storage, table.location(), version.options().layout(), version.bucketPaths());
            for (IndexManifestEntry entry : reader.entries(version.snapshot().get())) {
                if (entry.file().type().equals(IndexFile.DELETION_VECTORS)) {
                    files.computeIfAbsent(new BucketId(entry.partition(), entry.bucket()), key -> new ArrayList<>()).add(entry.file());
                }
            }
        }
        return files;
    }

    private BucketDelete bucket(TableVersion version, BucketId bucket, List<IndexFile> vectorFiles)
            throws IOException
    {
        BucketPaths paths = version.bucketPaths();
        OptionMap options = new OptionMap(version.schema().options());
        StoragePath directory = paths.bucket(bucket.partition(), bucket.bucket());
        return BucketDelete.open(
                new BucketDelete.Place(
                        storage,
                        version.options().layout().indexBesideData() ? directory : table.location().child("index"),
                        BucketRuns.of(table, version.schema(), version.options(), DefaultFormats.all(), bucket.partition(), directory, new ReadMetrics()),
                        TableFileWriters.of(storage, table.location(), version.schema(), commitUser).bucket(bucket.partition(), bucket.bucket())),
                version.schema().fields().fields(),
                version.options().rowTracking(),
                new BucketDelete.Vectors(
                        version.options().deletionVectors(),
                        options.flag("deletion-vectors.bitmap64", false),
                        version.options().bucketing().count() > 0,
                        options.size("deletion-vector.index-file.target-size", 2L << 20)),
                vectorFiles);
    }
}
