package dev.varve.write.maintain;

import dev.varve.index.DeletionFile;
import dev.varve.index.DeletionVector;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileIdentity;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.row.BinaryRow;
import dev.varve.row.Literal;
import dev.varve.row.RowOrder;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks the metadata of one state of a table: that what it names exists and that its numbers are true. What several states name is looked at once.
 *
 * <p>Manifests are read twice: for what they remove, and then file by file for what is left. So no more is held than about 20 bytes for each file of the
 * state, the removals that manifests still have, the keys of files above level 0 of tables with a primary key, and the names of files with deletion
 * vectors. Not thread-safe.
 */
final class StateCheck
{
    private final MaintainedTable table;
    private final Findings findings;
    private final Seen seen;
    private final FileVisitor visitor;
    private final TableState state;
    private final String source;
    private final Snapshot snapshot;
    /** The manifests of the state that can be read. */
    private final List<ManifestFile> manifests = new ArrayList<>();
    /** How often manifests remove a file. */
    private final Map<FileIdentity, Integer> removals = new HashMap<>();
    private boolean complete = true;

    /** What has been looked at for earlier states. */
    static final class Seen
    {
        private final NameSet metadata = new NameSet();
        private final NameSet files = new NameSet();
    }

    /** Looks at a data file that exists. */
    interface FileVisitor
    {
        void visit(ManifestEntry entry, StoragePath path, boolean changelog)
                throws IOException;
    }

    StateCheck(MaintainedTable table, Findings findings, Seen seen, FileVisitor visitor, TableState state)
    {
        this.table = table;
        this.findings = findings;
        this.seen = seen;
        this.visitor = visitor;
        this.state = state;
        source = state.file().name();
        snapshot = state.snapshot();
    }

    /** Gets entries of manifests, one by one. */
    interface EntryVisitor
    {
        void visit(ManifestEntry entry)
                throws IOException;
    }

    /** Whether all files of the state are known, so that {@link #visitLive} visits all. */
    boolean run()
            throws IOException
    {
        findings.reading(state.file(), () -> table.table().schema(snapshot.schemaId()));
        if (state.kind() == TableState.Kind.CHANGELOG) {
            checkChangelog();
            return false;
        }
        long base = readRemovals(snapshot.baseManifestList());
        readRemovals(snapshot.deltaManifestList());
        List<IndexManifestEntry> indexes = readIndexes();
        Map<String, OptionalLong> rowsOfVectors = new HashMap<>();
        for (IndexManifestEntry entry : indexes) {
            entry.file().vectors().forEach(vector -> rowsOfVectors.put(vector.dataFile(), OptionalLong.empty()));
        }
        checkFiles(base, rowsOfVectors);
        if (snapshot.changelogManifestList().isPresent() && state.kind() == TableState.Kind.SNAPSHOT && state.branch().equals(BranchLog.MAIN)) {
            checkChangelog();
        }
        checkIndexes(indexes, rowsOfVectors);
        if (snapshot.statistics().isPresent()) {
            findings.exists(table.table().storage(), table.statistics(snapshot.statistics().get()), OptionalLong.empty(), source);
        }
        return complete;
    }

    /** Returns how many rows the list adds, less those that it removes. */
    private long readRemovals(ListFile list)
            throws IOException
    {
        long[] rows = new long[1];
        complete &= visitList(list, manifests, entry -> {
            if (entry.kind() == FileKind.ADD) {
                rows[0] += entry.file().rowCount();
            }
            else {
                rows[0] -= entry.file().rowCount();
                removals.merge(entry.identity(), 1, Integer::sum);
            }
        });
        return rows[0];
    }

