package dev.varve.merge;

import dev.varve.column.Column;
import dev.varve.column.ValueOrder;

import java.io.IOException;

/** Which of two rows of one key comes later: by the sequence fields, then by the sequence number or the rank of the file. */
final class SequenceOrder
{
    private final ValueOrder[] fieldOrders;
    private final boolean descending;
    private final boolean byNumber;

    SequenceOrder(MergeSpec spec)
    {
        fieldOrders = spec.sequenceFields().stream().map(field -> KeyOrder.ofSequences(field.type())).toArray(ValueOrder[]::new);
        descending = spec.descendingSequence();
        byNumber = spec.sequenceNumber().isPresent();
    }

    /** Orders the rows at two positions of the current batches of two runs. */
    int compare(RunCursor left, int i, RunCursor right, int j)
            throws IOException
    {
        if (fieldOrders.length > 0) {
            Column[] leftFields = left.sequenceFields();
            Column[] rightFields = right.sequenceFields();
            for (int field = 0; field < fieldOrders.length; field++) {
                int order = compareNullsFirst(fieldOrders[field], descending, leftFields[field], i, rightFields[field], j);
                if (order != 0) {
                    return order;
                }
            }
        }
        if (byNumber) {
            int order = Long.compare(left.sequenceNumber(i), right.sequenceNumber(j));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.rank(), right.rank());
    }

    /** Nulls come first in both directions. */
    static int compareNullsFirst(ValueOrder valueOrder, boolean descending, Column left, int i, Column right, int j)
    {
        boolean leftNull = left.isNull(i);
        boolean rightNull = right.isNull(j);
        if (leftNull || rightNull) {
            return leftNull == rightNull ? 0 : leftNull ? -1 : 1;
        }
        int order = valueOrder.compare(left, i, right, j);
        return descending ? -order : order;
    }
}
