package dev.varve.read;

import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.Selection;
import dev.varve.error.VarveException;
import dev.varve.merge.BatchSource;
import dev.varve.scan.Split;
import dev.varve.storage.ReadFailure;

import java.io.IOException;
import java.util.Optional;

/** The edge of the kernel: what goes wrong below becomes a {@link VarveException} that names the table. */
final class GuardedSource
        implements BatchSource
{
    private final BatchSource source;
    private final TableVersion table;
    private final Split split;

    GuardedSource(BatchSource source, TableVersion table, Split split)
    {
        this.source = source;
        this.table = table;
        this.split = split;
    }

    @Override
    public Optional<Batch> next()
    {
        try {
            return source.next().map(GuardedBatch::new);
        }
        catch (IOException e) {
            throw translate(e);
        }
    }

    private VarveException translate(IOException e)
    {
        ReadFailure failure = ReadFailure.of(e);
        String attempt = failure.kind() == VarveException.Kind.EXPIRED
                ? "Table %s: snapshot %s names a file that is not there; it may have expired while it was read"
                : "Table %s, snapshot %s";
        return failure.during(attempt.formatted(table.table().name(), split.snapshotId()));
    }

    @Override
    public long memoryBytes()
    {
        return source.memoryBytes();
    }

    @Override
    public void close()
            throws IOException
    {
        source.close();
    }

    private final class GuardedBatch
            implements Batch
    {
        private final Batch batch;

        private GuardedBatch(Batch batch)
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
        public Column column(int index)
        {
            try {
                return batch.column(index);
            }
            catch (IOException e) {
                throw translate(e);
            }
        }

        @Override
        public Selection selection()
        {
            return batch.selection();
        }
    }
}
