package dev.varve.write.maintain;

import dev.varve.error.VarveException;
import dev.varve.storage.LocalStorage;
import dev.varve.write.FaultFigure;
import org.apache.paimon.options.ExpireConfig;
import org.testng.annotations.Listeners;
import org.testng.annotations.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Listeners(FaultFigure.class)
public class TestRollback
{
    @Test
    public void testLeavesWhatPaimonLeaves()
            throws Exception
    {
        for (long seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            try (TableHistory table = TableHistory.keyed(random, Map.of("bucket", "2"))) {
                for (int i = 0; i < 4; i++) {
                    table.commit(2);
                    table.paimon().createTag("tag" + i);
                }
                table.remember();
                List<Long> ids = table.varve().snapshots().ids();
                long target = ids.get(random.nextInt(ids.size()));
                try (TableHistory twin = table.copy()) {
                    twin.paimon().rollbackTo(target);
                    Rollback.of(table.varve(), new LocalStorage()).toSnapshot(target);
                    assertThat(table.files()).as("seed %s", seed).isEqualTo(twin.files());
                    assertThat(table.hints()).as("seed %s", seed).isEqualTo(twin.hints());
                    EveryFault.assertReadable(table, "seed " + seed);
                }
                // Ids are used again.
                table.forgetAfter(target);
                table.commit(2);
                EveryFault.assertReadable(table, "seed " + seed + ", continued");
            }
        }
    }

    @Test
    public void testToATagWhoseSnapshotHasExpired()
            throws Exception
    {
        for (boolean byId : List.of(true, false)) {
            try (TableHistory table = TableHistory.keyed(new Random(7), Map.of("bucket", "2"))) {
                table.commit(3);
                table.paimon().createTag("old");
                long id = table.varve().snapshots().latest().orElseThrow().id();
                table.commit(4);
                table.paimon().createTag("new");
                table.remember();
                table.paimon().newExpireSnapshots()
                        .config(ExpireConfig.builder().snapshotRetainMin(1).snapshotRetainMax(1).snapshotTimeRetain(Duration.ZERO).build())
                        .expire();
                Rollback rollback = Rollback.of(table.varve(), new LocalStorage());
                assertThat((byId ? rollback.toSnapshot(id) : rollback.toTag("old")).id()).isEqualTo(id);
                assertThat(table.stateNames()).containsExactly("main/snapshot/" + id, "main/tag/old");
                assertThat(table.hints().values()).containsOnly(Long.toString(id));
                EveryFault.assertReadable(table, "after the rollback");
                table.forgetAfter(id);
                table.commit(1);
                EveryFault.assertReadable(table, "after a commit");
            }
        }
    }

    @Test
    public void testNothingHappensWithoutATarget()
            throws Exception
    {
        try (TableHistory table = TableHistory.append(new Random(1), Map.of("bucket", "-1"))) {
            table.commit(2);
            var files = table.files();
            assertThatThrownBy(() -> Rollback.of(table.varve(), new LocalStorage()).toSnapshot(9)).isInstanceOf(VarveException.class).hasMessageContaining("9");
            assertThatThrownBy(() -> Rollback.of(table.varve(), new LocalStorage()).toTag("x")).isInstanceOf(VarveException.class).hasMessageContaining("x");
            assertThat(table.files()).isEqualTo(files);
        }
    }

    @Test
    public void testFailures()
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(5), Map.of("bucket", "2"))) {
            table.commit(3);
            table.paimon().createTag("old");
            table.commit(3);
            table.paimon().createTag("new");
            table.remember();
            EveryFault.leavesReadableStates("rollback", table, (copy, storage) -> Rollback.of(copy.varve(storage), storage).toSnapshot(2));
            table.paimon().newExpireSnapshots()
                    .config(ExpireConfig.builder().snapshotRetainMin(2).snapshotRetainMax(2).snapshotTimeRetain(Duration.ZERO).build())
                    .expire();
            EveryFault.leavesReadableStates("rollback", table, (copy, storage) -> Rollback.of(copy.varve(storage), storage).toTag("old"));
        }
    }
}
