package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.avro.AvroCompression;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileIdentity;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntries;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.ManifestFile;
import dev.varve.manifest.ManifestWriter;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.snapshot.Snapshot;
import dev.varve.storage.LocalStorage;
import dev.varve.type.BigIntType;
import dev.varve.write.maintain.Finding.Severity;
import org.apache.paimon.options.ExpireConfig;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

public class TestTableCheck
{
    /** With deletion vectors. */
    private TableHistory original;

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {1, true, Map.of("bucket", "2")},
                {2, true, Map.of("bucket", "2", "changelog-producer", "input", "file.format", "orc")},
                {3, true, Map.of("bucket", "2", "deletion-vectors.enabled", "true", "changelog-producer", "lookup", "file.format", "avro")},
                {4, true, Map.of("bucket", "-1", "file-index.bloom-filter.columns", "v", "file-index.in-manifest-threshold", "1 b")},
                {5, false, Map.of("bucket", "-1")},
        };
    }

    @Test(dataProvider = "tables")
    public void testTablesOfPaimonAreSound(long seed, boolean keyed, Map<String, String> options)
            throws Exception
    {
        Random random = new Random(seed);
        try (TableHistory table = keyed ? TableHistory.keyed(random, options) : TableHistory.append(random, options)) {
            table.commit(4);
            table.paimon().createTag("a");
            table.paimon().createBranch("b", "a");
            table.commit(3);
            table.commit(2, "b");
            table.paimon().newExpireSnapshots().config(ExpireConfig.builder()
                    .snapshotRetainMin(3).snapshotRetainMax(3).snapshotTimeRetain(Duration.ZERO)
                    .changelogRetainMax(6).changelogRetainMin(3).changelogTimeRetain(Duration.ZERO).build()).expire();
            List<Finding> findings = new ArrayList<>();
            TableCheck.Summary summary = check(table, false, findings);
            assertThat(findings).filteredOn(finding -> finding.severity() != Severity.NOTE).isEmpty();
            assertThat(summary.errors() + summary.warnings()).isZero();
            assertThat(summary.states()).isGreaterThanOrEqualTo(table.stateNames().size());
            assertThat(summary.dataFiles()).isGreaterThan(5);
        }
    }

    @Test
    public void testMissingAndShortFiles()
            throws Exception
    {
        try (TableHistory table = sample()) {
            Path data = any(table, "data-");
            Files.delete(data);
            assertThat(errors(table)).anyMatch(error -> error.contains(data.getFileName() + ": is missing"));
        }
        try (TableHistory table = sample()) {
            Path data = any(table, "data-");
            Files.write(data, Arrays.copyOf(Files.readAllBytes(data), 100));
            assertThat(errors(table)).singleElement().asString().contains(data.getFileName().toString()).contains("has 100 bytes");
        }
        for (String prefix : List.of("manifest-list-", "manifest-", "index-manifest-", "index-")) {
            try (TableHistory table = sample()) {
                Path file = any(table, prefix);
                Files.delete(file);
                assertThat(errors(table)).as(prefix).anyMatch(error -> error.contains(file.getFileName().toString()) && error.contains("missing"));
            }
        }
    }

    @Test
    public void testDamagedFiles()
            throws Exception
    {
        for (String prefix : List.of("manifest-list-", "manifest-", "data-", "index-")) {
            try (TableHistory table = sample()) {
                Path file = any(table, prefix);
                byte[] bytes = Files.readAllBytes(file);
                Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0x55);
                Files.write(file, bytes);
                assertThat(errors(table)).as(prefix).anyMatch(error -> error.contains(file.getFileName().toString()));
            }
        }
        try (TableHistory table = sample()) {
            Files.writeString(table.directory().resolve("snapshot/snapshot-2"), "{ \"version\" : 3 }");
            assertThat(errors(table)).anyMatch(error -> error.contains("snapshot-2"));
        }
    }

    @Test
    public void testHintsAndGaps()
            throws Exception
    {
        try (TableHistory table = sample()) {
            Path latest = table.directory().resolve("snapshot/LATEST");
            Files.writeString(latest, "2");
            List<Finding> findings = new ArrayList<>();
            check(table, true, findings);
            assertThat(findings).filteredOn(finding -> finding.severity() == Severity.WARNING).singleElement().asString().contains("LATEST");
            assertThat(Hints.of(table.varve(), new LocalStorage()).repair()).isTrue();
            assertThat(Hints.of(table.varve(), new LocalStorage()).repair()).isFalse();
            assertThat(Files.readString(latest)).isEqualTo(table.varve().snapshots().latest().orElseThrow().id() + "");

            Files.writeString(table.directory().resolve("snapshot/EARLIEST"), "2");
            assertThat(errors(table)).singleElement().asString().contains("EARLIEST").contains("believe");
            Hints.of(table.varve(), new LocalStorage()).repair();

            Files.delete(table.directory().resolve("snapshot/snapshot-3"));
            assertThat(errors(table)).anyMatch(error -> error.contains("snapshot-3: is missing"));
        }
    }

    @Test
    public void testNumbersOfSnapshots()
            throws Exception
    {
        for (String number : List.of("totalRecordCount", "deltaRecordCount")) {
            try (TableHistory table = sample()) {
                Path file = table.directory().resolve("snapshot/snapshot-2");
                Files.writeString(file, Files.readString(file).replaceAll("\"" + number + "\" : (-?[0-9]+)", "\"" + number + "\" : 4711"));
                assertThat(errors(table)).as(number).anyMatch(error -> error.contains("snapshot-2") && error.contains("4711"));
            }
        }
    }

    @Test
    public void testWhatManifestsSayOfDataFiles()
            throws Exception
    {
        assertNoticed("rows, but its manifest says", file -> with(file, file.rowCount() + 1, file.minKey(), file.maxKey(), file.valueStatistics(), 0, 0));
        assertNoticed("first key is not", file -> with(file, file.rowCount(), key(-1), file.maxKey(), file.valueStatistics(), 0, 0));
        assertNoticed("last key is not", file -> with(file, file.rowCount(), file.minKey(), file.minKey(), file.valueStatistics(), 0, 0));
        assertNoticed("sequence numbers", file -> with(file, file.rowCount(), file.minKey(), file.maxKey(), file.valueStatistics(), 1, 0));
        assertNoticed("retractions", file -> with(file, file.rowCount(), file.minKey(), file.maxKey(), file.valueStatistics(), 0, 1));
        assertNoticed("nulls", file -> with(file, file.rowCount(), file.minKey(), file.maxKey(), statistics(file, true), 0, 0));
        assertNoticed("larger than the maximum", file -> with(file, file.rowCount(), file.minKey(), file.maxKey(), statistics(file, false), 0, 0));
    }

    private static void assertNoticed(String message, UnaryOperator<DataFile> lie)
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(1), Map.of("bucket", "1"))) {
            table.commit(3);
            assertThat(errors(table)).isEmpty();
            rewrite(table, lie);
            assertThat(errors(table)).as(message).isNotEmpty().anyMatch(error -> error.contains(message));
        }
    }

    private static BinaryRow key(long k)
    {
        return BinaryRowWriter.write(List.of(new BigIntType(false)), List.of(k));
    }

    /** The maximum of each column is its minimum, or there is one null more. */
    private static SimpleStatistics statistics(DataFile file, boolean moreNulls)
    {
        SimpleStatistics known = file.valueStatistics();
        long[] nulls = new long[known.nullCounts()];
        for (int i = 0; i < nulls.length; i++) {
            nulls[i] = known.nullCount(i).getAsLong() + (moreNulls ? 1 : 0);
        }
        return SimpleStatistics.of(known.min(), moreNulls ? known.max() : known.min(), nulls);
    }

    private static DataFile with(DataFile file, long rows, BinaryRow minKey, BinaryRow maxKey, SimpleStatistics statistics, long moreSequence, long moreDeletes)
    {
        return new DataFile(
                file.name(), file.size(), rows, minKey, maxKey, file.keyStatistics(), statistics,
                file.minSequenceNumber() + moreSequence, file.maxSequenceNumber() + moreSequence, file.schemaId(), file.level(), file.extraFiles(),
                file.creationMillis(), OptionalLong.of(file.deleteRowCount().orElse(0) + moreDeletes), file.embeddedIndex(), file.source(),
                file.valueStatisticsColumns(), file.externalPath(), file.firstRowId(), file.writeColumns(), file.writeColumnSequences());
    }

    /** Has only one snapshot left, whose manifest tells lies. */
    private static void rewrite(TableHistory history, UnaryOperator<DataFile> lie)
            throws IOException
    {
        Table table = history.varve();
        Snapshot latest = table.snapshots().latest().orElseThrow();
        List<ManifestEntry> added = new ArrayList<>();
        Set<FileIdentity> removed = new HashSet<>();
        for (ManifestFile manifest : table.manifests().manifests(latest)) {
            try (ManifestEntries entries = table.manifests().entries(manifest)) {
                for (Optional<ManifestEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    if (entry.get().kind() == FileKind.ADD) {
                        added.add(entry.get());
                    }
                    else {
                        removed.add(entry.get().identity());
                    }
                }
            }
        }
        added.removeIf(entry -> removed.contains(entry.identity()));
        List<ManifestEntry> lies = added.stream()
                .map(entry -> new ManifestEntry(entry.kind(), entry.partition(), entry.bucket(), entry.totalBuckets(), lie.apply(entry.file())))
                .toList();
        ManifestWriter writer = ManifestWriter.of(
                new LocalStorage(), table.location(), table.latestSchema(), AvroCompression.of("zstd", 1), 8 << 20);
        for (long id : table.snapshots().ids()) {
            table.snapshots().delete(new LocalStorage(), id);
        }
        table.snapshots().create(new LocalStorage(), new Snapshot(
                latest.id(), latest.uuid(), latest.schemaId(), writer.writeList(writer.write(lies)), writer.writeList(List.of()), Optional.empty(),
                latest.indexManifest(), latest.commit(), latest.totalRecordCount(), 0, OptionalLong.empty(), OptionalLong.empty(), Optional.empty(),
                Map.of(), OptionalLong.empty(), Optional.empty()));
        Hints.of(table, new LocalStorage()).repair();
    }

    @Test
    public void testHashesThatAreNotInTheIndex()
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(1), Map.of("bucket", "-1"))) {
            table.commit(3);
            for (Path index : all(table, "index-")) {
                if (!index.getFileName().toString().startsWith("index-manifest")) {
                    Files.write(index, new byte[(int) Files.size(index)]);
                }
            }
            assertThat(errors(table)).isNotEmpty().allMatch(error -> error.contains("not in the hash index"));
        }
    }

    @Test
    public void testOrphansAreNoted()
            throws Exception
    {
        try (TableHistory table = sample()) {
            Files.writeString(table.directory().resolve("manifest/nobody"), "litter");
            Thread.sleep(20);
            List<Finding> findings = new ArrayList<>();
            check(table, true, findings);
            assertThat(findings).singleElement().asString().contains("NOTE").contains("manifest/nobody").contains("6 bytes");
        }
    }

    private TableHistory sample()
            throws Exception
    {
        return original.copy();
    }

    @BeforeClass
    public void createOriginal()
            throws Exception
    {
        TableHistory table = TableHistory.keyed(new Random(6), Map.of("bucket", "1", "deletion-vectors.enabled", "true", "num-sorted-run.compaction-trigger", "3"));
        table.commit(4);
        while (all(table, "index-").isEmpty()) {
            table.commit(1);
        }
        original = table;
    }

    @AfterClass(alwaysRun = true)
    public void deleteOriginal()
            throws IOException
    {
        original.close();
    }

    private static Path any(TableHistory table, String prefix)
            throws IOException
    {
        return all(table, prefix).get(0);
    }

    private static List<Path> all(TableHistory table, String prefix)
            throws IOException
    {
        String other = prefix.equals("manifest-") ? "manifest-list-" : prefix.equals("index-") ? "index-manifest-" : "none";
        try (Stream<Path> files = Files.walk(table.directory())) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix) && !file.getFileName().toString().startsWith(other))
                    .filter(file -> !prefix.equals("index-") || file.toFile().length() > 1)
                    .sorted()
                    .toList();
        }
    }

    private static List<String> errors(TableHistory table)
    {
        List<Finding> findings = new ArrayList<>();
        check(table, false, findings);
        return findings.stream().filter(finding -> finding.severity() == Severity.ERROR).map(Finding::toString).toList();
    }

    private static TableCheck.Summary check(TableHistory table, boolean metadataOnly, List<Finding> findings)
    {
        return TableCheck.of(table.varve(), new LocalStorage(), DefaultFormats.all()).check(metadataOnly, findings::add, Progress.SILENT);
    }
}
