package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.row.PartitionPath;
import dev.varve.schema.FileLayout;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.Field;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Files in the directory of a table that no snapshot, tag or changelog of any branch refers to: what failed or interrupted jobs left, or
 * a rollback. A job that is running has files, too, that nothing refers to yet; only the time tells them apart, so that only older files count.
 * Files outside of the directory are not touched, whether a link leads there or not, unless {@link #withExternalPaths} says so. Where files are removed,
 * directories of partitions and buckets that have nothing in them any more, or had nothing for so long, are removed as well. Memory: about 16 bytes for each file of the table.
 */
public final class OrphanFiles
{
    /** How old files must be that are removed, unless told otherwise. */
    public static final Duration DEFAULT_AGE = Duration.ofDays(1);

    /** Commits bring new states all the time, but these have what is old of states before. */
    private static final int MAX_LISTINGS = 10;

    private final MaintainedTable table;
    private final boolean externalPaths;

    private OrphanFiles(MaintainedTable table, boolean externalPaths)
    {
        this.table = table;
        this.externalPaths = externalPaths;
    }

    /**
     * @param table of whatever branch: all are looked at
     * @param storage the one of the table
     */
    public static OrphanFiles of(Table table, WritableStorage storage)
    {
        return new OrphanFiles(MaintainedTable.of(table.branch(BranchLog.MAIN), storage), false);
    }

    /**
     * The same, but also in the directories that option {@code data-file.external-paths} of the table names. No other table may have the same
     * directories: the files of both would lie in the same buckets, and those of one be orphans of the other.
     */
    public OrphanFiles withExternalPaths()
    {
        return new OrphanFiles(table, true);
    }

    /**
     * @param bytes of all of them
     * @param left that should have been deleted, but could not
     */
    public record Summary(long files, long bytes, List<StoragePath> left)
    {
        public Summary
        {
            left = List.copyOf(left);
        }
    }

    /**
     * Finds them.
     *
     * @param olderThan when they were last modified at the latest
     * @param found is told of each
     * @throws VarveException of kind INVALID_REQUEST if that is in the future, CORRUPT_TABLE or EXPIRED if something of the table cannot be read, so that
     *         it is not known what it refers to
     */
    public Summary find(Instant olderThan, Consumer<OrphanFile> found, Progress progress)
    {
        return table.attempt("Looking for orphan files", () -> visit(olderThan, found, false, progress));
    }

    /**
     * Deletes them. Nothing is deleted before all that refers to files has been read.
     *
     * @param deleted is told of each
     * @throws VarveException as {@link #find}
     */
    public Summary remove(Instant olderThan, Consumer<OrphanFile> deleted, Progress progress)
    {
        return table.attempt("Removing orphan files", () -> visit(olderThan, deleted, true, progress));
    }

    private Summary visit(Instant olderThan, Consumer<OrphanFile> consumer, boolean delete, Progress progress)
            throws IOException
    {
        if (olderThan.isAfter(Instant.now())) {
            throw VarveException.invalid("Orphan files older than " + olderThan + ", which is in the future, would be files that are being written");
        }
        Visit visit = new Visit(used(progress), olderThan.toEpochMilli(), consumer, delete, progress);
        for (String directory : List.of("manifest", "index", "statistics")) {
            visit.files(table.table().location().child(directory));
        }
        visit.branches();
        FileLayout layout = table.layout();
        StoragePath data = layout.dataDirectory().map(table.table().location()::child).orElse(table.table().location());
        TableSchema schema = table.table().latestSchema();
        visit.partitions(data, schema.partitionFields());
        if (externalPaths) {
            for (String directory : new OptionMap(schema.options()).list("data-file.external-paths")) {
                visit.partitions(StoragePath.of(directory), schema.partitionFields());
            }
        }
        return new Summary(visit.count, visit.bytes, visit.left);
    }

    /** The names of all files that something refers to. */
    NameSet used(Progress progress)
            throws IOException
    {
        NameSet used = new NameSet();
        // While directories are listed one after the other, a state can move from one that is not listed yet to one that is: a snapshot that expires gets
        // a tag, a tag becomes a branch, a branch the table. So they are listed until nothing is new.
        Set<TableState> known = new HashSet<>();
        List<TableState> states = TableState.all(table);
        for (int listing = 1; !states.isEmpty() && listing <= MAX_LISTINGS; listing++) {
            use(states, used, progress);
            known.addAll(states);
            states = TableState.all(table).stream().filter(state -> !known.contains(state)).toList();
        }
        return used;
    }

    private void use(List<TableState> states, NameSet used, Progress progress)
            throws IOException
    {
        long done = 0;
        for (TableState state : states) {
            progress.report("Reading what is referred to", done++, states.size());
            try {
                use(state, used);
            }
            catch (VarveException e) {
                // What has expired meanwhile refers to nothing any more.
                if (e.kind() != VarveException.Kind.EXPIRED || table.storage().exists(state.file())) {
                    throw new VarveException(e.kind(), "It is not known which files " + state.file() + " refers to: " + e.getMessage(), e);
                }
            }
        }
    }

    private void use(TableState state, NameSet used)
            throws IOException
    {
        Snapshot snapshot = state.snapshot();
        boolean whole = state.kind() != TableState.Kind.CHANGELOG;
        useList(snapshot.baseManifestList(), whole, used);
        useList(snapshot.deltaManifestList(), whole, used);
        if (snapshot.changelogManifestList().isPresent()) {
            // Tags, and the snapshot that a branch began with, do not keep their changelog.
            boolean own = state.kind() == TableState.Kind.SNAPSHOT && state.branch().equals(BranchLog.MAIN);
            useList(snapshot.changelogManifestList().get(), own, used);
        }
        if (whole && snapshot.indexManifest().isPresent() && used.add(snapshot.indexManifest().get())) {
            for (IndexManifestEntry entry : table.indexes().entries(snapshot)) {
                used.add(entry.file().name());
            }
        }
        snapshot.statistics().ifPresent(used::add);
    }

    private void useList(ListFile list, boolean required, NameSet used)
            throws IOException
    {
        if (!used.add(list.name())) {
            return;
        }
        List<ManifestFile> manifests;
        try {
            manifests = table.table().manifests().manifests(list);
            for (ManifestFile manifest : manifests) {
                if (used.add(manifest.name())) {
                    useEntries(manifest, used);
                }
            }
        }
        catch (VarveException e) {
            if (required || e.kind() != VarveException.Kind.EXPIRED) {
                throw e;
            }
        }
    }

    private void useEntries(ManifestFile manifest, NameSet used)
            throws IOException
    {
        try (ManifestEntries entries = table.table().manifests().entriesWithoutStatistics(manifest)) {
            for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                used.add(entry.get().file().name());
                entry.get().file().extraFiles().forEach(used::add);
            }
        }
    }

    private final class Visit
    {
        private final NameSet used;
        private final long olderThanMillis;
        private final Consumer<OrphanFile> consumer;
        private final boolean delete;
        private final Progress progress;
        private final List<StoragePath> left = new ArrayList<>();
        private long looked;
        private long count;
        private long bytes;

        private Visit(NameSet used, long olderThanMillis, Consumer<OrphanFile> consumer, boolean delete, Progress progress)
        {
            this.used = used;
            this.olderThanMillis = olderThanMillis;
            this.consumer = consumer;
            this.delete = delete;
            this.progress = progress;
        }

        void partitions(StoragePath directory, List<Field> keys)
                throws IOException
        {
            String prefix = keys.isEmpty() ? "bucket-" : PartitionPath.escape(keys.get(0).name()) + "=";
            for (StorageEntry child : table.storage().directories(directory)) {
                if (!child.path().name().startsWith(prefix) || table.storage().isLink(child.path())) {
                    continue;
                }
                long before = count;
                if (keys.isEmpty()) {
                    files(child.path());
                }
                else {
                    partitions(child.path(), keys.subList(1, keys.size()));
                }
                boolean abandoned = child.modifiedMillis() > 0 && child.modifiedMillis() < olderThanMillis;
                if (delete && (count > before || abandoned)) {
                    deleteIfEmpty(child.path());
                }
            }
        }

        /** A directory that stays for whatever reason harms nobody. */
        private void deleteIfEmpty(StoragePath directory)
        {
            try {
                table.storage().deleteIfEmpty(directory);
            }
            catch (IOException e) {
                left.add(directory);
            }
        }

        /** Files that were to become snapshots and the like. */
        void branches()
                throws IOException
        {
            List<String> names = new ArrayList<>(table.table().branches().names());
            names.add(BranchLog.MAIN);
            for (String name : names) {
                StoragePath root = table.table().branches().root(name);
                for (String kind : List.of("snapshot", "changelog", "schema", "tag", "consumer")) {
                    boolean onlyKnownNames = kind.equals("snapshot") || kind.equals("changelog");
                    for (StorageEntry entry : table.storage().list(root.child(kind))) {
                        String file = entry.path().name();
                        boolean known = file.equals("EARLIEST") || file.equals("LATEST") || file.matches(kind + "-[0-9]{1,18}");
                        boolean temporary = file.startsWith(".") && file.endsWith(".tmp");
                        if (temporary || onlyKnownNames && !known) {
                            orphan(entry);
                        }
                    }
                }
            }
        }

        void files(StoragePath directory)
                throws IOException
        {
            if (table.storage().isLink(directory)) {
                return;
            }
            for (StorageEntry entry : table.storage().list(directory)) {
                progress.report("Looking at files", looked++, -1);
                String name = entry.path().name();
                if (!used.contains(name) && !name.equals("_SUCCESS")) {
                    orphan(entry);
                }
            }
        }

        /** A store that does not tell the time of a file gives 0. */
        private void orphan(StorageEntry entry)
        {
            if (entry.directory() || entry.modifiedMillis() <= 0 || entry.modifiedMillis() >= olderThanMillis) {
                return;
            }
            if (delete) {
                try {
                    table.storage().delete(entry.path());
                }
                catch (IOException e) {
                    left.add(entry.path());
                    return;
                }
            }
            count++;
            bytes += entry.length();
            consumer.accept(new OrphanFile(entry.path(), entry.length(), entry.modifiedMillis()));
        }
    }
}
