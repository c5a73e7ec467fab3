package dev.varve.write;

import dev.varve.write.bucket.WriterShare;

import java.nio.file.Path;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * How a table is written, apart from its options.
 *
 * @param commitUser who commits: the same for all writers of a job, and after a restart of it
 * @param overwrite whether what is written replaces what was there, so that nothing of it is looked at
 * @param spillDirectory a local directory for rows that do not fit into memory; if absent, that of the JVM for temporary files
 * @param writeOnly whether to leave compaction to another job, whatever option {@code write-only} says
 * @param streaming whether the job goes on for long. In tables of postponed buckets its rows wait for a compaction; those of others get
 *         a bucket at once, unless option {@code postpone.batch-write-fixed-bucket} is false.
 * @param share which of the writers of the job it is, if there are several
 */
public record WriterSettings(String commitUser, boolean overwrite, Optional<Path> spillDirectory, boolean writeOnly, boolean streaming, WriterShare share)
{
    public WriterSettings
    {
        requireNonNull(commitUser, "commitUser is null");
        requireNonNull(spillDirectory, "spillDirectory is null");
        requireNonNull(share, "share is null");
        if (commitUser.isBlank()) {
            throw new IllegalArgumentException("A commit needs a user");
        }
    }

    public static WriterSettings of(String commitUser)
    {
        return new WriterSettings(commitUser, false, Optional.empty(), false, false, WriterShare.ALL);
    }

    /** For rows that {@code TableCommit.overwrite} puts in the place of others. */
    public WriterSettings overwriting()
    {
        return new WriterSettings(commitUser, true, spillDirectory, writeOnly, streaming, share);
    }

    public WriterSettings spillingTo(Path directory)
    {
        return new WriterSettings(commitUser, overwrite, Optional.of(directory), writeOnly, streaming, share);
    }

    public WriterSettings withoutCompaction()
    {
        return new WriterSettings(commitUser, overwrite, spillDirectory, true, streaming, share);
    }

    public WriterSettings streamed()
    {
        return new WriterSettings(commitUser, overwrite, spillDirectory, writeOnly, true, share);
    }

    /** For one of several writers, each of which gets the rows that {@link dev.varve.write.bucket.RowShares} says are its own. */
    public WriterSettings sharing(WriterShare share)
    {
        return new WriterSettings(commitUser, overwrite, spillDirectory, writeOnly, streaming, share);
    }
}
