package dev.varve.write.maintain;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.snapshot.VersionSelector.SnapshotId;
import dev.varve.storage.LocalStorage;
import dev.varve.write.FaultyStorage;
import dev.varve.write.FaultyStorage.Fault;
import dev.varve.write.maintain.Finding.Severity;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is done to a table in whatever order: every state that it has has its rows, and nothing is damaged. */
public class TestRandomMaintenance
{
    private static final int STEPS = Integer.getInteger("varve.test.maintenance-steps", 12);

    @DataProvider
    public Object[][] tables()
    {
        return new Object[][] {
                {11, true, Map.of("bucket", "1")},
                {12, true, Map.of("bucket", "1", "deletion-vectors.enabled", "true")},
                {13, true, Map.of("bucket", "1", "changelog-producer", "input")},
                {14, false, Map.of("bucket", "-1")},
        };
    }

    @Test(dataProvider = "tables")
    public void testEveryStateKeepsItsRows(long seed, boolean keyed, Map<String, String> options)
            throws Exception
    {
        Map<String, String> all = new HashMap<>(options);
        all.putAll(Map.of("snapshot.num-retained.min", "100", "snapshot.num-retained.max", "100"));
        Random random = new Random(seed);
        try (TableHistory table = keyed ? TableHistory.keyed(random, all) : TableHistory.append(random, all)) {
            table.commit(2);
            List<String> steps = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                steps.add(step(table, random, i));
                table.remember();
                for (String state : table.stateNames()) {
                    assertThat(table.readByVarve(state)).as("seed %s, %s after %s", seed, state, steps).isEqualTo(table.expected(state));
                }
            }
            String when = "seed %s after %s".formatted(seed, steps);
            EveryFault.assertReadable(table, when);
            List<Finding> findings = new ArrayList<>();
            TableCheck.of(table.varve(), new LocalStorage(), DefaultFormats.all()).check(false, findings::add, Progress.SILENT);
            assertThat(findings).as(when).filteredOn(finding -> finding.severity() != Severity.NOTE).isEmpty();
        }
    }

    private static String step(TableHistory table, Random random, int number)
            throws Exception
    {
        Table main = table.varve();
        LocalStorage storage = new LocalStorage();
        List<String> branches = Branches.of(main, storage).names();
        String branch = branches.isEmpty() || random.nextInt(3) > 0 ? "main" : branches.get(random.nextInt(branches.size()));
        Table target = main.branch(branch);
        List<Long> ids = target.snapshots().ids();
        List<String> tags = target.tags().names();
        String name = "n" + number;
        switch (random.nextInt(10)) {
            case 0:
                Tags.of(target, storage).create(name, new SnapshotId(ids.get(random.nextInt(ids.size()))), Optional.empty());
                return "tag " + branch;
            case 1:
                if (!tags.isEmpty()) {
                    Tags.of(target, storage).delete(tags.get(random.nextInt(tags.size())), Progress.SILENT);
                }
                return "delete tag " + branch;
            case 2:
                List<Long> ofMain = main.snapshots().ids();
                Branches.of(main, storage).createFromSnapshot(name, ofMain.get(random.nextInt(ofMain.size())));
                table.commit(1, name);
                return "branch";
            case 3:
                if (!branch.equals("main")) {
                    Branches.of(main, storage).fastForward(branch);
                    table.forget(state -> state.startsWith("main/snapshot/"));
                    table.forget(state -> state.startsWith("main/tag/"));
                }
                return "fast-forward " + branch;
            case 4:
                if (!branch.equals("main") && random.nextBoolean()) {
                    Branches.of(main, storage).delete(branch);
                    return "delete branch " + branch;
                }
                long to = ids.get(random.nextInt(ids.size()));
                Rollback.of(target, storage).toSnapshot(to);
                table.forget(state -> state.startsWith(branch + "/snapshot/") && Long.parseLong(state.substring(state.lastIndexOf('/') + 1)) > to);
                return "rollback " + branch;
            case 5:
                Thread.sleep(20);
                OrphanFiles.of(main, storage).remove(Instant.now(), file -> {}, Progress.SILENT);
                return "orphans";
            case 6:
                TableAnalysis.of(target, storage, DefaultFormats.all()).analyze(Progress.SILENT);
                return "analyze " + branch;
            case 7:
            case 8:
                int kept = 1 + random.nextInt(3);
                ExpiryOptions options = ExpiryOptions.of(target.latestSchema());
                SnapshotExpiry.of(target, storage).expire(
                        new ExpiryOptions(new Retention(kept, kept, Duration.ZERO), new Retention(kept, kept, Duration.ZERO), 50, false, options.changelogFiles()),
                        System.currentTimeMillis() + 1,
                        Progress.SILENT);
                return "expire " + branch;
            default:
                table.commit(2, branch);
                return "commit " + branch;
        }
    }

    /** A store that fails while maintenance finds out what to do makes it fail, and not delete what it did not see. */
    @Test
    public void testReadsThatFail()
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(21), Map.of("bucket", "1"))) {
            table.commit(2);
            table.paimon().createTag("a");
            table.commit(2);
            table.paimon().createBranch("b", "a");
            table.commit(1, "b");
            table.remember();
            Retention one = new Retention(1, 1, Duration.ZERO);
            ExpiryOptions options = new ExpiryOptions(one, one, 50, false, false);
            Random random = new Random(22);
            boolean reached = true;
            for (int operation = 1; reached; operation += 1 + random.nextInt(8)) {
                try (TableHistory copy = table.copy()) {
                    FaultyStorage storage = FaultyStorage.of(new LocalStorage());
                    storage.arm(operation, Fault.FAILS);
                    try {
                        Table main = copy.varve(storage);
                        SnapshotExpiry.of(main, storage).expire(options, System.currentTimeMillis() + 1, Progress.SILENT);
                        OrphanFiles.of(main, storage).remove(Instant.now(), file -> {}, Progress.SILENT);
                        Tags.of(main, storage).delete("a", Progress.SILENT);
                    }
                    catch (VarveException e) {
                        assertThat(e.kind()).as(storage.faultyName()).isEqualTo(VarveException.Kind.STORAGE_FAILURE);
                    }
                    reached = storage.operations() >= operation;
                    for (String state : copy.stateNames()) {
                        assertThat(copy.readByVarve(state)).as("%s after %s", state, storage.faultyName()).isEqualTo(table.expected(state));
                    }
                }
            }
        }
    }
}
