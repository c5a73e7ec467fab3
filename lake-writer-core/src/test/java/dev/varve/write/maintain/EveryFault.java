package dev.varve.write.maintain;

import dev.varve.error.VarveException;
import dev.varve.storage.LocalStorage;
import dev.varve.write.FaultFigure;
import dev.varve.write.FaultyStorage;
import dev.varve.write.FaultyStorage.Fault;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Has maintenance fail at each operation that changes something, on copies of a table, and looks at what is left. */
final class EveryFault
{
    private static final List<String> CHANGES = List.of("create", "createAtomically", "overwrite", "delete", "deleteDirectory", "close", "renameDirectory");

    private EveryFault() {}

    interface Maintenance
    {
        void run(TableHistory table, FaultyStorage storage)
                throws Exception;
    }

    /** After each failure all states that are left have their rows, and the maintenance can be repeated. */
    static void leavesReadableStates(String what, TableHistory table, Maintenance maintenance)
            throws Exception
    {
        leavesReadableStates(what, table, maintenance, maintenance);
    }

    static void leavesReadableStates(String what, TableHistory table, Maintenance maintenance, Maintenance repetition)
            throws Exception
    {
        boolean reached = true;
        for (int operation = 1; reached; operation++) {
            for (Fault fault : List.of(Fault.FAILS, Fault.CRASHES_BEFORE)) {
                try (TableHistory copy = table.copy()) {
                    FaultyStorage storage = FaultyStorage.of(new LocalStorage());
                    storage.arm(operation, fault, name -> CHANGES.contains(name.substring(0, name.indexOf(' '))));
                    run(copy, storage, maintenance);
                    reached = storage.operations() >= operation;
                    if (reached) {
                        FaultFigure.injected(what);
                    }
                    String when = fault + " at operation " + operation + ": " + storage.faultyName();
                    assertReadableByVarve(copy, when);
                    repetition.run(copy, FaultyStorage.of(new LocalStorage()));
                    assertReadableByVarve(copy, "repeated after " + when);
                    if (reached) {
                        FaultFigure.survived(what);
                    }
                }
            }
            assertThat(operation).as("operations").isLessThan(1_000);
        }
    }

    private static void run(TableHistory table, FaultyStorage storage, Maintenance maintenance)
            throws Exception
    {
        try {
            maintenance.run(table, storage);
        }
        catch (VarveException e) {
            assertThat(e.kind()).as(e.toString()).isEqualTo(VarveException.Kind.STORAGE_FAILURE);
        }
    }

    private static void assertReadableByVarve(TableHistory table, String when)
            throws Exception
    {
        for (String state : table.stateNames()) {
            List<String> expected = table.expected(state);
            assertThat(table.readByVarve(state)).as("%s, %s", when, state).isEqualTo(expected == null ? table.readByPaimon(state) : expected);
        }
    }

    /** All states of the table have the rows that are expected, whoever reads them. */
    static void assertReadable(TableHistory table, String when)
            throws Exception
    {
        assertReadableByVarve(table, when);
        for (String state : table.stateNames()) {
            assertThat(table.readByPaimon(state)).as("%s, %s, by Paimon", when, state).isEqualTo(table.readByVarve(state));
        }
    }
}
