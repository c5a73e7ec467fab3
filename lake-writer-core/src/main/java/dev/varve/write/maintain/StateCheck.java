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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks the metadata of one state of a table: that what it names exists and that its numbers are true. What several states name is looked at once.
 * Memory grows with the files of the state. Not thread-safe.
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
    private final Map<FileIdentity, ManifestEntry> live = new LinkedHashMap<>();
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

    /** The files of the state; empty if they are not all known. */
    Optional<Collection<ManifestEntry>> run()
            throws IOException
    {
        findings.reading(state.file(), () -> table.table().schema(snapshot.schemaId()));
        if (state.kind() == TableState.Kind.CHANGELOG) {
            checkChangelog();
            return Optional.empty();
        }
        List<ManifestEntry> removed = new ArrayList<>();
        readFiles(snapshot.baseManifestList(), removed);
        long base = rows(live.values());
        boolean baseComplete = complete && removed.isEmpty();
        readFiles(snapshot.deltaManifestList(), removed);
        if (complete) {
            checkRows(removed, baseComplete ? OptionalLong.of(base) : OptionalLong.empty());
            checkLevels();
        }
        for (ManifestEntry entry : live.values()) {
            checkFile(entry, false);
        }
        if (snapshot.changelogManifestList().isPresent() && state.kind() == TableState.Kind.SNAPSHOT && state.branch().equals(BranchLog.MAIN)) {
            checkChangelog();
        }
        checkIndexes();
        if (snapshot.statistics().isPresent()) {
            findings.exists(table.table().storage(), table.statistics(snapshot.statistics().get()), OptionalLong.empty(), source);
        }
        return complete ? Optional.of(live.values()) : Optional.empty();
    }

    private void readFiles(ListFile list, List<ManifestEntry> removed)
            throws IOException
    {
        complete &= visitList(list, entry -> {
            if (entry.kind() == FileKind.ADD) {
                if (live.put(entry.identity(), entry) != null) {
                    findings.error(state.file(), "data file " + entry.file().name() + " is added twice");
                }
            }
            else if (live.remove(entry.identity()) == null) {
                removed.add(entry);
            }
        });
    }

    private void checkRows(List<ManifestEntry> removed, OptionalLong baseRows)
    {
        // Lists may have a removal before the addition that it takes back.
        for (ManifestEntry entry : removed) {
            if (live.remove(entry.identity()) == null) {
                findings.error(state.file(), "data file " + entry.file().name() + " is removed, but was not there");
            }
        }
        long total = rows(live.values());
        if (total != snapshot.totalRecordCount()) {
            findings.error(state.file(), "says that there are " + snapshot.totalRecordCount() + " rows, but the data files have " + total);
        }
        if (baseRows.isPresent() && total - baseRows.getAsLong() != snapshot.deltaRecordCount()) {
            findings.error(state.file(), "says that it added " + snapshot.deltaRecordCount() + " rows, but it added " + (total - baseRows.getAsLong()));
        }
    }

    private static long rows(Collection<ManifestEntry> entries)
    {
        return entries.stream().mapToLong(entry -> entry.file().rowCount()).sum();
    }

    private record LevelKey(BinaryRow partition, int bucket, int level) {}

    private void checkLevels()
    {
        TableSchema schema = table.table().latestSchema();
        if (!schema.hasPrimaryKey() || TableOptions.of(schema).overlappingLevels()) {
            return;
        }
        Map<LevelKey, List<DataFile>> levels = new HashMap<>();
        for (ManifestEntry entry : live.values()) {
            if (entry.file().level() > 0) {
                levels.computeIfAbsent(new LevelKey(entry.partition(), entry.bucket(), entry.file().level()), key -> new ArrayList<>()).add(entry.file());
            }
        }
        RowOrder order = RowOrder.of(schema.keyFields().stream().map(Field::type).toList());
        levels.forEach((level, files) -> {
            files.sort(Comparator.comparing(DataFile::minKey, order));
            for (int i = 1; i < files.size(); i++) {
                if (order.compare(files.get(i - 1).maxKey(), files.get(i).minKey()) >= 0) {
                    findings.error(state.file(), "data files " + files.get(i - 1).name() + " and " + files.get(i).name() + " overlap on level " +
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
            List<ManifestEntry> added = new ArrayList<>();
            visitList(snapshot.deltaManifestList(), entry -> {
                if (entry.kind() == FileKind.ADD && entry.file().source().orElse(FileSource.APPEND) == FileSource.APPEND) {
                    added.add(entry);
                }
            });
            for (ManifestEntry entry : added) {
                checkFile(entry, false);
            }
            return;
        }
        long[] rows = new long[1];
        List<ManifestEntry> files = new ArrayList<>();
        boolean known = visitList(snapshot.changelogManifestList().get(), entry -> {
            rows[0] += entry.file().rowCount();
            files.add(entry);
        });
        for (ManifestEntry entry : files) {
            checkFile(entry, true);
        }
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

    private interface EntryVisitor
    {
        void visit(ManifestEntry entry);
    }

    /** Whether all entries could be read. */
    private boolean visitList(ListFile list, EntryVisitor visitor)
            throws IOException
    {
        StoragePath path = table.manifest(list.name());
        if (seen.metadata.add(list.name()) && !findings.exists(table.table().storage(), path, list.size(), source)) {
            return false;
        }
        List<ManifestFile> manifests = new ArrayList<>();
        boolean known = findings.reading(path, () -> manifests.addAll(table.table().manifests().manifests(list)));
        for (ManifestFile manifest : manifests) {
            known &= visitManifest(manifest, list.name(), visitor);
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

    private void checkIndexes()
            throws IOException
    {
        if (snapshot.indexManifest().isEmpty()) {
            return;
        }
        StoragePath path = table.manifest(snapshot.indexManifest().get());
        if (!findings.exists(table.table().storage(), path, OptionalLong.empty(), source)) {
            return;
        }
        List<IndexManifestEntry> entries = new ArrayList<>();
        findings.reading(path, () -> entries.addAll(table.indexes().entries(snapshot)));
        Map<String, DataFile> files = new HashMap<>();
        live.values().forEach(entry -> files.put(entry.file().name(), entry.file()));
        for (IndexManifestEntry entry : entries) {
            StoragePath file = table.indexes().path(entry);
            boolean first = seen.metadata.add(entry.file().name());
            if (first && !findings.exists(table.table().storage(), file, OptionalLong.of(entry.file().size()), path.name())) {
                continue;
            }
            if (first && entry.file().type().equals(IndexFile.HASH) && entry.file().size() != entry.file().rowCount() * Integer.BYTES) {
                findings.error(file, "has " + entry.file().size() + " bytes, which are not " + entry.file().rowCount() + " hashes");
            }
            if (entry.file().type().equals(IndexFile.DELETION_VECTORS)) {
                for (VectorRange vector : entry.file().vectors()) {
                    checkVector(file, vector, Optional.ofNullable(files.get(vector.dataFile())), first);
                }
            }
        }
    }

    private void checkVector(StoragePath path, VectorRange range, Optional<DataFile> file, boolean first)
            throws IOException
    {
        if (complete && file.isEmpty()) {
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
            if (file.isPresent()) {
                long inside = file.get().rowCount() - countKept(vector, file.get().rowCount());
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