    /**
     * Visits the files of the state, after {@link #run}.
     *
     * @return what is removed that was not there
     */
    List<FileIdentity> visitLive(EntryVisitor visitor)
            throws IOException
    {
        Map<FileIdentity, Integer> remaining = new HashMap<>(removals);
        for (ManifestFile manifest : manifests) {
            try (ManifestEntries entries = table.table().manifests().entries(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    if (entry.get().kind() == FileKind.ADD && !takeAway(remaining, entry.get().identity())) {
                        visitor.visit(entry.get());
                    }
                }
            }
        }
        return List.copyOf(remaining.keySet());
    }

    /** Whether the file is one that is removed: lists may have that before the addition. */
    private static boolean takeAway(Map<FileIdentity, Integer> remaining, FileIdentity identity)
    {
        Integer count = remaining.get(identity);
        if (count == null) {
            return false;
        }
        if (count == 1) {
            remaining.remove(identity);
        }
        else {
            remaining.put(identity, count - 1);
        }
        return true;
    }

    private void checkFiles(long baseRows, Map<String, OptionalLong> rowsOfVectors)
            throws IOException
    {
        TableSchema schema = table.table().latestSchema();
        boolean ordered = schema.hasPrimaryKey() && !TableOptions.of(schema).overlappingLevels();
        Map<LevelKey, List<KeyRange>> levels = new HashMap<>();
        NameSet names = new NameSet();
        long[] rows = new long[1];
        List<FileIdentity> unknown = visitLive(entry -> {
            DataFile file = entry.file();
            if (!names.add(file.name() + " " + file.level())) {
                findings.error(state.file(), "data file " + file.name() + " is added twice");
                return;
            }
            rows[0] += file.rowCount();
            rowsOfVectors.computeIfPresent(file.name(), (name, none) -> OptionalLong.of(file.rowCount()));
            if (ordered && file.level() > 0) {
                levels.computeIfAbsent(new LevelKey(entry.partition(), entry.bucket(), file.level()), key -> new ArrayList<>())
                        .add(new KeyRange(file.name(), file.minKey(), file.maxKey()));
            }
            checkFile(entry, false);
        });
        if (complete) {
            unknown.forEach(identity -> findings.error(state.file(), "data file " + identity.name() + " is removed, but was not there"));
            checkRows(rows[0], unknown.isEmpty() ? OptionalLong.of(baseRows) : OptionalLong.empty());
            checkLevels(levels, schema);
        }
    }

    private void checkRows(long total, OptionalLong baseRows)
    {
        if (total != snapshot.totalRecordCount()) {
            findings.error(state.file(), "says that there are " + snapshot.totalRecordCount() + " rows, but the data files have " + total);
        }
        if (baseRows.isPresent() && total - baseRows.getAsLong() != snapshot.deltaRecordCount()) {
            findings.error(state.file(), "says that it added " + snapshot.deltaRecordCount() + " rows, but it added " + (total - baseRows.getAsLong()));
        }
    }

    private record LevelKey(BinaryRow partition, int bucket, int level) {}

    private record KeyRange(String file, BinaryRow min, BinaryRow max) {}

    private void checkLevels(Map<LevelKey, List<KeyRange>> levels, TableSchema schema)
    {
        RowOrder order = RowOrder.of(schema.keyFields().stream().map(Field::type).toList());
        levels.forEach((level, files) -> {
            files.sort(Comparator.comparing(KeyRange::min, order));
            for (int i = 1; i < files.size(); i++) {
                if (order.compare(files.get(i - 1).max(), files.get(i).min()) >= 0) {
                    findings.error(state.file(), "data files " + files.get(i - 1).file() + " and " + files.get(i).file() + " overlap on level " +
                            level.level() + " of bucket " + level.bucket());
                }
            }
        });
    }

