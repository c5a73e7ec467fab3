package dev.varve.write.buffer;

import dev.varve.index.IndexFile;
import dev.varve.manifest.DataFile;
import dev.varve.write.commit.Increment;
import dev.varve.write.compact.AppendCompaction;
import dev.varve.write.compact.CompactedBucket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/** The files of a bucket of an append table, of which small ones are put together as there are many. Not safe for use by several threads. */
public final class AppendFiles
{
    private final CompactedBucket bucket;
    private final List<DataFile> files;
    private final List<IndexFile> vectorFiles;

    private AppendFiles(CompactedBucket bucket, Collection<DataFile> files, List<IndexFile> vectorFiles)
    {
        this.bucket = requireNonNull(bucket, "bucket is null");
        this.files = new ArrayList<>(files);
        this.vectorFiles = new ArrayList<>(vectorFiles);
    }

    /**
     * @param files that the bucket has
     * @param vectorFile the index file with its deletion vectors, if there is one
     */
    public static AppendFiles of(CompactedBucket bucket, Collection<DataFile> files, Optional<IndexFile> vectorFile)
    {
        return new AppendFiles(bucket, files, vectorFile.stream().toList());
    }

    void add(List<DataFile> written)
    {
        files.addAll(written);
    }

    /** Puts together what is worth it, or all that can be; what was done is the caller's to commit. */
    Increment compact(boolean full)
            throws IOException
    {
        Increment done = AppendCompaction.open(bucket, files, vectorFiles).compact(full);
        Set<String> replaced = done.deletedFiles().stream().map(DataFile::name).collect(Collectors.toSet());
        files.removeIf(file -> replaced.contains(file.name()));
        files.addAll(done.newFiles());
        vectorFiles.removeAll(done.deletedIndexFiles());
        vectorFiles.addAll(done.newIndexFiles());
        return done;
    }
}
