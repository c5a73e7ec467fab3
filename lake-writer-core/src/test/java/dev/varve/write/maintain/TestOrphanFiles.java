package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Tag;
import dev.varve.snapshot.VersionSelector.SnapshotId;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.FaultFigure;
import org.apache.paimon.operation.LocalOrphanFilesClean;
import org.apache.paimon.options.ExpireConfig;
import org.testng.annotations.Listeners;
import org.testng.annotations.Test;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Listeners(FaultFigure.class)
public class TestOrphanFiles
{
    private static final int RUNS = Integer.getInteger("varve.orphans.runs", 12);

    @Test
    public void testRemovesWhatPaimonRemoves()
            throws Exception
    {
        List<Map<String, String>> options = List.of(
                Map.of("bucket", "2", "changelog-producer", "input"),
                Map.of("bucket", "2", "deletion-vectors.enabled", "true", "data-file.path-directory", "data"),
                Map.of("bucket", "-1", "file-index.bloom-filter.columns", "v", "file-index.in-manifest-threshold", "1 b"));
        for (int seed = 0; seed < options.size(); seed++) {
            try (TableHistory table = littered(new Random(seed), options.get(seed)); TableHistory twin = table.copy()) {
                Thread.sleep(20);
                Set<String> before = table.files();
                Instant now = Instant.now();
                List<OrphanFile> found = new ArrayList<>();
                OrphanFiles.Summary summary = orphans(table).find(now, found::add, Progress.SILENT);
                assertThat(table.files()).as("after a dry run").isEqualTo(before);

                new LocalOrphanFilesClean(twin.paimon(), now.toEpochMilli(), false).clean();
                List<OrphanFile> removed = new ArrayList<>();
                assertThat(orphans(table).remove(now, removed::add, Progress.SILENT)).isEqualTo(summary);
                assertThat(table.files()).as("seed %s", seed).isEqualTo(twin.files());
                assertThat(directories(table.directory())).as("seed %s", seed).isEqualTo(directories(twin.directory()));
                assertThat(removed).containsExactlyInAnyOrderElementsOf(found);
                assertThat(summary.files()).isEqualTo(before.size() - table.files().size()).isGreaterThan(10);
                assertThat(summary.bytes()).isEqualTo(found.stream().mapToLong(OrphanFile::size).sum());
                EveryFault.assertReadable(table, "seed " + seed);
            }
        }
    }

    /** What a link leads to may be anybody's. */
    @Test
    public void testLinksAreNotFollowed()
            throws Exception
    {
        try (TableHistory table = littered(new Random(1), Map.of("bucket", "2"))) {
            Path elsewhere = Files.createDirectory(table.directory().resolveSibling(table.directory().getFileName() + "-elsewhere"));
            try {
                litter(elsewhere, "bucket-0/data-of-others.parquet", "data-of-others.parquet");
                Files.createSymbolicLink(table.directory().resolve("p=88"), elsewhere);
                Files.createSymbolicLink(Files.createDirectory(table.directory().resolve("p=89")).resolve("bucket-0"), elsewhere);
                Thread.sleep(20);
                List<Path> found = new ArrayList<>();
                orphans(table).remove(Instant.now(), file -> found.add(Path.of(file.path().text())), Progress.SILENT);
                assertThat(found).isNotEmpty().noneMatch(file -> file.toString().contains("of-others"));
                assertThat(elsewhere.resolve("bucket-0/data-of-others.parquet")).exists();
                assertThat(elsewhere.resolve("data-of-others.parquet")).exists();
                assertThat(table.directory().resolve("p=88")).exists();
            }
            finally {
                new LocalStorage().deleteDirectory(StoragePath.of(elsewhere.toString()));
            }
        }
    }

