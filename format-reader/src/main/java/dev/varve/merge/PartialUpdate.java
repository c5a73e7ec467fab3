package dev.varve.merge;

import dev.varve.column.Column;
import dev.varve.column.ValueOrder;
import dev.varve.error.VarveException;
import dev.varve.merge.FoldSpec.SequenceGroup;
import dev.varve.row.RowKind;

import java.io.IOException;
import java.util.Arrays;

/** What rows do to each other under partial-update, where every sequence group moves on its own. */
final class PartialUpdate
{
    private final FoldSpec fold;
    private final RunCursor[] runs;
    private final FoldedRows rows;
    private final boolean retractions;
    private final ValueOrder[][] groupOrders;

    // per sequence group, the row that the current sequence comes from; run -1: none
    private final int[] sequenceRuns;
    private final int[] sequencePositions;

    /** @param retractions whether rows may retract */
    PartialUpdate(FoldSpec fold, RunCursor[] runs, FoldedRows rows, boolean retractions)
    {
        this.fold = fold;
        this.runs = runs;
        this.rows = rows;
        this.retractions = retractions;
        groupOrders = fold.groups().stream()
                .map(group -> group.sequence().stream().map(column -> KeyOrder.ofSequences(column.type())).toArray(ValueOrder[]::new))
                .toArray(ValueOrder[][]::new);
        sequenceRuns = new int[fold.groups().size()];
        sequencePositions = new int[fold.groups().size()];
    }

    /** Works out what the rows from {@code start} on, which have one key and are in sequence order, do; false if no row results. */
    boolean plan(int start)
            throws IOException
    {
        if (!retractions && sequenceRuns.length == 0) {
            Arrays.fill(rows.events[0], start, rows.rowCount(), FoldEvents.ADD);
            return true;
        }
        boolean filled = false;
        boolean added = false;
        boolean deleted = false;
        Arrays.fill(sequenceRuns, -1);
        for (int i = start; i < rows.rowCount(); i++) {
            RunCursor cursor = runs[rows.runs[i]];
            int position = rows.positions[i];
            int kind = cursor.kind(position);
            deleted = false;
            if (kind != RowKind.DELETE.value() && kind != RowKind.UPDATE_BEFORE.value()) {
                rows.events[0][i] = FoldEvents.ADD;
                for (int group = 0; group < sequenceRuns.length; group++) {
                    rows.events[group + 1][i] = offer(group, i, FoldEvents.ADD, FoldEvents.ADD_OLDER);
                }
                added = true;
                filled = true;
                continue;
            }
            // the first row of a key, if it retracts, is where the values start from
            byte seed = filled ? 0 : FoldEvents.RESET;
            rows.setEvents(i, seed);
            if (!filled) {
                moveSequences(i);
                filled = true;
            }
            if (fold.ignoreDelete()) {
                continue;
            }
            if (!fold.groups().isEmpty()) {
                deleted = retractGroups(i, kind, seed);
            }
            else if (fold.removeOnDelete()) {
                if (kind == RowKind.DELETE.value()) {
                    deleted = true;
                    rows.setEvents(i, FoldEvents.RESET);
                }
            }
            else {
                throw VarveException.invalid("A partial-update table holds a delete, which its options give no meaning to: set one of " +
                        "'ignore-delete', 'partial-update.remove-record-on-delete' and 'fields.<columns>.sequence-group'");
            }
        }
        return added && !deleted;
    }

    /** Whether the row removes the whole row of the result. */
    private boolean retractGroups(int row, int kind, byte seed)
            throws IOException
    {
        for (int group = 0; group < sequenceRuns.length; group++) {
            byte event = offer(group, row, FoldEvents.RETRACT, FoldEvents.RETRACT_OLDER);
            if (event == FoldEvents.RETRACT && kind == RowKind.DELETE.value() && fold.groups().get(group).removeOnDelete()) {
                rows.setEvents(row, FoldEvents.RESET);
                moveSequences(row);
                return true;
            }
            rows.events[group + 1][row] = (byte) (seed | event);
        }
        return false;
    }

    private void moveSequences(int row)
    {
        Arrays.fill(sequenceRuns, rows.runs[row]);
        Arrays.fill(sequencePositions, rows.positions[row]);
    }

    /** Compares a row's sequence in a group with the current one, and makes it the current one unless it is older. */
    private byte offer(int group, int row, byte event, byte eventIfOlder)
            throws IOException
    {
        RunCursor cursor = runs[rows.runs[row]];
        int position = rows.positions[row];
        SequenceGroup sequenceGroup = fold.groups().get(group);
        int order = 1;
        boolean allNull = true;
        boolean decided = sequenceRuns[group] < 0;
        for (int i = 0; i < sequenceGroup.sequence().size(); i++) {
            int index = sequenceGroup.sequence().get(i).index();
            Column column = cursor.column(index);
            allNull &= column.isNull(position);
            if (!decided) {
                order = SequenceOrder.compareNullsFirst(groupOrders[group][i], false, column, position, runs[sequenceRuns[group]].column(index), sequencePositions[group]);
                decided = order != 0;
            }
        }
        if (allNull) {
            return FoldEvents.SKIP;
        }
        if (order < 0) {
            return eventIfOlder;
        }
        sequenceRuns[group] = rows.runs[row];
        sequencePositions[group] = position;
        return event;
    }
}
