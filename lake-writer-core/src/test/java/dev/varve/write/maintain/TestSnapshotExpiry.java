package dev.varve.write.maintain;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.SnapshotLog;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.write.FaultFigure;
import org.apache.paimon.options.ExpireConfig;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Listeners;
import org.testng.annotations.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Listeners(FaultFigure.class)
public class TestSnapshotExpiry
{
    private static final Map<String, String> NO_EXPIRY = Map.of("snapshot.num-retained.min", "1000", "snapshot.num-retained.max", "1000");

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {1, true, Map.of("bucket", "2")},
                {2, true, Map.of("bucket", "2", "changelog-producer", "input")},
                {3, true, Map.of("bucket", "2", "changelog-producer", "lookup")},
                {4, true, Map.of("bucket", "2", "deletion-vectors.enabled", "true")},
                {5, true, Map.of("bucket", "-1")},
                {6, false, Map.of("bucket", "-1")},
        };
    }

    /** What expires, and which files remain, is what Paimon makes of the same table. */
    @Test(dataProvider = "tables")
    public void testLeavesWhatPaimonLeaves(long seed, boolean keyed, Map<String, String> options)
            throws Exception
    {
        Random random = new Random(seed);
        try (TableHistory table = create(random, keyed, options)) {
            for (int round = 0; round < 3; round++) {
                table.commit(1 + random.nextInt(4));
                if (random.nextBoolean()) {
                    table.paimon().createTag("tag" + round);
                    table.remember();
                }
                if (round == 1) {
                    long unread = table.varve().snapshots().earliestId().getAsLong() + 1;
                    Files.createDirectories(table.directory().resolve("consumer"));
                    Files.writeString(table.directory().resolve("consumer/consumer-reader"), "{\n  \"nextSnapshot\" : " + unread + "\n}");
                }
                int min = 1 + random.nextInt(3);
                int max = min + random.nextInt(3);
                int limit = 1 + random.nextInt(6);
                assertSameExpiry(table, new Expiry(min, max, max, limit), "seed %s, round %s".formatted(seed, round));
            }
        }
    }

    /** The same for tables that keep their changelogs longer. */
    @Test(dataProvider = "tables")
    public void testLeavesTheChangelogsThatPaimonLeaves(long seed, boolean keyed, Map<String, String> options)
            throws Exception
    {
        Random random = new Random(seed);
        try (TableHistory table = create(random, keyed, options)) {
            for (int round = 0; round < 3; round++) {
                table.commit(2 + random.nextInt(3));
                if (random.nextBoolean()) {
                    table.paimon().createTag("tag" + round);
                    table.remember();
                }
                assertSameExpiry(table, new Expiry(2, 2, 6, 50), "seed %s, round %s".formatted(seed, round));
            }
        }
    }

    private record Expiry(int min, int max, int changelogMax, int limit)
    {
        ExpireConfig paimon()
        {
            return ExpireConfig.builder()
                    .snapshotRetainMin(min).snapshotRetainMax(max).snapshotTimeRetain(Duration.ZERO).snapshotMaxDeletes(limit)
                    .changelogRetainMin(min).changelogRetainMax(changelogMax).changelogTimeRetain(Duration.ZERO).changelogMaxDeletes(limit)
                    .build();
        }

        ExpiryOptions varve(TableHistory table)
        {
            ExpiryOptions options = ExpiryOptions.of(table.varve().latestSchema());
            return new ExpiryOptions(
                    new Retention(min, max, Duration.ZERO), new Retention(min, changelogMax, Duration.ZERO), limit, false, options.changelogFiles());
        }
    }

    private static void assertSameExpiry(TableHistory table, Expiry expiry, String when)
            throws Exception
    {
        try (TableHistory twin = table.copy()) {
            // Nothing is as young as the beginning of the time that is kept.
            Thread.sleep(5);
            int count = twin.paimon().newExpireSnapshots().config(expiry.paimon()).expire();
            Expired expired = SnapshotExpiry.of(table.varve(), new LocalStorage()).expire(expiry.varve(table), System.currentTimeMillis(), Progress.SILENT);
            assertThat(expired.ids()).as(when).hasSize(count);
            assertThat(expired.files().left()).as(when).isEmpty();
            assertThat(table.files()).as(when).isEqualTo(twin.files());

            twin.paimon().newExpireChangelog().config(expiry.paimon()).expire();
            ChangelogExpiry.of(table.varve(), new LocalStorage()).expire(expiry.varve(table), System.currentTimeMillis(), Progress.SILENT);
            assertThat(table.files()).as(when + ", changelogs").isEqualTo(twin.files());
            assertThat(table.hints()).as(when).isEqualTo(twin.hints());
            EveryFault.assertReadable(table, when);
        }
    }

    @Test
    public void testSilentConsumersAreForgotten()
            throws Exception
    {
        try (TableHistory table = create(new Random(2), false, Map.of("bucket", "-1", "consumer.expiration-time", "1 h"))) {
            table.commit(2);
            Path consumer = Files.createDirectories(table.directory().resolve("consumer")).resolve("consumer-reader");
            Files.writeString(consumer, "{\n  \"nextSnapshot\" : 1\n}");
            long written = Files.getLastModifiedTime(consumer).toMillis();
            ConsumerExpiry expiry = ConsumerExpiry.of(table.varve(), new LocalStorage());
            assertThat(expiry.expire(written + 3_600_000)).isEmpty();
            assertThat(expiry.expire(written + 3_600_001)).containsExactly("reader");
            assertThat(consumer).doesNotExist();
        }
    }

    @Test
    public void testTheStateAtTheBeginningOfTheTimeStays()
            throws Exception
    {
        try (TableHistory table = create(new Random(1), false, Map.of("bucket", "-1"))) {
            table.commit(4);
            SnapshotLog snapshots = table.varve().snapshots();
            long third = snapshots.snapshot(3).timeMillis();
            ExpiryOptions options = ExpiryOptions.of(table.varve().latestSchema()).withSnapshots(new Retention(1, 100, Duration.ofHours(1)));
            SnapshotExpiry expiry = SnapshotExpiry.of(table.varve(), new LocalStorage());
            // An hour before, snapshot 2 was the newest.
            assertThat(expiry.expire(options, third + 3_600_000, Progress.SILENT).ids()).containsExactly(1L);
            assertThat(snapshots.ids()).containsExactly(2L, 3L, 4L);
            assertThat(expiry.expire(options, third + 3_600_001, Progress.SILENT).ids()).containsExactly(2L);
        }
    }

    @Test
    public void testBranchesKeepWhatTheyNeed()
            throws Exception
    {
        try (TableHistory table = create(new Random(4), true, Map.of("bucket", "2", "changelog-producer", "input"))) {
            table.commit(3);
            Branches.of(table.varve(), new LocalStorage()).createFromSnapshot("b", 2);
            table.remember();
            table.commit(2, "b");
            table.commit(6);
            Expiry expiry = new Expiry(1, 1, 1, 50);
            SnapshotExpiry.of(table.varve(), new LocalStorage()).expire(expiry.varve(table), System.currentTimeMillis() + 1, Progress.SILENT);
            EveryFault.assertReadable(table, "main expired");
            SnapshotExpiry.of(table.varve().branch("b"), new LocalStorage()).expire(expiry.varve(table), System.currentTimeMillis() + 1, Progress.SILENT);
            EveryFault.assertReadable(table, "branch expired");
            assertThat(table.varve().branch("b").snapshots().ids()).hasSize(1);
            Tags.of(table.varve().branch("b"), new LocalStorage()).create("last", VersionSelector.LATEST, Optional.empty());
            Tags.of(table.varve().branch("b"), new LocalStorage()).delete("last", Progress.SILENT);
            EveryFault.assertReadable(table, "tag of the branch deleted");
        }
    }

    /** Paimon deletes files first: a run that was interrupted has left a snapshot whose files are gone. */
    @Test
    public void testSnapshotsThatSomebodyLeftHalfDeleted()
            throws Exception
    {
        try (TableHistory table = create(new Random(4), true, Map.of("bucket", "2"))) {
            table.commit(5);
            Snapshot first = table.varve().snapshots().snapshot(1);
            Files.delete(table.directory().resolve("manifest/" + first.deltaManifestList().name()));
            Expiry expiry = new Expiry(1, 2, 2, 50);
            SnapshotExpiry.of(table.varve(), new LocalStorage()).expire(expiry.varve(table), System.currentTimeMillis() + 1, Progress.SILENT);
            assertThat(table.varve().snapshots().earliestId().getAsLong()).isGreaterThan(1);
            EveryFault.assertReadable(table, "expired");
        }
    }

    @Test
    public void testNothingExpiresWhenATagIsDamaged()
            throws Exception
    {
        try (TableHistory table = create(new Random(4), true, Map.of("bucket", "2"))) {
            table.commit(2);
            table.paimon().createTag("damaged");
            table.commit(5);
            table.remember();
            Path tag = table.directory().resolve("tag/tag-damaged");
            Files.writeString(tag, Files.readString(tag).replace("manifest-list-", "missing-list-"));
            var files = table.files();
            Expiry expiry = new Expiry(1, 2, 2, 50);
            assertThatThrownBy(() -> SnapshotExpiry.of(table.varve(), new LocalStorage()).expire(expiry.varve(table), System.currentTimeMillis() + 1, Progress.SILENT))
                    .isInstanceOf(VarveException.class)
                    .hasMessageContaining("missing-list-");
            assertThat(table.files()).isEqualTo(files);
        }
    }

    @Test
    public void testFailures()
            throws Exception
    {
        try (TableHistory table = create(new Random(8), true, Map.of("bucket", "1", "changelog-producer", "input"))) {
            table.commit(2);
            table.paimon().createTag("a");
            table.commit(2);
            table.remember();
            for (int changelogMax : List.of(2, 3)) {
                Expiry expiry = new Expiry(1, 2, changelogMax, 50);
                EveryFault.leavesReadableStates("expiry", table, (copy, storage) -> {
                    SnapshotExpiry.of(copy.varve(storage), storage).expire(expiry.varve(copy), System.currentTimeMillis() + 1, Progress.SILENT);
                    ChangelogExpiry.of(copy.varve(storage), storage).expire(expiry.varve(copy), System.currentTimeMillis() + 1, Progress.SILENT);
                });
            }
        }
    }

    @Test
    public void testOptions()
    {
        ExpiryOptions defaults = options(Map.of());
        assertThat(defaults.snapshots()).isEqualTo(new Retention(10, Integer.MAX_VALUE, Duration.ofHours(1)));
        assertThat(defaults.keepsChangelogs()).isFalse();
        assertThat(defaults.limit()).isEqualTo(50);
        ExpiryOptions changelogs = options(Map.of("snapshot.num-retained.max", "20", "changelog.num-retained.max", "30", "changelog-producer", "lookup"));
        assertThat(changelogs.keepsChangelogs()).isTrue();
        assertThat(changelogs.changelogFiles()).isTrue();
        assertThat(changelogs.changelogs()).isEqualTo(new Retention(10, 30, Duration.ofHours(1)));
        assertThatThrownBy(() -> options(Map.of("snapshot.num-retained.max", "5"))).isInstanceOf(VarveException.class).hasMessageContaining("snapshot.num-retained");
        assertThatThrownBy(() -> options(Map.of("snapshot.num-retained.min", "0"))).isInstanceOf(VarveException.class).hasMessageContaining("snapshot.num-retained.min");
    }

    private static ExpiryOptions options(Map<String, String> options)
    {
        return ExpiryOptions.of(new dev.varve.schema.TableSchema(
                3,
                0,
                dev.varve.type.RowType.of(List.of()),
                0,
                List.of(),
                List.of(),
                new OptionMap(options).entries(),
                Optional.empty(),
                0));
    }

    private static TableHistory create(Random random, boolean keyed, Map<String, String> options)
            throws Exception
    {
        Map<String, String> all = new HashMap<>(NO_EXPIRY);
        all.putAll(options);
        return keyed ? TableHistory.keyed(random, all) : TableHistory.append(random, all);
    }
}
