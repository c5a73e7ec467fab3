package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntry;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.FileLayout;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.ConsumerLog;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.snapshot.Tag;
import dev.varve.storage.GuardedWritableStorage;
import dev.varve.storage.ReadFailure;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** A table, or one of its branches, with the places of its files. Safe for use by several threads. */
final class MaintainedTable
{
    private final Table table;
    private final GuardedWritableStorage storage;
    private final StoragePath root;

    private MaintainedTable(Table table, WritableStorage storage)
    {
        this.table = requireNonNull(table, "table is null");
        this.storage = GuardedWritableStorage.of(storage);
        root = BranchLog.of(storage, table.location()).root(table.branch());
    }

    static MaintainedTable of(Table table, WritableStorage storage)
    {
        return new MaintainedTable(table, storage);
    }

    MaintainedTable branch(String name)
    {
        return of(table.branch(name), storage);
    }

    Table table()
    {
        return table;
    }

    WritableStorage storage()
    {
        return storage;
    }

    /** Where snapshots and schemas of the branch lie. */
    StoragePath root()
    {
        return root;
    }

    SnapshotLog snapshots()
    {
        return table.snapshots();
    }

    SnapshotLog changelogs()
    {
        return SnapshotLog.ofChangelogs(storage, root);
    }

    ConsumerLog consumers()
    {
        return ConsumerLog.of(storage, root);
    }

    /** By the ids of their snapshots, ascending. Tags that vanish meanwhile are left out. */
    List<Tag> tags()
            throws IOException
    {
        List<Tag> tags = new ArrayList<>();
        for (String name : table.tags().names()) {
            table.tags().find(name).ifPresent(tags::add);
        }
        tags.sort(Comparator.comparingLong(tag -> tag.snapshot().id()));
        return tags;
    }

    /** The other branches, {@code main} included, that are complete enough to be opened. */
    List<MaintainedTable> otherBranches()
            throws IOException
    {
        List<String> names = new ArrayList<>(table.branches().names());
        names.add(BranchLog.MAIN);
        names.remove(table.branch());
        List<MaintainedTable> branches = new ArrayList<>();
        for (String name : names) {
            StoragePath directory = table.branches().root(name);
            if (SchemaLog.of(storage, directory).latest().isPresent()) {
                branches.add(branch(name));
            }
        }
        return branches;
    }

    FileLayout layout()
    {
        return TableOptions.layoutOf(table.latestSchema());
    }

    BucketPaths bucketPaths()
    {
        TableSchema schema = table.latestSchema();
        return BucketPaths.of(table.location(), schema, TableOptions.layoutOf(schema));
    }

    IndexManifestReader indexes()
    {
        return IndexManifestReader.of(table.storage(), table.location(), layout(), bucketPaths());
    }

    StoragePath manifest(String name)
    {
        return table.location().child("manifest").file(name);
    }

    StoragePath statistics(String name)
    {
        return table.location().child("statistics").file(name);
    }

    /** The data file first, then those beside it. */
    static List<StoragePath> paths(BucketPaths buckets, ManifestEntry entry)
    {
        DataFile file = entry.file();
        StoragePath path = file.externalPath().map(StoragePath::of)
                .orElseGet(() -> buckets.bucket(entry.partition(), entry.bucket()).file(file.name()));
        List<StoragePath> paths = new ArrayList<>();
        paths.add(path);
        file.extraFiles().forEach(extra -> paths.add(path.parent().file(extra)));
        return paths;
    }

    /** Deletes files that nothing refers to any more, whatever happens to single ones. */
    Deletions delete(Collection<StoragePath> files, Progress progress)
    {
        long deleted = 0;
        List<StoragePath> left = new ArrayList<>();
        for (StoragePath file : files) {
            try {
                storage.delete(file);
                deleted++;
            }
            catch (IOException e) {
                left.add(file);
            }
            progress.report("Deleting files", deleted, files.size());
        }
        return new Deletions(deleted, left);
    }

    /** Runs a part of the maintenance. What fails becomes a {@link dev.varve.error.VarveException} that begins with the attempt. */
    <T> T attempt(String attempt, Action<T> action)
    {
        try {
            return action.run();
        }
        catch (IOException e) {
            throw ReadFailure.of(e).during(attempt + " of table '" + table + "' failed");
        }
    }

    interface Action<T>
    {
        T run()
                throws IOException;
    }

    static Optional<Tag> nearestBefore(List<Tag> tags, long snapshot)
    {
        return tags.stream().filter(tag -> tag.snapshot().id() < snapshot).reduce((older, newer) -> newer);
    }
}