    private void checkChangelog()
            throws IOException
    {
        if (snapshot.changelogManifestList().isEmpty() && ExpiryOptions.of(table.table().latestSchema()).changelogFiles()) {
            return;
        }
        if (snapshot.changelogManifestList().isEmpty()) {
            // The files that the snapshot added are the changelog.
            visitList(snapshot.deltaManifestList(), new ArrayList<>(), entry -> {
                if (entry.kind() == FileKind.ADD && entry.file().source().orElse(FileSource.APPEND) == FileSource.APPEND) {
                    checkFile(entry, false);
                }
            });
            return;
        }
        long[] rows = new long[1];
        boolean known = visitList(snapshot.changelogManifestList().get(), new ArrayList<>(), entry -> {
            rows[0] += entry.file().rowCount();
            checkFile(entry, true);
        });
        long stated = snapshot.changelogRecordCount().orElse(0);
        if (known && rows[0] != stated) {
            findings.error(state.file(), "says that its changelog has " + stated + " rows, but the files have " + rows[0]);
        }
    }

    private void checkFile(ManifestEntry entry, boolean changelog)
            throws IOException
    {
        if (!seen.files.add(entry.file().name())) {
            return;
        }
        List<StoragePath> paths = MaintainedTable.paths(table.bucketPaths(), entry);
        findings.reading(state.file(), () -> table.table().schema(entry.file().schemaId()));
        for (StoragePath beside : paths.subList(1, paths.size())) {
            findings.exists(table.table().storage(), beside, OptionalLong.empty(), source);
        }
        if (findings.exists(table.table().storage(), paths.get(0), OptionalLong.of(entry.file().size()), source)) {
            visitor.visit(entry, paths.get(0), changelog);
        }
    }

    /**
     * Visits the entries of a list.
     *
     * @param readable gets its manifests that can be read
     * @return whether all could be read
     */
    private boolean visitList(ListFile list, List<ManifestFile> readable, EntryVisitor visitor)
            throws IOException
    {
        StoragePath path = table.manifest(list.name());
        if (seen.metadata.add(list.name()) && !findings.exists(table.table().storage(), path, list.size(), source)) {
            return false;
        }
        List<ManifestFile> named = new ArrayList<>();
        boolean known = findings.reading(path, () -> named.addAll(table.table().manifests().manifests(list)));
        for (ManifestFile manifest : named) {
            if (visitManifest(manifest, list.name(), visitor)) {
                readable.add(manifest);
            }
            else {
                known = false;
            }
        }
        return known;
    }

    private boolean visitManifest(ManifestFile manifest, String namedBy, EntryVisitor visitor)
            throws IOException
    {
        StoragePath path = table.manifest(manifest.name());
        boolean first = seen.metadata.add(manifest.name());
        if (first && !findings.exists(table.table().storage(), path, OptionalLong.of(manifest.size()), namedBy)) {
            return false;
        }
        return findings.reading(path, () -> {
            ManifestSums sums = new ManifestSums(manifest);
            try (ManifestEntries entries = table.table().manifests().entries(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    if (first) {
                        sums.add(entry.get());
                    }
                    visitor.visit(entry.get());
                }
            }
            if (first) {
                sums.report(path, namedBy);
            }
        });
    }

    /** What a list says of a manifest, and what is in it. */
    private final class ManifestSums
    {
        private final ManifestFile manifest;
        private final TableSchema schema = table.table().latestSchema();
        private final ColumnStatistics partitions;
        private final Set<String> wrong = new HashSet<>();
        private long added;
        private long deleted;

        private ManifestSums(ManifestFile manifest)
        {
            this.manifest = manifest;
            partitions = ColumnStatistics.ofPartitions(manifest, schema);
        }

        void add(ManifestEntry entry)
        {
            if (entry.kind() == FileKind.ADD) {
                added++;
            }
            else {
                deleted++;
            }
            if (manifest.buckets().filter(range -> !range.contains(entry.bucket())).isPresent()) {
                wrong.add("buckets");
            }
            if (manifest.levels().filter(range -> !range.contains(entry.file().level())).isPresent()) {
                wrong.add("levels");
            }
            List<Field> columns = schema.partitionFields();
            for (int i = 0; i < columns.size(); i++) {
                Object value = entry.partition().value(i, columns.get(i).type());
                Object min = partitions.min(columns.get(i));
                Object max = partitions.max(columns.get(i));
                boolean outside = value != null && (min != null && Literal.compare(value, min) < 0 || max != null && Literal.compare(value, max) > 0);
                if (outside || value == null && partitions.nullCount(columns.get(i)).orElse(1) == 0) {
                    wrong.add("partitions");
                }
            }
        }

