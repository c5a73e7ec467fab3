package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Selection;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.merge.BatchSource;
import dev.varve.merge.RunBatch;
import dev.varve.merge.RunSource;
import dev.varve.merge.SelectedBatch;
import dev.varve.row.RowKind;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** A run that needs no merge: every key occurs once, so all rows count but those that retract. */
final class RunStream
        implements BatchSource
{
    private final RunSource run;
    private final int columnCount;
    private final OptionalInt kind;
    private final ReadMetrics metrics;

    /** @param kind the column of row kinds; absent if no row retracts */
    RunStream(RunSource run, int columnCount, OptionalInt kind, ReadMetrics metrics)
    {
        this.run = run;
        this.columnCount = columnCount;
        this.kind = kind;
        this.metrics = metrics;
    }

    @Override
    public Optional<Batch> next()
            throws IOException
    {
        while (true) {
            Optional<RunBatch> next = run.next();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Batch batch = next.get().batch();
            Selection selection = kind.isEmpty() ? batch.selection() : additions(batch);
            if (!selection.isEmpty()) {
                return Optional.of(new SelectedBatch(batch, columnCount, selection));
            }
        }
    }

    private Selection additions(Batch batch)
            throws IOException
    {
        byte[] kinds = ((ByteColumn) batch.column(kind.getAsInt()).flatten()).values();
        Selection selection = batch.selection();
        int[] positions = selection.positions();
        int[] kept = new int[selection.count()];
        int count = 0;
        for (int i = 0; i < selection.count(); i++) {
            byte rowKind = kinds[positions[i]];
            if (rowKind != RowKind.UPDATE_BEFORE.value() && rowKind != RowKind.DELETE.value()) {
                kept[count++] = positions[i];
            }
        }
        metrics.add(Counter.ROWS_SUPERSEDED, selection.count() - count);
        return count == selection.count() ? selection : Selection.of(kept, count);
    }

    @Override
    public long memoryBytes()
    {
        return run.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        run.close();
    }
}