    @Test
    public void testOnlyOldEmptyDirectoriesGo()
            throws Exception
    {
        try (TableHistory table = littered(new Random(1), Map.of("bucket", "2"))) {
            Path old = Files.createDirectories(table.directory().resolve("p=90/bucket-0"));
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            Path young = Files.createDirectories(table.directory().resolve("p=91/bucket-0"));
            orphans(table).remove(Instant.now().minus(OrphanFiles.DEFAULT_AGE), file -> {}, Progress.SILENT);
            assertThat(old).doesNotExist();
            assertThat(young).exists();
        }
    }

    /** Only where it is said, and only in buckets. */
    @Test
    public void testExternalPaths()
            throws Exception
    {
        Path external = Files.createTempDirectory("varve-external").toRealPath();
        try (TableHistory table = littered(
                new Random(1),
                Map.of("bucket", "2", "data-file.external-paths", external.toUri().toString(), "data-file.external-paths.strategy", "round-robin"))) {
            Set<Path> before = all(external);
            assertThat(before).isNotEmpty();
            litter(external, "p=1/bucket-0/data-of-nobody.parquet", "p=1/README", "other/bucket-0/data");
            Thread.sleep(20);
            orphans(table).remove(Instant.now(), file -> {}, Progress.SILENT);
            assertThat(external.resolve("p=1/bucket-0/data-of-nobody.parquet")).exists();
            orphans(table).withExternalPaths().remove(Instant.now(), file -> {}, Progress.SILENT);
            assertThat(external.resolve("p=1/bucket-0/data-of-nobody.parquet")).doesNotExist();
            assertThat(external.resolve("p=1/README")).exists();
            assertThat(external.resolve("other/bucket-0/data")).exists();
            EveryFault.assertReadable(table, "external");
        }
        finally {
            new LocalStorage().deleteDirectory(StoragePath.of(external.toString()));
        }
    }

    private static Set<String> directories(Path root)
            throws IOException
    {
        return all(root).stream().filter(Files::isDirectory).map(path -> root.relativize(path).toString()).collect(Collectors.toSet());
    }

