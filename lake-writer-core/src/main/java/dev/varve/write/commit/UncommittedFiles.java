package dev.varve.write.commit;

import dev.varve.index.IndexFile;
import dev.varve.manifest.DataFile;
import dev.varve.storage.StoragePath;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Deletes files that messages brought and that will not be committed. Those that cannot be deleted remain as orphans. */
final class UncommittedFiles
{
    private final CommitTarget target;

    UncommittedFiles(CommitTarget target)
    {
        this.target = target;
    }

    void delete(CommitMessage message, Increment increment)
    {
        StoragePath bucket = target.bucketPaths().bucket(message.partition(), message.bucket());
        // A file that only changes its level was there before.
        Set<String> kept = increment.deletedFiles().stream().map(DataFile::name).collect(Collectors.toSet());
        for (List<DataFile> files : List.of(increment.newFiles(), increment.changelogFiles())) {
            files.stream().filter(file -> !kept.contains(file.name())).forEach(file -> delete(bucket, file));
        }
        for (IndexFile file : increment.newIndexFiles()) {
            delete(file.externalPath().map(StoragePath::of).orElseGet(() -> target.indexPath(message.partition(), message.bucket()).file(file.name())));
        }
    }

    private void delete(StoragePath bucket, DataFile file)
    {
        StoragePath path = file.externalPath().map(StoragePath::of).orElseGet(() -> bucket.file(file.name()));
        delete(path);
        file.extraFiles().forEach(extra -> delete(path.parent().file(extra)));
    }

    private void delete(StoragePath path)
    {
        try {
            target.storage().delete(path);
        }
        catch (IOException e) {
            // Orphan removal will find it.
        }
    }
}
