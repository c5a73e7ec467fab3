package dev.varve;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.index.DeletionFile;
import dev.varve.index.DeletionVector;
import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.ManifestEntry;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.VersionSelector;
import dev.varve.snapshot.VersionSelector.SnapshotId;
import dev.varve.snapshot.VersionSelector.TagName;
import dev.varve.type.Field;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import static dev.varve.TestTable.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Whatever happens to a file of the metadata, reading ends, and with an exception of a known kind if at all. */
public class TestDamagedTable
{
    /** Ways in which each file is damaged. */
    private static final int ROUNDS = Integer.getInteger("varve.test.damage.rounds", 1);

    @DataProvider
    public Object[][] tables()
    {
        return SampleTables.NAMES.stream().map(name -> new Object[] {name}).toArray(Object[][]::new);
    }

    @Test(dataProvider = "tables", timeOut = 300_000)
    public void damagedBytes(String name)
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (Path file : files(name)) {
            byte[] content = Files.readAllBytes(file);
            for (int round = 0; round < ROUNDS; round++) {
                byte[] damaged = damage(content, random);
                readEverything(name, file, damaged, "seed " + seed + ", round " + round);
            }
        }
    }

    @Test
    public void truncatedAvroFilesAreCorrupt()
            throws IOException
    {
        for (Path file : files("wide_deletion_vectors")) {
            byte[] content = Files.readAllBytes(file);
            if (!file.getParent().endsWith("manifest")) {
                continue;
            }
            for (int length : new int[] {1, content.length / 3, content.length * 2 / 3, content.length - 1}) {
                List<VarveException> failures = readEverything("wide_deletion_vectors", file, Arrays.copyOf(content, length), "length " + length);
                assertThat(failures).as("%s cut to %s bytes", file, length).isNotEmpty();
                assertThat(failures).allSatisfy(failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.CORRUPT_TABLE);
                    assertThat(failure).hasMessageContaining(file.getFileName().toString());
                });
            }
        }
    }

    @Test
    public void damagedDeletionVectorsAreNoticed()
            throws IOException
    {
        for (String name : List.of("wide_deletion_vectors", "v0_8_deletion_vectors", "partitioned_deletion_vectors")) {
            for (Path file : files(name)) {
                if (!file.getParent().endsWith("index")) {
                    continue;
                }
                byte[] content = Files.readAllBytes(file);
                // The first byte is the version of the file, which the offsets in the index manifest pass over.
                for (int position = 1; position < content.length; position += 3) {
                    byte[] damaged = content.clone();
                    damaged[position] ^= 0x10;
                    readEverything(name, file, damaged, "position " + position).forEach(failure ->
                            assertThat(failure).hasMessageContaining(file.getFileName().toString()));
                }
            }
        }
    }

    @Test
    public void missingFilesAreNamed()
            throws IOException
    {
        Table table = SampleTables.open("wide_deletion_vectors");
        String manifest = table.manifests().manifests(table.latest().snapshot().orElseThrow()).get(0).name();
        String list = table.latest().snapshot().orElseThrow().deltaManifestList().name();
        String index = table.latest().snapshot().orElseThrow().indexManifest().orElseThrow();
        for (String name : List.of(manifest, list, index)) {
            Table damaged = damaged("wide_deletion_vectors", new DamagedStorage(name, Optional.empty()));
            assertFails(Kind.EXPIRED, () -> read(damaged, VersionSelector.LATEST), name);
        }
        assertFails(Kind.CORRUPT_TABLE, () -> damaged("wide_deletion_vectors", new DamagedStorage("schema-0", Optional.empty())), "schema-0");
    }

    @Test
    public void emptyFilesAreCorrupt()
    {
        for (String name : List.of("schema-0", "snapshot-8")) {
            assertFails(
                    Kind.CORRUPT_TABLE,
                    () -> damaged("wide_deletion_vectors", new DamagedStorage(name, Optional.of(new byte[0]))).latest(),
                    name);
        }
    }

    @Test
    public void staleHintsAreSeenThrough()
    {
        for (String hint : List.of("3", "7", "99", "-1", "0", "", "abc", "999999999999999999999", " 8 ")) {
            DamagedStorage storage = new DamagedStorage("LATEST", Optional.of(hint.getBytes(UTF_8)));
            assertThat(damaged("wide_deletion_vectors", storage).latest().snapshot().orElseThrow().id()).as(hint).isEqualTo(8);
        }
    }

    private static List<Path> files(String name)
            throws IOException
    {
        try (Stream<Path> files = Files.walk(SampleTables.directory(name))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static byte[] damage(byte[] content, Random random)
    {
        byte[] damaged = content.clone();
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(damaged, random.nextInt(content.length + 1));
        }
        for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    private static Table damaged(String name, DamagedStorage storage)
    {
        return SampleTables.open(name, storage);
    }

    /** Reads all versions while one file has other bytes, and returns the errors of a known kind. */
    private static List<VarveException> readEverything(String name, Path file, byte[] content, String description)
    {
        List<VarveException> failures = new ArrayList<>();
        try {
            Table table = damaged(name, new DamagedStorage(file.toString(), Optional.of(content)));
            List<VersionSelector> versions = new ArrayList<>(List.of(VersionSelector.LATEST));
            table.snapshots().ids().forEach(id -> versions.add(new SnapshotId(id)));
            table.tags().names().forEach(tag -> versions.add(new TagName(tag)));
            for (VersionSelector version : versions) {
                try {
                    read(table, version);
                }
                catch (VarveException e) {
                    failures.add(e);
                }
            }
        }
        catch (VarveException e) {
            failures.add(e);
        }
        catch (IOException | RuntimeException | Error e) {
            fail(file + ", " + description, e);
        }
        return failures;
    }

    private static void read(Table table, VersionSelector selector)
    {
        TableVersion version = table.version(selector);
        try {
            for (ManifestEntry entry : LiveFiles.of(version)) {
                TableSchema fileSchema = table.schema(entry.file().schemaId());
                ColumnStatistics values = ColumnStatistics.ofValues(entry.file(), fileSchema);
                ColumnStatistics keys = ColumnStatistics.ofKeys(entry.file(), fileSchema);
                for (Field column : fileSchema.fields().fields()) {
                    values.min(column);
                    values.max(column);
                    values.nullCount(column);
                    keys.min(column);
                    keys.max(column);
                }
                version.bucketPaths().bucket(entry.partition(), entry.bucket());
                Optional<DeletionFile> deletions = version.deletionVectors().find(entry.partition(), entry.bucket(), entry.file().name());
                if (deletions.isPresent()) {
                    DeletionVector.read(table.storage(), deletions.get()).keep(0, 1000, new int[1000]);
                }
            }
        }
        catch (IOException e) {
            throw VarveException.storage("Failed to read: " + e.getMessage(), e);
        }
    }
}
