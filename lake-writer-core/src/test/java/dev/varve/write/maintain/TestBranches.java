package dev.varve.write.maintain;

import dev.varve.error.VarveException.Kind;
import dev.varve.error.VarveException;
import dev.varve.storage.LocalStorage;
import dev.varve.write.FaultFigure;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.Listeners;
import org.testng.annotations.Test;

import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Listeners(FaultFigure.class)
public class TestBranches
{
    @Test
    public void testCreateFromTagFromSnapshotAndEmpty()
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(1), Map.of("bucket", "2")); TableHistory twin = copyAfterTwoCommits(table)) {
            twin.paimon().createBranch("tagged", "a");
            twin.paimon().createBranch("empty");
            Branches branches = branches(table);
            branches.createFromTag("tagged", "a");
            branches.create("empty");
            assertThat(table.files()).isEqualTo(twin.files());
            branches.createFromSnapshot("first", 1);
            assertThat(branches.names()).containsExactly("empty", "first", "tagged");
            assertThat(table.readByPaimon("first/snapshot/1")).isEqualTo(table.expected("main/snapshot/1"));
            table.remember();
            table.commit(2, "tagged");
            table.commit(2, "first");
            table.commit(2, "empty");
            EveryFault.assertReadable(table, "after commits");
            branches.delete("first");
            assertThat(branches.names()).containsExactly("empty", "tagged");
            assertThat(table.directory().resolve("branch/branch-first")).doesNotExist();
        }
    }

    private static TableHistory copyAfterTwoCommits(TableHistory table)
            throws Exception
    {
        table.commit(2);
        table.paimon().createTag("a");
        table.remember();
        return table.copy();
    }

    @Test
    public void testRefusals()
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(1), Map.of("bucket", "2"))) {
            table.commit(1);
            Branches branches = branches(table);
            branches.create("b");
            assertFailure(Kind.ALREADY_EXISTS, () -> branches.create("b"));
            for (String name : new String[] {"main", "", " ", "123", "a/b", ".."}) {
                assertFailure(Kind.INVALID_REQUEST, () -> branches.create(name));
            }
            assertFailure(Kind.NOT_FOUND, () -> branches.createFromTag("c", "none"));
            assertFailure(Kind.NOT_FOUND, () -> branches.createFromSnapshot("c", 7));
            assertFailure(Kind.NOT_FOUND, () -> branches.delete("c"));
            assertFailure(Kind.INVALID_REQUEST, () -> branches.delete("main"));
            assertFailure(Kind.NOT_FOUND, () -> branches.fastForward("c"));
            assertFailure(Kind.INVALID_REQUEST, () -> branches.fastForward("main"));
            assertFailure(Kind.INVALID_REQUEST, () -> branches.fastForward("b"));
            assertThat(branches.names()).containsExactly("b");
        }
    }

    @Test
    public void testFastForwardLeavesWhatPaimonLeaves()
            throws Exception
    {
        for (boolean newColumn : new boolean[] {false, true}) {
            try (TableHistory table = diverged(newColumn)) {
                try (TableHistory twin = table.copy()) {
                    twin.paimon().fastForward("b");
                    branches(table).fastForward("b");
                    assertThat(table.files()).isEqualTo(twin.files());
                    for (String state : table.stateNames()) {
                        if (state.startsWith("main/snapshot")) {
                            assertThat(table.readByVarve(state)).as(state).isEqualTo(twin.readByPaimon(state));
                            assertThat(table.readByPaimon(state)).as(state).isEqualTo(twin.readByPaimon(state));
                        }
                    }
                }
            }
        }
    }

    @Test
    public void testFastForwardFails()
            throws Exception
    {
        try (TableHistory table = diverged(false)) {
            EveryFault.Maintenance fastForward = (copy, storage) -> {
                // What main has of an id may be what it or what the branch had.
                copy.forget(state -> true);
                Branches.of(copy.varve(storage), storage).fastForward("b");
            };
            EveryFault.leavesReadableStates("branches", table, fastForward);
        }
    }

    /** A branch and a main branch with different commits after snapshot 2. */
    private static TableHistory diverged(boolean newColumn)
            throws Exception
    {
        TableHistory table = TableHistory.keyed(new Random(2), Map.of("bucket", "2"));
        table.commit(2);
        table.paimon().createTag("a");
        table.remember();
        branches(table).createFromTag("b", "a");
        if (newColumn) {
            table.paimon().schemaManager().commitChanges(SchemaChange.addColumn("w", DataTypes.BIGINT()));
            table.paimon().switchToBranch("b").schemaManager().commitChanges(SchemaChange.updateColumnComment(new String[] {"v"}, "a value"));
        }
        else {
            table.commit(2);
        }
        table.paimon().createTag("later");
        table.commit(2, "b");
        table.paimon().switchToBranch("b").createTag("of-branch");
        table.remember();
        return table;
    }

    @Test
    public void testCreationAndDeletionFail()
            throws Exception
    {
        try (TableHistory table = TableHistory.keyed(new Random(1), Map.of("bucket", "2"))) {
            table.commit(2);
            table.paimon().createTag("a");
            table.remember();
            EveryFault.Maintenance delete = (copy, storage) -> {
                Branches branches = Branches.of(copy.varve(storage), storage);
                if (branches.names().contains("b")) {
                    branches.delete("b");
                }
            };
            EveryFault.leavesReadableStates("branches", table, (copy, storage) -> Branches.of(copy.varve(storage), storage).createFromTag("b", "a"), delete);
            branches(table).createFromTag("b", "a");
            EveryFault.leavesReadableStates("branches", table, delete);
        }
    }

    private static Branches branches(TableHistory table)
    {
        return Branches.of(table.varve(), new LocalStorage());
    }

    private static void assertFailure(Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call)
    {
        assertThatThrownBy(call).isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
