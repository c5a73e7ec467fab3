package dev.varve.trino;

import dev.varve.column.Batch;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Selection;
import dev.varve.merge.BatchSource;
import dev.varve.row.RowKind;
import io.airlift.slice.Slices;

import java.io.IOException;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/** Changes with the kind of each as SQL calls it. */
final class NamedChanges
        implements BatchSource
{
    private static final Column NAMES = names();

    private final BatchSource changes;
    private final int kindColumn;

    NamedChanges(BatchSource changes, int kindColumn)
    {
        this.changes = requireNonNull(changes, "changes is null");
        this.kindColumn = kindColumn;
    }

    /** The names, by {@link RowKind#value}. */
    private static Column names()
    {
        StringBuilder text = new StringBuilder();
        int[] offsets = new int[RowKind.values().length + 1];
        for (RowKind kind : RowKind.values()) {
            text.append(switch (kind) {
                case INSERT -> "insert";
                case UPDATE_BEFORE -> "update_before";
                case UPDATE_AFTER -> "update_after";
                case DELETE -> "delete";
            });
            offsets[kind.value() + 1] = text.length();
        }
        return new BytesColumn(RowKind.values().length, null, Slices.wrappedBuffer(text.toString().getBytes(UTF_8)), offsets);
    }

    @Override
    public Optional<Batch> next()
            throws IOException
    {
        return changes.next().map(NamedBatch::new);
    }

    @Override
    public long memoryBytes()
    {
        return changes.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        changes.close();
    }

    private final class NamedBatch
            implements Batch
    {
        private final Batch batch;

        private NamedBatch(Batch batch)
        {
            this.batch = batch;
        }

        @Override
        public int size()
        {
            return batch.size();
        }

        @Override
        public int columnCount()
        {
            return batch.columnCount();
        }

        @Override
        public Selection selection()
        {
            return batch.selection();
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            return index == kindColumn ? named(batch.column(index)) : batch.column(index);
        }

        private static Column named(Column kinds)
        {
            byte[] values = ((ByteColumn) kinds.flatten()).values();
            int[] ids = new int[kinds.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = RowKind.of(values[i]).value();
            }
            return new DictionaryColumn(ids.length, ids, NAMES);
        }
    }
}
