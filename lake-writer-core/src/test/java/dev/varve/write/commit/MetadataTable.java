package dev.varve.write.commit;

import dev.varve.Table;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexManifestEntry;
import dev.varve.index.IndexManifestReader;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.type.BigIntType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** A table of metadata alone: its data files are only described. Columns are {@code k BIGINT, p STRING}; {@code p} may partition it. */
final class MetadataTable
{
    static final List<Field> COLUMNS = List.of(
            new Field(0, "k", new BigIntType(false)),
            new Field(1, "p", new VarCharType(Integer.MAX_VALUE, false)));
    static final int ROWS = 10;

    private final StoragePath location;

    private MetadataTable(StoragePath location)
    {
        this.location = location;
    }

    static TableSchema schema(boolean keyed, boolean partitioned, Map<String, String> options)
    {
        List<String> partitionKeys = partitioned ? List.of("p") : List.of();
        List<String> primaryKeys = keyed ? partitioned ? List.of("k", "p") : List.of("k") : List.of();
        return new TableSchema(3, 0, RowType.of(COLUMNS), 1, partitionKeys, primaryKeys, options, Optional.empty(), 0);
    }

    static MetadataTable create(StoragePath location, TableSchema schema)
            throws IOException
    {
        LocalStorage storage = new LocalStorage();
        SchemaLog.of(storage, location).create(storage, schema);
        return new MetadataTable(location);
    }

    Table open(WritableStorage storage)
    {
        return Table.open(storage, location, "db", "t");
    }

    static BinaryRow partition(String value)
    {
        return BinaryRowWriter.write(List.of(COLUMNS.get(1).type()), List.of(Slices.utf8Slice(value)));
    }

    static BinaryRow key(long value)
    {
        return BinaryRowWriter.write(List.of(COLUMNS.get(0).type()), List.of(value));
    }

    /** A file of {@link #ROWS} rows with keys of a range. */
    static DataFile file(String name, int level, long minKey, long maxKey)
    {
        SimpleStatistics keys = SimpleStatistics.of(key(minKey), key(maxKey), new long[1]);
        return new DataFile(
                name, 100, ROWS, key(minKey), key(maxKey), keys, SimpleStatistics.UNKNOWN,
                0, 0, 0, level, List.of(),
                OptionalLong.of(0), OptionalLong.of(0), Optional.empty(), Optional.of(FileSource.APPEND),
                Optional.of(List.of()), Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());
    }

    static Increment added(DataFile... files)
    {
        return new Increment(List.of(files), List.of(), List.of(), List.of(), List.of());
    }

    static Increment replaced(List<DataFile> before, List<DataFile> after)
    {
        return new Increment(after, before, List.of(), List.of(), List.of());
    }

    static CommitMessage message(BinaryRow partition, int bucket, Increment append, Increment compact)
    {
        return new CommitMessage(partition, bucket, 4, append, compact);
    }

    static IndexFile hashIndex(String name)
    {
        return new IndexFile(IndexFile.HASH, name, 4, 1, List.of(), Optional.empty());
    }

    /** The live data files of a snapshot. */
    List<ManifestEntry> live(Snapshot snapshot)
            throws IOException
    {
        List<ManifestEntry> added = new ArrayList<>();
        Set<Object> deleted = new HashSet<>();
        for (ManifestFile manifest : open(new LocalStorage()).manifests().manifests(snapshot)) {
            for (ManifestEntry entry : entries(manifest)) {
                if (entry.kind() == FileKind.ADD) {
                    added.add(entry);
                }
                else {
                    assertThat(deleted.add(entry.identity())).as("%s is deleted twice", entry.file().name()).isTrue();
                }
            }
        }
        List<ManifestEntry> live = added.stream().filter(entry -> !deleted.contains(entry.identity())).toList();
        assertThat(live).extracting(ManifestEntry::identity).doesNotHaveDuplicates();
        return live;
    }

