package dev.varve.snapshot;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * One state of a table, the content of {@code snapshot/snapshot-<id>}. All names are those of files in {@code manifest/}, except
 * {@code statistics}.
 *
 * @param schemaId the newest schema when the snapshot was made
 * @param baseManifestList the files of the previous state
 * @param deltaManifestList what this snapshot added and removed
 * @param changelogManifestList the changelog files of this snapshot
 * @param indexManifest all index files of this state, deletion vectors among them
 * @param totalRecordCount physical rows of all files, whether merged or deleted or not
 * @param deltaRecordCount rows added less rows removed
 * @param watermark event time, epoch milliseconds; never the sentinel that means none
 * @param statistics name of a file in {@code statistics/}
 * @param nextRowId the first row id that is still free
 * @param operation the statement that made the snapshot, where an engine said so
 */
public record Snapshot(
        long id,
        Optional<String> uuid,
        long schemaId,
        ListFile baseManifestList,
        ListFile deltaManifestList,
        Optional<ListFile> changelogManifestList,
        Optional<String> indexManifest,
        Commit commit,
        long totalRecordCount,
        long deltaRecordCount,
        OptionalLong changelogRecordCount,
        OptionalLong watermark,
        Optional<String> statistics,
        Map<String, String> properties,
        OptionalLong nextRowId,
        Optional<String> operation)
{
    public Snapshot
    {
        requireNonNull(uuid, "uuid is null");
        requireNonNull(baseManifestList, "baseManifestList is null");
        requireNonNull(deltaManifestList, "deltaManifestList is null");
        requireNonNull(changelogManifestList, "changelogManifestList is null");
        requireNonNull(indexManifest, "indexManifest is null");
        requireNonNull(commit, "commit is null");
        requireNonNull(changelogRecordCount, "changelogRecordCount is null");
        requireNonNull(watermark, "watermark is null");
        requireNonNull(statistics, "statistics is null");
        properties = Map.copyOf(properties);
        requireNonNull(nextRowId, "nextRowId is null");
        requireNonNull(operation, "operation is null");
    }

    /** When the snapshot was made, epoch milliseconds. */
    public long timeMillis()
    {
        return commit.timeMillis();
    }

    /**
     * A manifest list.
     *
     * @param size in bytes, unknown before 1.1
     */
    public record ListFile(String name, OptionalLong size)
    {
        public ListFile
        {
            requireNonNull(name, "name is null");
            requireNonNull(size, "size is null");
        }
    }

    /**
     * Who made the snapshot.
     *
     * @param user of the job, the same after a restart
     * @param identifier of the commit for that user, such as a checkpoint; {@link Long#MAX_VALUE} for batch jobs
     * @param timeMillis epoch milliseconds
     */
    public record Commit(String user, long identifier, CommitKind kind, long timeMillis)
    {
        public Commit
        {
            requireNonNull(user, "user is null");
            requireNonNull(kind, "kind is null");
        }
    }
}
