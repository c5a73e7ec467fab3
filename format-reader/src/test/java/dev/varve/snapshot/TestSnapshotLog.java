package dev.varve.snapshot;

import dev.varve.TemporaryDirectory;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.snapshot.VersionSelector.AtTime;
import dev.varve.snapshot.VersionSelector.AtWatermark;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestSnapshotLog
{
    private static final String SNAPSHOT = """
            {
              "version" : 3,
              "id" : %s,
              "schemaId" : 0,
              "baseManifestList" : "manifest-list-a-0",
              "baseManifestListSize" : 1190,
              "deltaManifestList" : "manifest-list-a-1",
              "changelogManifestList" : null,
              "commitUser" : "me",
              "commitIdentifier" : 9223372036854775807,
              "commitKind" : "COMPACT",
              "timeMillis" : %s,
              "logOffsets" : { },
              "totalRecordCount" : 30,
              "deltaRecordCount" : -21,
              "properties" : { "a" : "b" },
              "notYetInvented" : [ 1 ]%s
            }""";

    private final TemporaryDirectory temporary = TemporaryDirectory.create();

    @AfterClass(alwaysRun = true)
    public void deleteFiles()
            throws IOException
    {
        temporary.close();
    }

    @Test
    public void readsASnapshot()
            throws IOException
    {
        Path table = tableWith(6);
        Snapshot snapshot = log(table).snapshot(6);
        assertThat(snapshot.id()).isEqualTo(6);
        assertThat(snapshot.baseManifestList()).isEqualTo(new ListFile("manifest-list-a-0", OptionalLong.of(1190)));
        assertThat(snapshot.deltaManifestList()).isEqualTo(new ListFile("manifest-list-a-1", OptionalLong.empty()));
        assertThat(snapshot.changelogManifestList()).isEmpty();
        assertThat(snapshot.commit()).isEqualTo(new Snapshot.Commit("me", Long.MAX_VALUE, CommitKind.COMPACT, 6000));
        assertThat(snapshot.deltaRecordCount()).isEqualTo(-21);
        assertThat(snapshot.properties()).isEqualTo(Map.of("a", "b"));
        assertThat(snapshot.watermark()).isEmpty();
    }

    @Test
    public void sentinelIsNoWatermark()
            throws IOException
    {
        Path table = tableWith();
        write(table, 1, 1000, ", \"watermark\" : -9223372036854775808");
        assertThat(log(table).snapshot(1).watermark()).isEmpty();
    }

    @Test
    public void findsTheLatestWithoutOrInSpiteOfTheHint()
            throws IOException
    {
        Path table = tableWith(3, 4, 10);
        Files.createFile(table.resolve("snapshot/snapshot-11.tmp"));
        Files.createFile(table.resolve("snapshot/.snapshot-12.5e8f.tmp"));
        Files.createDirectory(table.resolve("snapshot/snapshot-99"));
        assertThat(log(table).ids()).containsExactly(3L, 4L, 10L);
        assertThat(log(table).latest().orElseThrow().id()).isEqualTo(10);
        assertThat(log(table).earliest().orElseThrow().id()).isEqualTo(3);

        Files.writeString(table.resolve("snapshot/LATEST"), "3");
        assertThat(log(table).latest().orElseThrow().id()).as("4 exists, so 3 is stale").isEqualTo(10);
        Files.writeString(table.resolve("snapshot/LATEST"), "7");
        assertThat(log(table).latest().orElseThrow().id()).as("7 does not exist").isEqualTo(10);
        Files.writeString(table.resolve("snapshot/EARLIEST"), "1");
        assertThat(log(table).earliestId()).as("1 does not exist").hasValue(3);
        Files.writeString(table.resolve("snapshot/EARLIEST"), "4");
        assertThat(log(table).earliestId()).hasValue(4);
    }

    @Test
    public void tableWithoutSnapshots()
            throws IOException
    {
        Path table = temporary.directory();
        assertThat(log(table).latest()).isEmpty();
        assertThat(log(table).earliest()).isEmpty();
        assertFails(Kind.NOT_FOUND, () -> log(table).snapshot(1), "the table has no snapshots");
        assertFails(Kind.NOT_FOUND, () -> travel(table).resolve(new AtTime(5)), "the table has no snapshots");
    }

    @Test
    public void gapIsDamage()
            throws IOException
    {
        Path table = tableWith(1, 3);
        assertFails(Kind.CORRUPT_TABLE, () -> log(table).snapshot(2), "snapshot-2 is missing");
    }

    @Test
    public void waitsForASnapshotThatIsBeingWritten()
            throws IOException
    {
        Path table = tableWith(1);
        Path file = table.resolve("snapshot/snapshot-2");
        String json = SNAPSHOT.formatted(2, 2000, "");
        Files.writeString(file, json.substring(0, 50));
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> {
                    try {
                        Files.writeString(file, json);
                    }
                    catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
        assertThat(log(table).latest().orElseThrow().id()).isEqualTo(2);
        writer.join();
    }

    @Test
    public void rejectsDamage()
            throws IOException
    {
        String valid = SNAPSHOT.formatted(1, 1000, "");
        for (String key : List.of("id", "schemaId", "baseManifestList", "deltaManifestList", "commitUser", "commitIdentifier", "commitKind", "timeMillis",
                "totalRecordCount", "deltaRecordCount")) {
            assertDamaged(valid.replace("\"" + key + "\"", "\"x\""), Kind.CORRUPT_TABLE, key);
        }
        assertDamaged(valid.replace("manifest-list-a-0", "../../other"), Kind.CORRUPT_TABLE, "baseManifestList");
        assertDamaged(valid.replace("\"id\" : 1", "\"id\" : 2"), Kind.CORRUPT_TABLE, "its id is 2");
        assertDamaged(valid.replace("\"version\" : 3", "\"version\" : 2"), Kind.UNSUPPORTED_FEATURE, "version 2");
        assertDamaged(valid.replace("\"version\" : 3", "\"version\" : 4"), Kind.UNSUPPORTED_FEATURE, "version 4");
        assertDamaged(valid.replace("COMPACT", "EXPLODE"), Kind.UNSUPPORTED_FEATURE, "EXPLODE");
        assertDamaged(valid + "}", Kind.CORRUPT_TABLE, "not valid JSON");
    }

    @Test
    public void snapshotsWithoutWatermarkTakeThatOfTheOneBefore()
            throws IOException
    {
        Path table = tableWith(1);
        write(table, 2, 2000, ", \"watermark\" : 10");
        write(table, 3, 3000, "");
        write(table, 4, 4000, ", \"watermark\" : 20");
        write(table, 5, 5000, "");
        assertThat(travel(table).resolve(new AtWatermark(10)).orElseThrow().id()).isEqualTo(2);
        assertThat(travel(table).resolve(new AtWatermark(11)).orElseThrow().id()).isEqualTo(4);
        assertThat(travel(table).resolve(new AtWatermark(20)).orElseThrow().id()).isEqualTo(4);
        assertFails(Kind.NOT_FOUND, () -> travel(table).resolve(new AtWatermark(21)), "watermark");
    }

    @Test
    public void tagsSayTheirTimeToLiveInTwoForms()
            throws IOException
    {
        Path table = tableWith(1);
        tag(table, "numbers", ", \"tagCreateTime\" : [ 2026, 11, 22, 12, 43 ], \"tagTimeRetained\" : 1.500000000");
        tag(table, "texts", ", \"tagCreateTime\" : \"2026-11-22T12:43\", \"tagTimeRetained\" : \"PT1.5S\"");
        tag(table, "forever", "");
        TagLog tags = TagLog.of(new LocalStorage(), StoragePath.of(table.toString()));
        assertThat(tags.names()).containsExactly("forever", "numbers", "texts");
        for (String name : List.of("numbers", "texts")) {
            assertThat(tags.tag(name).created()).contains(LocalDateTime.of(2026, 11, 22, 12, 43));
            assertThat(tags.tag(name).retained()).contains(Duration.ofMillis(1500));
        }
        assertThat(tags.tag("forever").created()).isEmpty();
        for (String damage : List.of("\"tagCreateTime\" : [ 2026, 13, 22 ]", "\"tagCreateTime\" : [ 2026 ]", "\"tagCreateTime\" : \"today\"",
                "\"tagTimeRetained\" : \"long\"", "\"tagTimeRetained\" : 1e999999", "\"tagTimeRetained\" : 1e-999999")) {
            tag(table, "damaged", ", " + damage);
            assertFails(Kind.CORRUPT_TABLE, () -> tags.tag("damaged"), "tag-damaged");
        }
    }

    private Path tableWith(long... ids)
            throws IOException
    {
        Path table = temporary.directory();
        Files.createDirectory(table.resolve("snapshot"));
        for (long id : ids) {
            write(table, id, id * 1000, "");
        }
        return table;
    }

    private static void write(Path table, long id, long timeMillis, String more)
            throws IOException
    {
        Files.writeString(table.resolve("snapshot/snapshot-" + id), SNAPSHOT.formatted(id, timeMillis, more));
    }

    private static void tag(Path table, String name, String more)
            throws IOException
    {
        Files.createDirectories(table.resolve("tag"));
        Files.writeString(table.resolve("tag/tag-" + name), SNAPSHOT.formatted(1, 1000, more));
    }

    private static SnapshotLog log(Path table)
    {
        return SnapshotLog.of(new LocalStorage(), StoragePath.of(table.toString()));
    }

    private static TimeTravel travel(Path table)
    {
        return new TimeTravel(log(table), TagLog.of(new LocalStorage(), StoragePath.of(table.toString())));
    }

    private void assertDamaged(String json, Kind kind, String message)
            throws IOException
    {
        Path table = tableWith();
        Files.writeString(table.resolve("snapshot/snapshot-1"), json);
        assertFails(kind, () -> log(table).snapshot(1), message);
    }

    private static void assertFails(Kind kind, Action action, String message)
    {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(VarveException.class, e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            assertThat(e).hasMessageContaining(message);
        });
    }

    private interface Action
    {
        void run()
                throws IOException;
    }
}