    /** The names of live data and index files, data files with their level. */
    Set<String> names(Snapshot snapshot)
            throws IOException
    {
        Set<String> names = live(snapshot).stream().map(entry -> entry.file().name() + "@" + entry.file().level()).collect(Collectors.toCollection(TreeSet::new));
        indexFiles(snapshot).forEach(entry -> names.add(entry.file().name()));
        return names;
    }

    /** {@link #names} of the latest snapshot. */
    Set<String> names()
            throws IOException
    {
        Optional<Snapshot> latest = open(new LocalStorage()).snapshots().latest();
        return latest.isEmpty() ? Set.of() : names(latest.get());
    }

    private List<ManifestEntry> entries(ManifestFile manifest)
            throws IOException
    {
        List<ManifestEntry> list = new ArrayList<>();
        try (ManifestEntries entries = open(new LocalStorage()).manifests().entries(manifest)) {
            for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                list.add(entry.get());
            }
        }
        assertThat(list.stream().filter(entry -> entry.kind() == FileKind.ADD).count()).isEqualTo(manifest.addedFiles());
        assertThat(list.stream().filter(entry -> entry.kind() == FileKind.DELETE).count()).isEqualTo(manifest.deletedFiles());
        return list;
    }

    private List<IndexManifestEntry> indexFiles(Snapshot snapshot)
            throws IOException
    {
        LocalStorage storage = new LocalStorage();
        TableSchema schema = open(storage).latestSchema();
        TableOptions options = TableOptions.of(schema);
        return IndexManifestReader.of(storage, location, options.layout(), BucketPaths.of(location, schema, options.layout())).entries(snapshot);
    }

    /** Checks that each snapshot follows from the one before, and that all that snapshots name is there. */
    void requireSound()
            throws IOException
    {
        Table table = open(new LocalStorage());
        List<Long> ids = table.snapshots().ids();
        Set<Object> before = new HashSet<>();
        long total = 0;
        long expectedId = 1;
        for (long id : ids) {
            assertThat(id).as("ids have no gaps").isEqualTo(expectedId++);
            Snapshot snapshot = table.snapshots().snapshot(id);
            assertBase(table, snapshot, before);
            List<ManifestEntry> live = live(snapshot);
            total += snapshot.deltaRecordCount();
            assertThat(snapshot.totalRecordCount()).isEqualTo(total).isEqualTo(live.stream().mapToLong(entry -> entry.file().rowCount()).sum());
            if (snapshot.changelogManifestList().isPresent()) {
                assertThat(table.manifests().manifests(snapshot.changelogManifestList().get())).isNotEmpty();
            }
            indexFiles(snapshot);
            before = live.stream().map(ManifestEntry::identity).collect(Collectors.toSet());
        }
    }

    /** The base list of a snapshot has the live files of the one before. */
    private void assertBase(Table table, Snapshot snapshot, Set<Object> before)
            throws IOException
    {
        Set<Object> added = new HashSet<>();
        Set<Object> deleted = new HashSet<>();
        for (ManifestFile manifest : table.manifests().manifests(snapshot.baseManifestList())) {
            for (ManifestEntry entry : entries(manifest)) {
                (entry.kind() == FileKind.ADD ? added : deleted).add(entry.identity());
            }
        }
        added.removeAll(deleted);
        assertThat(added).as("base of snapshot %s", snapshot.id()).isEqualTo(before);
    }

    /** Files in the directory of manifests that no snapshot names. */
    Set<String> orphans()
            throws IOException
    {
        LocalStorage storage = new LocalStorage();
        Table table = open(storage);
        Set<String> names = storage.list(location.child("manifest")).stream().map(StorageEntry::path).map(StoragePath::name).collect(Collectors.toSet());
        for (long id : table.snapshots().ids()) {
            Snapshot snapshot = table.snapshots().snapshot(id);
            List<ListFile> lists = new ArrayList<>(List.of(snapshot.baseManifestList(), snapshot.deltaManifestList()));
            snapshot.changelogManifestList().ifPresent(lists::add);
            for (ListFile list : lists) {
                names.remove(list.name());
                table.manifests().manifests(list).forEach(manifest -> names.remove(manifest.name()));
            }
            snapshot.indexManifest().ifPresent(names::remove);
        }
        return names;
    }
}