        void report(StoragePath path, String namedBy)
        {
            if (added != manifest.addedFiles() || deleted != manifest.deletedFiles()) {
                findings.error(path, "adds %s files and removes %s, but %s says %s and %s"
                        .formatted(added, deleted, namedBy, manifest.addedFiles(), manifest.deletedFiles()));
            }
            wrong.stream().sorted().forEach(what -> findings.error(path, "has " + what + " outside of the range that " + namedBy + " says"));
        }
    }

    private List<IndexManifestEntry> readIndexes()
            throws IOException
    {
        List<IndexManifestEntry> entries = new ArrayList<>();
        if (snapshot.indexManifest().isPresent()) {
            StoragePath path = table.manifest(snapshot.indexManifest().get());
            if (findings.exists(table.table().storage(), path, OptionalLong.empty(), source)) {
                findings.reading(path, () -> entries.addAll(table.indexes().entries(snapshot)));
            }
        }
        return entries;
    }

    /** @param rowsOfVectors how many rows the data files have that vectors are of; empty for one that the state does not have */
    private void checkIndexes(List<IndexManifestEntry> entries, Map<String, OptionalLong> rowsOfVectors)
            throws IOException
    {
        for (IndexManifestEntry entry : entries) {
            StoragePath file = table.indexes().path(entry);
            boolean first = seen.metadata.add(entry.file().name());
            if (first && !findings.exists(table.table().storage(), file, OptionalLong.of(entry.file().size()), snapshot.indexManifest().orElseThrow())) {
                continue;
            }
            if (first && entry.file().type().equals(IndexFile.HASH) && entry.file().size() != entry.file().rowCount() * Integer.BYTES) {
                findings.error(file, "has " + entry.file().size() + " bytes, which are not " + entry.file().rowCount() + " hashes");
            }
            if (entry.file().type().equals(IndexFile.DELETION_VECTORS)) {
                for (VectorRange vector : entry.file().vectors()) {
                    checkVector(file, vector, rowsOfVectors.get(vector.dataFile()), first);
                }
            }
        }
    }

    private void checkVector(StoragePath path, VectorRange range, OptionalLong rows, boolean first)
            throws IOException
    {
        if (complete && rows.isEmpty()) {
            findings.warning(path, "has a deletion vector of data file " + range.dataFile() + ", which " + source + " does not have");
        }
        if (!first) {
            return;
        }
        findings.reading(path, () -> {
            DeletionVector vector = DeletionVector.read(
                    table.table().storage(),
                    new DeletionFile(path, range.offset(), range.length(), range.cardinality()));
            if (range.cardinality().isPresent() && range.cardinality().getAsLong() != vector.cardinality()) {
                findings.error(path, "deletes " + vector.cardinality() + " rows of data file " + range.dataFile() + ", but the index manifest says " +
                        range.cardinality().getAsLong());
            }
            if (rows.isPresent()) {
                long inside = rows.getAsLong() - countKept(vector, rows.getAsLong());
                if (inside != vector.cardinality()) {
                    findings.error(path, "deletes rows that data file " + range.dataFile() + " does not have");
                }
            }
        });
    }

    private static long countKept(DeletionVector vector, long rows)
    {
        int[] positions = new int[4096];
        long kept = 0;
        for (long row = 0; row < rows; row += positions.length) {
            kept += vector.keep(row, (int) Math.min(positions.length, rows - row), positions);
        }
        return kept;
    }

    static boolean isPostponed(ManifestEntry entry)
    {
        return entry.bucket() == Bucketing.POSTPONE;
    }
}
