package dev.varve.write.commit;

import dev.varve.avro.AvroCompression;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileIdentity;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestReader;
import dev.varve.manifest.ManifestWriter;
import dev.varve.row.BinaryRow;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import static dev.varve.write.commit.MetadataTable.file;
import static dev.varve.write.commit.MetadataTable.partition;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

public class TestManifestMerge
{
    private static final TableSchema SCHEMA = MetadataTable.schema(true, true, Map.of());
    private static final AvroCompression PLAIN = AvroCompression.NONE;

    private final LocalStorage storage = new LocalStorage();
    private StoragePath table;
    private ManifestReader reader;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        table = StoragePath.of(Files.createTempDirectory("varve-manifests").toString());
        reader = ManifestReader.of(storage, table);
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(table);
    }

    /** Merging after each of many random changes never changes which files are live. */
    @Test
    public void liveFilesRemain()
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CommitOptions.Manifests options = new CommitOptions.Manifests(PLAIN, 8 << 10, 40 << 10, 4);
        ManifestWriter writer = ManifestWriter.of(storage, table, SCHEMA, PLAIN, options.targetSize());
        ManifestMerge merge = new ManifestMerge(options, SCHEMA, reader, writer);
        Map<FileIdentity, ManifestEntry> model = new LinkedHashMap<>();
        List<ManifestFile> manifests = new ArrayList<>();
        int fullMerges = 0;
        for (int round = 0; round < 120; round++) {
            manifests.addAll(writer.write(randomChanges(model, random, round)));
            int before = manifests.size();
            ManifestMerge.Merged merged = merge.merge(manifests);
            assertThat(merged.before()).isEqualTo(manifests);
            assertThat(merged.after()).containsAll(merged.written());
            manifests = new ArrayList<>(merged.replaceIn(manifests).orElseThrow());
            assertThat(live(manifests)).as("seed %s, round %s", seed, round).isEqualTo(model.keySet());
            assertThat(manifests.size()).as("seed %s, round %s", seed, round).isLessThanOrEqualTo(before);
            fullMerges += manifests.stream().allMatch(manifest -> manifest.deletedFiles() == 0) ? 1 : 0;
        }
        assertThat(fullMerges).as("seed %s: all manifests were merged at times", seed).isPositive();
        assertThat(manifests.size()).as("seed %s", seed).isLessThan(30);
    }

    private static List<ManifestEntry> randomChanges(Map<FileIdentity, ManifestEntry> model, Random random, int round)
    {
        List<ManifestEntry> changes = new ArrayList<>();
        for (ManifestEntry entry : List.copyOf(model.values())) {
            if (random.nextInt(10) == 0) {
                changes.add(new ManifestEntry(FileKind.DELETE, entry.partition(), entry.bucket(), entry.totalBuckets(), entry.file()));
                model.remove(entry.identity());
                if (entry.file().level() == 0) {
                    // Moves to another level under its name.
                    add(model, changes, entry.partition(), entry.file().withLevel(5));
                }
            }
        }
        for (int i = random.nextInt(12); i >= 0; i--) {
            add(model, changes, partition("p" + random.nextInt(5)), file("f" + round + "-" + i, 0, 1, 9));
        }
        return changes;
    }

    private static void add(Map<FileIdentity, ManifestEntry> model, List<ManifestEntry> changes, BinaryRow partition, DataFile file)
    {
        ManifestEntry entry = new ManifestEntry(FileKind.ADD, partition, 0, 4, file);
        changes.add(entry);
        model.put(entry.identity(), entry);
    }

    @Test
    public void smallManifestsAreMergedWhenThereAreMany()
            throws IOException
    {
        CommitOptions.Manifests options = new CommitOptions.Manifests(PLAIN, 1 << 20, 1 << 20, 3);
        ManifestWriter writer = ManifestWriter.of(storage, table, SCHEMA, PLAIN, options.targetSize());
        ManifestMerge merge = new ManifestMerge(options, SCHEMA, reader, writer);
        List<ManifestFile> two = manifests(writer, 2);
        assertThat(merge.merge(two).after()).isEqualTo(two);
        assertThat(merge.merge(two).written()).isEmpty();
        List<ManifestFile> three = manifests(writer, 3);
        ManifestMerge.Merged merged = merge.merge(three);
        assertThat(merged.after()).singleElement().satisfies(manifest -> assertThat(manifest.addedFiles()).isEqualTo(3));
        assertThat(merged.written()).isEqualTo(merged.after());
    }

    @Test
    public void aMergeIsOfUseWhenOthersHaveCommitted()
            throws IOException
    {
        ManifestWriter writer = ManifestWriter.of(storage, table, SCHEMA, PLAIN, 1 << 20);
        List<ManifestFile> all = manifests(writer, 5);
        ManifestFile merged = manifests(writer, 1).get(0);
        ManifestMerge.Merged result = new ManifestMerge.Merged(all.subList(0, 3), List.of(merged), List.of(merged));
        assertThat(result.replaceIn(all)).hasValue(List.of(merged, all.get(3), all.get(4)));
        assertThat(result.replaceIn(all.subList(1, 5))).as("another commit has merged, too").isEmpty();
    }

    @Test
    public void whatLaterReleasesSayIsNotLost()
            throws IOException
    {
        CommitOptions.Manifests options = new CommitOptions.Manifests(PLAIN, 1 << 20, 1 << 20, 2);
        ManifestWriter writer = ManifestWriter.of(storage, table, SCHEMA, PLAIN, options.targetSize());
        ManifestMerge merge = new ManifestMerge(options, SCHEMA, reader, writer);
        List<ManifestFile> manifests = manifests(writer, 3);
        assertThat(merge.merge(manifests).after()).hasSize(1);

        // As if this was the name of a field that is not known yet.
        Path file = Path.of(table.text(), "manifest", manifests.get(1).name());
        String content = Files.readString(file, ISO_8859_1);
        assertThat(content).contains("_EXTERNAL_PATH");
        Files.writeString(file, content.replace("_EXTERNAL_PATH", "_NOT_YET_KNOWN"), ISO_8859_1);
        assertThat(merge.merge(manifests).after()).isEqualTo(manifests);
        ManifestMerge full = new ManifestMerge(new CommitOptions.Manifests(PLAIN, 1 << 20, 1, 2), SCHEMA, reader, writer);
        assertThat(full.merge(manifests).after()).isEqualTo(manifests);
    }

    private static List<ManifestFile> manifests(ManifestWriter writer, int count)
            throws IOException
    {
        List<ManifestFile> manifests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            manifests.addAll(writer.write(List.of(new ManifestEntry(FileKind.ADD, partition("p"), 0, 4, file("f" + i, 0, 1, 9)))));
        }
        return manifests;
    }

    private Set<FileIdentity> live(List<ManifestFile> manifests)
            throws IOException
    {
        Set<FileIdentity> live = new HashSet<>();
        Set<FileIdentity> deleted = new HashSet<>();
        for (ManifestFile manifest : manifests) {
            try (ManifestEntries entries = reader.entries(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    assertThat((entry.get().kind() == FileKind.ADD ? live : deleted).add(entry.get().identity())).isTrue();
                }
            }
        }
        assertThat(live).as("each deletion is of a file").containsAll(deleted);
        live.removeAll(deleted);
        return live;
    }
}
