package dev.varve;

import dev.varve.avro.AvroCompression;
import dev.varve.avro.AvroContainer;
import dev.varve.index.IndexManifestEntry;
import dev.varve.index.IndexManifestReader;
import dev.varve.index.IndexManifestWriter;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.manifest.ManifestWriter;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.snapshot.Tag;
import dev.varve.snapshot.TagLog;
import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads the metadata that Paimon wrote, writes it again, and finds the same. */
public class TestMetadataWriting
{
    private static final AvroCompression ZSTD = AvroCompression.of("zstd", 1);

    private final LocalStorage storage = new LocalStorage();
    private Path directory;
    private StoragePath copy;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-metadata");
        copy = StoragePath.of(directory.toString());
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(copy);
    }

    @DataProvider
    public Object[][] tables()
    {
        return SampleTables.NAMES.stream().map(name -> new Object[] {name}).toArray(Object[][]::new);
    }

    @DataProvider
    public Object[][] tablesOfNow()
    {
        return SampleTables.NAMES.stream().filter(name -> !name.startsWith("v0")).map(name -> new Object[] {name}).toArray(Object[][]::new);
    }

    @Test(dataProvider = "tablesOfNow")
    public void documentsHaveTheSameBytes(String name)
            throws IOException
    {
        Table table = SampleTables.open(name);
        Path original = SampleTables.directory(name);
        for (long id : table.schemas().ids()) {
            assertThat(SchemaLog.of(storage, copy).create(storage, table.schema(id))).isTrue();
            assertSameContent(original, "schema/schema-" + id);
        }
        for (long id : table.snapshots().ids()) {
            assertThat(SnapshotLog.of(storage, copy).create(storage, table.snapshots().snapshot(id))).isTrue();
            assertSameContent(original, "snapshot/snapshot-" + id);
        }
        for (String tag : table.tags().names()) {
            assertThat(TagLog.of(storage, copy).create(storage, table.tags().tag(tag))).isTrue();
            assertSameContent(original, "tag/tag-" + tag);
        }
    }

    @Test
    public void hintsSayWhereToLook()
            throws IOException
    {
        SnapshotLog log = SnapshotLog.of(storage, copy);
        Snapshot snapshot = SampleTables.open("watermarks").snapshots().latest().orElseThrow();
        log.create(storage, snapshot);
        log.hintLatest(storage, snapshot.id());
        log.hintEarliest(storage, snapshot.id());
        assertThat(Files.readString(directory.resolve("snapshot/LATEST"))).isEqualTo(Long.toString(snapshot.id()));
        assertThat(Files.readString(directory.resolve("snapshot/EARLIEST"))).isEqualTo(Long.toString(snapshot.id()));
        assertThat(log.latest()).contains(snapshot);
        assertThat(log.earliest()).contains(snapshot);
    }

    @Test
    public void whatExistsIsNotCreatedAgain()
            throws IOException
    {
        Table table = SampleTables.open("watermarks");
        SnapshotLog log = SnapshotLog.of(storage, copy);
        Snapshot snapshot = table.snapshots().latest().orElseThrow();
        assertThat(log.create(storage, snapshot)).isTrue();
        assertThat(log.create(storage, snapshot)).isFalse();
        assertThat(SchemaLog.of(storage, copy).create(storage, table.latestSchema())).isTrue();
        assertThat(SchemaLog.of(storage, copy).create(storage, table.latestSchema())).isFalse();
    }

    @DataProvider
    public Object[][] lifetimes()
    {
        return new Object[][] {
                {LocalDateTime.of(2026, 11, 22, 12, 43, 5, 721569416), Duration.ofDays(3), "[ 2026, 11, 22, 12, 43, 5, 721569416 ]", "259200.000000000"},
                {LocalDateTime.of(2026, 1, 2, 0, 0, 7), Duration.ofMillis(1500), "[ 2026, 1, 2, 0, 0, 7 ]", "1.500000000"},
                {LocalDateTime.of(2026, 1, 2, 0, 0), Duration.ofNanos(1), "[ 2026, 1, 2, 0, 0 ]", "0.000000001"},
        };
    }

    @Test(dataProvider = "lifetimes")
    public void tagsKeepTheirTimeToLive(LocalDateTime created, Duration retained, String createdText, String retainedText)
            throws IOException
    {
        Snapshot snapshot = SampleTables.open("numeric_tag").snapshots().latest().orElseThrow();
        TagLog log = TagLog.of(storage, copy);
        Tag tag = new Tag("t", snapshot, Optional.of(created), Optional.of(retained));
        log.replace(storage, tag);
        assertThat(log.tag("t")).isEqualTo(tag);
        assertThat(Files.readString(directory.resolve("tag/tag-t")))
                .contains("\"tagCreateTime\" : " + createdText)
                .contains("\"tagTimeRetained\" : " + retainedText);
        log.delete(storage, "t");
        assertThat(log.names()).isEmpty();
    }

    @Test(dataProvider = "tables")
    public void manifestsHaveTheSameEntries(String name)
            throws IOException
    {
        Table table = SampleTables.open(name);
        ManifestWriter writer = ManifestWriter.of(storage, copy, table.latestSchema(), ZSTD, 8 << 20);
        ManifestReader reader = ManifestReader.of(storage, copy);
        for (ManifestFile manifest : manifests(table)) {
            List<ManifestEntry> entries = entries(table.manifests(), manifest);
            ManifestFile written = writer.write(entries).get(0);
            assertThat(entries(reader, written)).isEqualTo(entries);
            ManifestFile sameFile = new ManifestFile(
                    manifest.name(), manifest.size(), written.addedFiles(), written.deletedFiles(), written.partitionStatistics(), written.schemaId(),
                    manifest.buckets().isEmpty() ? Optional.empty() : written.buckets(),
                    manifest.levels().isEmpty() ? Optional.empty() : written.levels(),
                    written.rowIds());
            assertThat(sameFile).isEqualTo(manifest);
            assertThat(Files.size(directory.resolve("manifest/" + written.name()))).isEqualTo(written.size());
        }
    }

    @Test(dataProvider = "tables")
    public void manifestListsHaveTheSameManifests(String name)
            throws IOException
    {
        Table table = SampleTables.open(name);
        ManifestWriter writer = ManifestWriter.of(storage, copy, table.latestSchema(), ZSTD, 8 << 20);
        List<ManifestFile> manifests = manifests(table);
        ListFile written = writer.writeList(manifests);
        assertThat(ManifestReader.of(storage, copy).manifests(written)).isEqualTo(manifests);
        assertThat(ManifestReader.of(storage, copy).manifests(writer.writeList(List.of()))).isEmpty();
    }

    @Test(dataProvider = "tables")
    public void indexManifestsHaveTheSameEntries(String name)
            throws IOException
    {
        Table table = SampleTables.open(name);
        IndexManifestWriter writer = IndexManifestWriter.of(storage, copy, ZSTD);
        for (long id : table.snapshots().ids()) {
            Snapshot snapshot = table.snapshots().snapshot(id);
            List<IndexManifestEntry> entries = indexReader(table, table.location()).entries(snapshot);
            Snapshot rewritten = withIndexManifest(snapshot, writer.write(entries));
            assertThat(indexReader(table, copy).entries(rewritten)).isEqualTo(entries);
        }
    }

    @Test
    public void schemasOfRecordsAreThoseOfPaimon()
            throws IOException
    {
        Table table = SampleTables.open("wide_deletion_vectors");
        Snapshot snapshot = table.snapshots().latest().orElseThrow();
        ManifestWriter writer = ManifestWriter.of(storage, copy, table.latestSchema(), ZSTD, 8 << 20);
        ManifestFile manifest = table.manifests().manifests(snapshot).get(0);
        ManifestFile written = writer.write(entries(table.manifests(), manifest)).get(0);
        assertThat(avroSchema(copy, written.name())).isEqualTo(avroSchema(table.location(), manifest.name()));
        assertThat(avroSchema(copy, writer.writeList(List.of()).name()))
                .isEqualTo(avroSchema(table.location(), snapshot.baseManifestList().name()));
        String index = IndexManifestWriter.of(storage, copy, ZSTD).write(List.of());
        assertThat(avroSchema(copy, index)).isEqualTo(avroSchema(table.location(), snapshot.indexManifest().orElseThrow()));
    }

    @Test
    public void manifestsRollAndNothingRemainsWhenTheyAreAbandoned()
            throws IOException
    {
        Table table = SampleTables.open("expired");
        List<ManifestEntry> entries = new ArrayList<>();
        for (ManifestFile manifest : manifests(table)) {
            entries.addAll(entries(table.manifests(), manifest));
        }
        List<ManifestEntry> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.addAll(entries);
        }
        ManifestWriter writer = ManifestWriter.of(storage, copy, table.latestSchema(), AvroCompression.NONE, 200_000);
        List<ManifestFile> written = writer.write(many);
        assertThat(written.size()).isGreaterThan(3);
        assertThat(written.subList(0, written.size() - 1)).allMatch(manifest -> manifest.size() >= 200_000 && manifest.size() < 400_000);
        List<ManifestEntry> read = new ArrayList<>();
        for (ManifestFile manifest : written) {
            read.addAll(entries(ManifestReader.of(storage, copy), manifest));
        }
        assertThat(read).isEqualTo(many);

        storage.deleteDirectory(copy.child("manifest"));
        try (ManifestWriter.Manifests abandoned = writer.begin()) {
            for (ManifestEntry entry : many) {
                abandoned.add(entry);
            }
        }
        assertThat(storage.list(copy.child("manifest"))).isEmpty();
    }

    private static List<ManifestFile> manifests(Table table)
            throws IOException
    {
        List<ManifestFile> manifests = new ArrayList<>();
        for (long id : table.snapshots().ids()) {
            manifests.addAll(table.manifests().manifests(table.snapshots().snapshot(id)));
        }
        assertThat(manifests).isNotEmpty();
        return manifests;
    }

    private static List<ManifestEntry> entries(ManifestReader reader, ManifestFile manifest)
            throws IOException
    {
        List<ManifestEntry> list = new ArrayList<>();
        try (ManifestEntries entries = reader.entries(manifest)) {
            for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                list.add(entry.get());
            }
        }
        return list;
    }

    private IndexManifestReader indexReader(Table table, StoragePath location)
    {
        TableSchema schema = table.latestSchema();
        TableOptions options = TableOptions.of(schema);
        return IndexManifestReader.of(storage, location, options.layout(), BucketPaths.of(location, schema, options.layout()));
    }

    private static Snapshot withIndexManifest(Snapshot snapshot, String indexManifest)
    {
        return new Snapshot(
                snapshot.id(), snapshot.uuid(), snapshot.schemaId(), snapshot.baseManifestList(), snapshot.deltaManifestList(),
                snapshot.changelogManifestList(), Optional.of(indexManifest), snapshot.commit(), snapshot.totalRecordCount(),
                snapshot.deltaRecordCount(), snapshot.changelogRecordCount(), snapshot.watermark(), snapshot.statistics(),
                snapshot.properties(), snapshot.nextRowId(), snapshot.operation());
    }

    private String avroSchema(StoragePath table, String manifest)
            throws IOException
    {
        InputFile file = storage.open(table.child("manifest").file(manifest));
        try (PositionedInput input = file.newInput()) {
            return AvroContainer.open(input, file.length()).schema().toString();
        }
    }

    private void assertSameContent(Path original, String file)
            throws IOException
    {
        assertThat(directory.resolve(file)).hasSameTextualContentAs(original.resolve(file));
    }
}
