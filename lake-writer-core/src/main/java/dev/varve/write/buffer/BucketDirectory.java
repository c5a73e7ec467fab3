package dev.varve.write.buffer;

import dev.varve.manifest.DataFile;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** Where the files of a bucket lie. */
public record BucketDirectory(WritableStorage storage, StoragePath path)
{
    public BucketDirectory
    {
        requireNonNull(storage, "storage is null");
        requireNonNull(path, "path is null");
    }

    /** Deletes files that no snapshot names. All are tried; the first error is thrown at the end. */
    public void delete(List<DataFile> files)
            throws IOException
    {
        IOException failure = null;
        for (DataFile file : files) {
            StoragePath location = file.externalPath().map(StoragePath::of).orElseGet(() -> path.file(file.name()));
            failure = delete(location, failure);
            for (String extra : file.extraFiles()) {
                failure = delete(location.parent().file(extra), failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private IOException delete(StoragePath file, IOException failure)
    {
        try {
            storage.delete(file);
            return failure;
        }
        catch (IOException e) {
            if (failure == null) {
                return e;
            }
            failure.addSuppressed(e);
            return failure;
        }
    }
}
