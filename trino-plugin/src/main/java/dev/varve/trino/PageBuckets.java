package dev.varve.trino;

import dev.varve.column.Column;
import dev.varve.row.RowBuckets;
import dev.varve.trino.block.BlockDecoder;
import dev.varve.trino.handle.VarvePartitioningHandle;
import io.trino.spi.Page;
import io.trino.spi.connector.BucketFunction;
import io.trino.spi.type.Type;

import java.lang.ref.WeakReference;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * The buckets that rows of pages would be in. Safe for use by several threads.
 *
 * <p>Trino asks row by row, but for all rows of a page, so those of a page are computed at once.
 */
final class PageBuckets
        implements BucketFunction
{
    private final VarvePartitioningHandle partitioning;
    private final List<Type> types;
    private final ThreadLocal<WeakReference<Known>> last = ThreadLocal.withInitial(() -> new WeakReference<>(null));

    /** @param types of the columns of the pages, which are those that are hashed */
    PageBuckets(VarvePartitioningHandle partitioning, List<Type> types)
    {
        this.partitioning = requireNonNull(partitioning, "partitioning is null");
        this.types = List.copyOf(types);
        if (types.size() != partitioning.types().size()) {
            throw new IllegalArgumentException("Rows are spread by %s, not by %s".formatted(partitioning.types(), types));
        }
    }

    private record Known(Page page, int[] buckets) {}

    @Override
    public int getBucket(Page page, int position)
    {
        Known known = last.get().get();
        if (known == null || known.page() != page) {
            int[] buckets = new int[page.getPositionCount()];
            getBuckets(page, 0, buckets.length, buckets);
            known = new Known(page, buckets);
            last.set(new WeakReference<>(known));
        }
        return known.buckets()[position];
    }

    @Override
    public void getBuckets(Page page, int offset, int length, int[] buckets)
    {
        Column[] key = new Column[types.size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = BlockDecoder.of(types.get(i)).decode(page.getBlock(i)).flatten();
        }
        RowBuckets rows = partitioning.rowBuckets();
        for (int i = 0; i < length; i++) {
            buckets[i] = rows.bucket(key, offset + i);
        }
    }
}