    private static Set<Path> all(Path root)
            throws IOException
    {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> !path.equals(root)).collect(Collectors.toSet());
        }
    }

    @Test
    public void testYoungFilesStay()
            throws Exception
    {
        try (TableHistory table = littered(new Random(1), Map.of("bucket", "2"))) {
            Set<String> before = table.files();
            assertThat(orphans(table).remove(Instant.now().minus(OrphanFiles.DEFAULT_AGE), file -> {}, Progress.SILENT).files()).isZero();
            assertThat(table.files()).isEqualTo(before);
            assertThatThrownBy(() -> orphans(table).remove(Instant.now().plusSeconds(60), file -> {}, Progress.SILENT))
                    .isInstanceOf(VarveException.class)
                    .hasMessageContaining("future");
        }
    }

    /** The only tag of an expired snapshot becomes a branch while directories are listed, branches first. */
    @Test
    public void testATagThatBecomesABranchMeanwhileKeepsItsFiles()
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(1), Map.of("bucket", "2"))) {
            table.commit(6);
            Tags.of(table.varve(), new LocalStorage()).create("t", new SnapshotId(2), Optional.empty());
            expireAllButOne(table);
            Thread.sleep(20);
            Instant now = Instant.now();
            WritableStorage storage = acting(directory -> directory.name().equals("tag") && !Files.exists(table.directory().resolve("branch")), () -> {
                Branches.of(table.varve(), new LocalStorage()).createFromTag("b", "t");
                Tags.of(table.varve().branch("b"), new LocalStorage()).delete("t", Progress.SILENT);
                Tags.of(table.varve(), new LocalStorage()).delete("t", Progress.SILENT);
            });
            OrphanFiles.of(table.varve(storage), storage).remove(now, file -> {}, Progress.SILENT);
            assertThat(table.varve().branch("b").snapshots().ids()).containsExactly(2L);
            assertSound(table, "after the tag became a branch");
        }
    }

    /** Tags, branches, expiry, rollback and commits come at random moments of the removal. {@code -Dvarve.orphans.runs} makes it longer. */
    @Test
    public void testNothingIsLostWhateverHappensMeanwhile()
            throws Exception
    {
        long first = Long.getLong("varve.seed", System.nanoTime());
        List<Map<String, String>> options = List.of(
                Map.of("bucket", "2", "changelog-producer", "input"),
                Map.of("bucket", "2", "deletion-vectors.enabled", "true"),
                Map.of("bucket", "-1"));
        try (TableHistory table = littered(new Random(first), options.get((int) Math.floorMod(first, options.size())))) {
            Tags.of(table.varve(), new LocalStorage()).create("early", new SnapshotId(table.varve().snapshots().ids().get(1)), Optional.empty());
            Branches.of(table.varve(), new LocalStorage()).createFromTag("grown", "early");
            for (long seed = first; seed < first + RUNS; seed++) {
                Random random = new Random(seed);
                try (TableHistory copy = table.copy()) {
                    Thread.sleep(20);
                    Instant now = Instant.now();
                    AtomicInteger moment = new AtomicInteger(random.nextInt(200));
                    List<String> done = new ArrayList<>();
                    WritableStorage storage = acting(path -> moment.getAndDecrement() == 0, () -> {
                        change(copy, random, done);
                        moment.set(random.nextInt(done.size() < 6 ? 60 : 1_000_000));
                    });
                    OrphanFiles.of(copy.varve(storage), storage).remove(now, file -> {}, Progress.SILENT);
                    assertSound(copy, "-Dvarve.seed=" + seed + ", " + done);
                }
            }
        }
    }

    private static void change(TableHistory table, Random random, List<String> done)
            throws Exception
    {
        LocalStorage storage = new LocalStorage();
        Table varve = table.varve();
        List<Long> ids = varve.snapshots().ids();
        List<Tag> tags = Tags.of(varve, storage).all();
        String tag = tags.isEmpty() ? "none" : tags.get(random.nextInt(tags.size())).name();
        int change = random.nextInt(7);
        done.add("change " + change + " of " + tag);
        String name = "n" + done.size();
        try {
            switch (change) {
                case 0 -> {
                    Tags.of(varve, storage).create(name, new SnapshotId(ids.get(random.nextInt(ids.size()))), Optional.empty());
                    expireAllButOne(table);
                }
                case 1 -> {
                    Branches.of(varve, storage).createFromTag(name, tag);
                    Tags.of(varve.branch(name), storage).delete(tag, Progress.SILENT);
                    Tags.of(varve, storage).delete(tag, Progress.SILENT);
                }
                case 2 -> Tags.of(varve, storage).rename(tag, name);
                case 3 -> {
                    List<String> branches = Branches.of(varve, storage).names();
                    String branch = branches.get(random.nextInt(branches.size()));
                    Branches.of(varve, storage).fastForward(branch);
                    Branches.of(varve, storage).delete(branch);
                }
                case 4 -> table.commit(1);
                case 5 -> {
                    Rollback.of(varve, storage).toTag(tag);
                    Tags.of(varve, storage).delete(tag, Progress.SILENT);
                }
                default -> expireAllButOne(table);
            }
        }
        catch (VarveException | IllegalArgumentException e) {
            // There is no such tag or branch any more.
            done.add("which failed");
        }
    }

    private static void expireAllButOne(TableHistory table)
    {
        ExpiryOptions options = ExpiryOptions.of(table.varve().latestSchema()).withSnapshots(new Retention(1, 1, Duration.ZERO));
        SnapshotExpiry.of(table.varve(), new LocalStorage()).expire(options, System.currentTimeMillis() + 1, Progress.SILENT);
    }

    private static void assertSound(TableHistory table, String what)
    {
        List<Finding> findings = new ArrayList<>();
        TableCheck.of(table.varve(), new LocalStorage(), DefaultFormats.all()).check(false, findings::add, Progress.SILENT);
        assertThat(findings).as(what).noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
    }

    private interface Act
    {
        void run()
                throws Exception;
    }

    /** Local files, and what happens before those calls that are about a path in question. */
    private static WritableStorage acting(Predicate<StoragePath> when, Act act)
    {
        LocalStorage storage = new LocalStorage();
        return (WritableStorage) Proxy.newProxyInstance(WritableStorage.class.getClassLoader(), new Class<?>[] {WritableStorage.class}, (proxy, method, arguments) -> {
            if (arguments != null && arguments[0] instanceof StoragePath path && when.test(path)) {
                act.run();
            }
            try {
                return method.invoke(storage, arguments);
            }
            catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @Test
    public void testNothingIsRemovedWhenAManifestIsMissing()
            throws Exception
    {
        try (TableHistory table = littered(new Random(1), Map.of("bucket", "2"))) {
            Snapshot snapshot = table.varve().snapshots().latest().orElseThrow();
            String manifest = table.varve().manifests().manifests(snapshot).get(0).name();
            Files.delete(table.directory().resolve("manifest/" + manifest));
            Set<String> before = table.files();
            assertThatThrownBy(() -> orphans(table).remove(Instant.now(), file -> {}, Progress.SILENT))
                    .isInstanceOf(VarveException.class)
                    .hasMessageContaining(manifest);
            assertThat(table.files()).isEqualTo(before);
        }
    }

    @Test
    public void testFailures()
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(2), Map.of("bucket", "1"))) {
            table.commit(2);
            table.paimon().rollbackTo(1);
            litter(table.directory(), "manifest/manifest-of-nobody", "p=1/bucket-0/data-of-nobody.parquet");
            Thread.sleep(20);
            Instant now = Instant.now();
            EveryFault.leavesReadableStates("orphan removal", table, (copy, storage) -> OrphanFiles.of(copy.varve(storage), storage).remove(now, file -> {}, Progress.SILENT));
        }
    }

    @Test
    public void testNameSet()
    {
        Random random = new Random(3);
        Set<String> names = new HashSet<>();
        NameSet set = new NameSet();
        for (int i = 0; i < 20_000; i++) {
            String name = "data-" + random.nextInt(15_000);
            assertThat(set.add(name)).isEqualTo(names.add(name));
        }
        assertThat(set.size()).isEqualTo(names.size());
        for (int i = 0; i < 30_000; i++) {
            assertThat(set.contains("data-" + i)).isEqualTo(names.contains("data-" + i));
        }
    }

    private static OrphanFiles orphans(TableHistory table)
    {
        return OrphanFiles.of(table.varve(), new LocalStorage());
    }

    /** After a rollback, expired snapshots, a deleted branch and jobs that were killed. */
    private static TableHistory littered(Random random, Map<String, String> options)
            throws Exception
    {
        TableHistory table = TableHistory.keyed(random, options);
        table.commit(2);
        table.paimon().createTag("a");
        table.commit(2);
        table.paimon().createBranch("b", "a");
        table.paimon().createBranch("deleted", "a");
        table.commit(2, "b");
        table.commit(2, "deleted");
        table.paimon().deleteBranch("deleted");
        long target = table.varve().snapshots().latest().orElseThrow().id();
        table.commit(3);
        table.paimon().rollbackTo(target);
        table.forgetAfter(target);
        table.commit(2);
        table.remember();
        table.paimon().newExpireSnapshots()
                .config(ExpireConfig.builder().snapshotRetainMin(2).snapshotRetainMax(2).snapshotTimeRetain(Duration.ZERO).build())
                .expire();
        litter(table.directory(), "manifest/manifest-of-nobody", "index/index-of-nobody", "statistics/stat-of-nobody", "snapshot/.snapshot-7.123.tmp");
        String data = options.getOrDefault("data-file.path-directory", ".");
        litter(table.directory().resolve(data), "p=1/bucket-0/data-of-nobody.parquet", "p=77/bucket-postpone/data-of-nobody.avro", "p=1/_SUCCESS");
        litter(table.directory(), "branch/branch-b/snapshot/.snapshot-9.abc.tmp", "somewhere/else", "README");
        return table;
    }

    private static void litter(Path directory, String... names)
            throws IOException
    {
        for (String name : names) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "litter");
        }
    }
}
