package dev.varve.trino;

import dev.varve.column.Batch;
import dev.varve.column.Selection;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.connector.SourcePage;

import java.util.List;
import java.util.function.ObjLongConsumer;

import static dev.varve.trino.error.ErrorTranslation.translating;
import static io.airlift.slice.SizeOf.instanceSize;
import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

/** The selected rows of a batch as a page; a column is decoded and becomes a block when Trino first asks for it. */
final class BatchPage
        implements SourcePage
{
    private static final int INSTANCE_SIZE = instanceSize(BatchPage.class);

    private final Batch batch;
    private final List<PageColumn> columns;
    private final LoadListener listener;
    private final Block[] blocks;
    private Selection selection;

    /** Hears of each column that was decoded. */
    @FunctionalInterface
    interface LoadListener
    {
        void loaded(long nanos);
    }

    /**
     * @param columns one for each channel
     */
    BatchPage(Batch batch, List<PageColumn> columns, LoadListener listener)
    {
        this.batch = requireNonNull(batch, "batch is null");
        this.columns = requireNonNull(columns, "columns is null");
        this.listener = requireNonNull(listener, "listener is null");
        blocks = new Block[columns.size()];
        selection = batch.selection();
    }

    @Override
    public int getPositionCount()
    {
        return selection.count();
    }

    @Override
    public long getSizeInBytes()
    {
        long bytes = 0;
        for (Block block : blocks) {
            if (block != null) {
                bytes += block.getSizeInBytes();
            }
        }
        return bytes;
    }

    @Override
    public long getRetainedSizeInBytes()
    {
        long bytes = INSTANCE_SIZE;
        for (Block block : blocks) {
            if (block != null) {
                bytes += block.getRetainedSizeInBytes();
            }
        }
        return bytes;
    }

    @Override
    public void retainedBytesForEachPart(ObjLongConsumer<Object> consumer)
    {
        consumer.accept(this, INSTANCE_SIZE);
        for (Block block : blocks) {
            if (block != null) {
                block.retainedBytesForEachPart(consumer);
            }
        }
    }

    @Override
    public int getChannelCount()
    {
        return blocks.length;
    }

    @Override
    public Block getBlock(int channel)
    {
        Block block = blocks[channel];
        if (block == null) {
            long start = System.nanoTime();
            block = translating(() -> columns.get(channel).block(batch, selection));
            blocks[channel] = block;
            listener.loaded(System.nanoTime() - start);
        }
        return block;
    }

    @Override
    public Page getPage()
    {
        Block[] loaded = new Block[blocks.length];
        for (int i = 0; i < loaded.length; i++) {
            loaded[i] = getBlock(i);
        }
        return new Page(getPositionCount(), loaded);
    }

    @Override
    public void selectPositions(int[] positions, int offset, int size)
    {
        checkFromIndexSize(offset, size, positions.length);
        int[] selected = new int[size];
        for (int i = 0; i < size; i++) {
            int position = positions[offset + i];
            selected[i] = selection.isAll() ? position : selection.positions()[position];
        }
        selection = Selection.of(selected, size);
        for (int i = 0; i < blocks.length; i++) {
            if (blocks[i] != null) {
                blocks[i] = blocks[i].getPositions(positions, offset, size);
            }
        }
    }
}
