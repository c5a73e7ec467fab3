package dev.varve.write.file;

import dev.varve.storage.StoragePath;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the files of one bucket go: into its directory, or into those that the table names, in turn. Safe for use by several threads. */
final class FilePlaces
{
    private final StoragePath bucket;
    /** The directories of the bucket outside of the table. */
    private final List<StoragePath> external;
    private final AtomicInteger turn;

    private FilePlaces(StoragePath bucket, List<StoragePath> external)
    {
        this.bucket = bucket;
        this.external = external;
        turn = new AtomicInteger(external.isEmpty() ? 0 : ThreadLocalRandom.current().nextInt(external.size()));
    }

    /**
     * @param bucket the directory of the bucket, somewhere below that of the data
     */
    static FilePlaces of(StoragePath data, StoragePath bucket, ExternalPaths external)
    {
        String relative = bucket.text().substring(data.text().length() + 1);
        return new FilePlaces(bucket, external.directories().stream().map(directory -> StoragePath.of(directory).child(relative)).toList());
    }

    StoragePath next(String name)
    {
        return external.isEmpty() ? bucket.file(name) : external.get(Math.floorMod(turn.getAndIncrement(), external.size())).file(name);
    }

    /** What the manifest says of where a file lies, if it is not the directory of the bucket. */
    Optional<String> externalPath(StoragePath file)
    {
        return external.isEmpty() ? Optional.empty() : Optional.of(file.text());
    }
}
