package dev.varve.write.maintain;

import dev.varve.error.VarveException.Kind;
import dev.varve.error.VarveException;
import dev.varve.snapshot.Tag;
import dev.varve.snapshot.VersionSelector.AtTime;
import dev.varve.snapshot.VersionSelector.SnapshotId;
import dev.varve.snapshot.VersionSelector.TagName;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.write.FaultFigure;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.options.ExpireConfig;
import org.apache.paimon.partition.file.SuccessFile;
import org.apache.paimon.tag.SuccessFileTagCallback;
import org.testng.annotations.Listeners;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Listeners(FaultFigure.class)
public class TestTags
{
    private static final Optional<Duration> FOREVER = Optional.empty();

    @Test
    public void testVersionsByLatestIdAndTime()
            throws Exception
    {
        try (TableHistory table = TableHistory.append(new Random(1), Map.of("bucket", "-1"))) {
            assertThatThrownBy(() -> tags(table).create("a", VersionSelector.LATEST, FOREVER))
                    .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
            table.commit(3);
            long second = table.varve().snapshots().snapshot(2).timeMillis();
            assertThat(tags(table).create("latest", VersionSelector.LATEST, FOREVER).snapshot().id()).isEqualTo(3);
            assertThat(tags(table).create("id", new SnapshotId(2), FOREVER).snapshot().id()).isEqualTo(2);
            assertThat(tags(table).create("time", new AtTime(second), FOREVER).snapshot().id()).isEqualTo(2);
            assertThat(tags(table).create("copy", new TagName("latest"), FOREVER).snapshot().id()).isEqualTo(3);
            assertThat(tags(table).all()).extracting(Tag::name).containsExactlyInAnyOrder("id", "time", "copy", "latest");
            assertThat(table.paimon().tagManager().allTagNames()).containsExactlyInAnyOrder("copy", "id", "latest", "time");
            assertFailure(Kind.EXPIRED, Kind.NOT_FOUND, () -> tags(table).create("none", new SnapshotId(9), FOREVER));
        }
    }

    @Test
    public void testTheOnlyHolderOfAnExpiredSnapshotCanBeTaggedById()
            throws Exception
    {
        try (TableHistory table = TableHistory.append(new Random(1), Map.of("bucket", "-1"))) {
            table.commit(4);
            tags(table).create("two", new SnapshotId(2), FOREVER);
            expireByPaimon(table);
            assertThat(tags(table).create("again", new SnapshotId(2), FOREVER).snapshot().id()).isEqualTo(2);
        }
    }

    @Test
    public void testRefusals()
            throws Exception
    {
        try (TableHistory table = TableHistory.append(new Random(1), Map.of("bucket", "-1"))) {
            table.commit(2);
            tags(table).create("a", VersionSelector.LATEST, FOREVER);
            assertFailure(Kind.ALREADY_EXISTS, () -> tags(table).create("a", VersionSelector.LATEST, FOREVER));
            assertFailure(Kind.INVALID_REQUEST, () -> tags(table).create(" ", VersionSelector.LATEST, FOREVER));
            assertFailure(Kind.INVALID_REQUEST, () -> tags(table).create("a/b", VersionSelector.LATEST, FOREVER));
            assertFailure(Kind.NOT_FOUND, () -> tags(table).delete("b", Progress.SILENT));
            assertFailure(Kind.NOT_FOUND, () -> tags(table).rename("b", "c"));
            assertFailure(Kind.ALREADY_EXISTS, () -> tags(table).rename("a", "a"));
            assertFailure(Kind.NOT_FOUND, () -> tags(table).replace("b", VersionSelector.LATEST, FOREVER));
        }
    }

    @Test
    public void testRenameAndReplace()
            throws Exception
    {
        try (TableHistory table = TableHistory.append(new Random(1), Map.of("bucket", "-1"))) {
            table.commit(3);
            tags(table).create("a", new SnapshotId(1), Optional.of(Duration.ofDays(3)));
            tags(table).rename("a", "b");
            assertThat(table.varve().tags().names()).containsExactly("b");
            assertThat(table.varve().tags().tag("b").retained()).contains(Duration.ofDays(3));
            tags(table).replace("b", new SnapshotId(2), FOREVER);
            assertThat(table.varve().tags().tag("b").snapshot().id()).isEqualTo(2);
            assertThat(table.varve().tags().tag("b").retained()).isEmpty();
        }
    }

