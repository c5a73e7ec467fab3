package dev.varve.read;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.RowDigests;
import dev.varve.column.Selection;
import dev.varve.merge.BatchSource;
import dev.varve.row.RowKind;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * The rows of one state that the other does not have, of rows without a key: those of the later state inserted, those of the earlier one deleted. A row
 * that occurs more often on one side counts as often as that. Rows are found by their digests, so what is held is one number for each different row of
 * the earlier state, which is read twice.
 *
 * <p>Batches have the columns of the sides, and then the {@link RowKind} of each row.
 */
final class RewrittenRows
        implements BatchSource
{
    private static final int MOST_ROWS = 20_000_000;

    private final ChainedSource.Opener before;
    private final ChainedSource.Opener after;
    private final int columns;
    private final RowCounts counts = new RowCounts(MOST_ROWS);
    private final RowDigests digests = new RowDigests();
    private Phase phase = Phase.COUNTING;
    private Optional<BatchSource> source = Optional.empty();

    private enum Phase
    {
        COUNTING,
        INSERTED,
        DELETED,
        DONE,
    }

    /**
     * @param before opens the rows of the earlier state, always the same
     * @param columns so many columns of both sides tell rows apart
     */
    RewrittenRows(ChainedSource.Opener before, ChainedSource.Opener after, int columns)
    {
        this.before = requireNonNull(before, "before is null");
        this.after = requireNonNull(after, "after is null");
        this.columns = columns;
    }

    @Override
    public Optional<Batch> next()
            throws IOException
    {
        while (phase != Phase.DONE) {
            if (source.isEmpty()) {
                source = Optional.of(phase == Phase.INSERTED ? after.open() : before.open());
            }
            Optional<Batch> next = source.get().next();
            if (next.isEmpty()) {
                close();
                phase = Phase.values()[phase.ordinal() + 1];
                continue;
            }
            Batch batch = next.get();
            Selection selection = compared(batch);
            if (!selection.isEmpty()) {
                return Optional.of(new Compared(batch, selection, phase == Phase.INSERTED ? RowKind.INSERT : RowKind.DELETE));
            }
        }
        return Optional.empty();
    }

    /** The rows of a batch that the other side does not have; none while rows are counted. */
    private Selection compared(Batch batch)
            throws IOException
    {
        digests.start(batch.size());
        for (int i = 0; i < columns; i++) {
            digests.add(batch.column(i), batch.size());
        }
        int[] positions = batch.selection().positions();
        int[] kept = new int[batch.selection().count()];
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            long high = digests.high(positions[i]);
            long low = digests.low(positions[i]);
            if (phase == Phase.COUNTING) {
                counts.add(high, low);
            }
            // What is left of the counts are rows that the later state does not have.
            else if (counts.remove(high, low) == (phase == Phase.DELETED)) {
                kept[count++] = positions[i];
            }
        }
        return Selection.of(kept, count);
    }

    @Override
    public long memoryBytes()
    {
        return counts.memoryBytes() + source.map(BatchSource::memoryBytes).orElse(0L);
    }

    @Override
    public void close()
            throws IOException
    {
        if (source.isPresent()) {
            BatchSource open = source.get();
            source = Optional.empty();
            open.close();
        }
    }

    private record Compared(Batch source, Selection selection, RowKind kind)
            implements Batch
    {
        @Override
        public int size()
        {
            return source.size();
        }

        @Override
        public int columnCount()
        {
            return source.columnCount() + 1;
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            return index < source.columnCount() ? source.column(index) : new ConstantColumn(size(), new ByteColumn(1, null, new byte[] {kind.value()}));
        }
    }
}