    @Test
    public void testSuccessFilesComeAndGoWithTheirTags()
            throws Exception
    {
        try (TableHistory table = TableHistory.append(new Random(1), Map.of("bucket", "-1", "tag.create-success-file", "true"))) {
            table.commit(2);
            SuccessFileTagCallback paimon = new SuccessFileTagCallback(table.paimon().fileIO(), table.paimon().tagManager().tagDirectory());
            LocalFileIO files = LocalFileIO.create();
            tags(table).create("a", new SnapshotId(1), FOREVER);
            tags(table).create("b", new SnapshotId(2), FOREVER);
            SuccessFile first = SuccessFile.fromPath(files, paimon.tagSuccessFilePath("a"));
            assertThat(SuccessFile.fromPath(files, paimon.tagSuccessFilePath("b"))).isNotNull();

            paimon.notifyCreation("a");
            String updated = Files.readString(Path.of(paimon.tagSuccessFilePath("a").toUri().getPath()));
            tags(table).replace("a", new SnapshotId(2), FOREVER);
            SuccessFile replaced = SuccessFile.fromPath(files, paimon.tagSuccessFilePath("a"));
            assertThat(first.toJson()).startsWith(replaced.toJson().substring(0, replaced.toJson().indexOf(',')));
            assertThat(Files.readString(Path.of(paimon.tagSuccessFilePath("a").toUri().getPath())).replaceAll("\\d+", "N")).isEqualTo(updated.replaceAll("\\d+", "N"));

            Files.write(Path.of(paimon.tagSuccessFilePath("b").toUri().getPath()), new byte[0]);
            tags(table).replace("b", new SnapshotId(2), FOREVER);
            assertThat(SuccessFile.fromPath(files, paimon.tagSuccessFilePath("b")).toJson()).contains("creationTime");

            tags(table).rename("a", "c");
            assertThat(table.varve().tags().names()).containsExactly("b", "c");
            assertThat(successFiles(table)).containsExactly("b_SUCCESS", "c_SUCCESS");
            assertThat(OrphanFiles.of(table.varve(), new LocalStorage()).find(Instant.now(), orphan -> {}, Progress.SILENT).files()).isZero();
            tags(table).delete("b", Progress.SILENT);
            assertThat(successFiles(table)).containsExactly("c_SUCCESS");
            Rollback.of(table.varve(), new LocalStorage()).toSnapshot(1);
            assertThat(successFiles(table)).isEmpty();
        }
    }

    private static List<String> successFiles(TableHistory table)
            throws IOException
    {
        try (Stream<Path> files = Files.list(table.directory().resolve("tag/tag-success-file"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith(".")).sorted().toList();
        }
    }

    @Test
    public void testTagsExpireByTheirOwnTimeOrThatOfTheTable()
            throws Exception
    {
        try (TableHistory table = TableHistory.append(new Random(1), Map.of("bucket", "-1", "tag.default-time-retained", "2 h"))) {
            table.commit(1);
            tags(table).create("default", VersionSelector.LATEST, FOREVER);
            tags(table).create("own", VersionSelector.LATEST, Optional.of(Duration.ofDays(1)));
            LocalDateTime now = LocalDateTime.now();
            assertThat(tags(table).expire(now.plusMinutes(119), Progress.SILENT)).isEmpty();
            assertThat(tags(table).expire(now.plusMinutes(121), Progress.SILENT)).containsExactly("default");
            assertThat(tags(table).expire(now.plusHours(25), Progress.SILENT)).containsExactly("own");
        }
    }

    /** Whatever tags are deleted in whatever order: what is left is what Paimon leaves. */
    @Test
    public void testDeletedTagsTakeWithThemWhatOnlyTheyKept()
            throws Exception
    {
        for (long seed = 0; seed < 3; seed++) {
            Random random = new Random(seed);
            Map<String, String> options = List.of(
                    Map.of("bucket", "2"),
                    Map.of("bucket", "2", "deletion-vectors.enabled", "true"),
                    Map.of("bucket", "2", "changelog-producer", "lookup")).get((int) seed);
            try (TableHistory table = TableHistory.keyed(random, options)) {
                for (int i = 0; i < 4; i++) {
                    table.commit(1 + random.nextInt(3));
                    table.paimon().createTag("tag" + i);
                }
                table.commit(3);
                table.remember();
                expireByPaimon(table);
                while (!table.varve().tags().names().isEmpty()) {
                    List<String> names = table.varve().tags().names();
                    String victim = names.get(random.nextInt(names.size()));
                    try (TableHistory twin = table.copy()) {
                        twin.paimon().deleteTag(victim);
                        assertThat(tags(table).delete(victim, Progress.SILENT).left()).isEmpty();
                        assertThat(table.files()).as("seed %s, tag %s", seed, victim).isEqualTo(twin.files());
                        EveryFault.assertReadable(table, "seed " + seed);
                    }
                }
            }
        }
    }

    @Test
    public void testDeletingATagFails()
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(3), Map.of("bucket", "2"))) {
            table.commit(2);
            table.paimon().createTag("a");
            table.commit(2);
            table.paimon().createTag("b");
            table.commit(2);
            table.remember();
            expireByPaimon(table);
            EveryFault.Maintenance delete = (copy, storage) -> {
                if (copy.varve().tags().find("a").isPresent()) {
                    Tags.of(copy.varve(storage), storage).delete("a", Progress.SILENT);
                }
            };
            EveryFault.leavesReadableStates("tags", table, delete);
            EveryFault.leavesReadableStates("tags", table, (copy, storage) -> Tags.of(copy.varve(storage), storage).rename("a", "c"), delete);
        }
    }

    private static Tags tags(TableHistory table)
    {
        return Tags.of(table.varve(), new LocalStorage());
    }

    /** All but the newest snapshot. */
    private static void expireByPaimon(TableHistory table)
    {
        table.paimon().newExpireSnapshots()
                .config(ExpireConfig.builder().snapshotRetainMin(1).snapshotRetainMax(1).snapshotTimeRetain(Duration.ZERO).build())
                .expire();
    }

    private static void assertFailure(Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call)
    {
        assertFailure(kind, kind, call);
    }

    private static void assertFailure(Kind kind, Kind other, org.assertj.core.api.ThrowableAssert.ThrowingCallable call)
    {
        assertThatThrownBy(call).isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).as(e.getMessage()).isIn(kind, other));
    }
}
