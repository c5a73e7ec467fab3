package dev.varve.trino;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.LongColumn;
import dev.varve.column.Selection;
import dev.varve.trino.block.BlockEncoder;
import dev.varve.trino.error.VarveErrorCode;
import io.trino.spi.Page;
import io.trino.spi.TrinoException;
import io.trino.spi.block.Block;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static io.trino.spi.type.BigintType.BIGINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestBatchPage
{
    @Test
    public void testColumnsLoadWhenTouched()
    {
        TwoColumns batch = new TwoColumns(Selection.all(6));
        List<Long> loads = new ArrayList<>();
        BatchPage page = new BatchPage(batch, columns(), loads::add);
        assertThat(page.getPositionCount()).isEqualTo(6);
        assertThat(page.getChannelCount()).isEqualTo(2);
        assertThat(page.getSizeInBytes()).isZero();
        assertThat(batch.touched).isEmpty();

        assertThat(values(page.getBlock(1))).containsExactly(100L, 101L, 102L, 103L, 104L, 105L);
        assertThat(page.getBlock(1)).isSameAs(page.getBlock(1));
        assertThat(batch.touched).containsExactly(1);
        assertThat(loads).hasSize(1);
        assertThat(page.getRetainedSizeInBytes()).isGreaterThanOrEqualTo(page.getBlock(1).getRetainedSizeInBytes());

        Page loaded = page.getPage();
        assertThat(values(loaded.getBlock(0))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(batch.touched).containsExactly(1, 0);
    }

    @Test
    public void testSelectedRowsOnly()
    {
        BatchPage page = new BatchPage(new TwoColumns(Selection.of(new int[] {1, 3, 4, -1}, 3)), columns(), _ -> {});
        assertThat(page.getPositionCount()).isEqualTo(3);
        assertThat(values(page.getBlock(0))).containsExactly(1L, 3L, 4L);
    }

    @Test
    public void testTrinoSelectsFurther()
    {
        BatchPage page = new BatchPage(new TwoColumns(Selection.of(new int[] {1, 3, 4}, 3)), columns(), _ -> {});
        assertThat(values(page.getBlock(0))).containsExactly(1L, 3L, 4L);
        page.selectPositions(new int[] {9, 0, 2}, 1, 2);
        assertThat(page.getPositionCount()).isEqualTo(2);
        // Loaded before and after.
        assertThat(values(page.getBlock(0))).containsExactly(1L, 4L);
        assertThat(values(page.getBlock(1))).containsExactly(101L, 104L);
        page.selectPositions(new int[] {1}, 0, 1);
        assertThat(values(page.getBlock(0))).containsExactly(4L);
        assertThat(values(page.getBlock(1))).containsExactly(104L);
    }

    @Test
    public void testErrorsOfLateColumns()
    {
        Batch broken = new TwoColumns(Selection.all(6))
        {
            @Override
            public Column column(int index)
                    throws IOException
            {
                throw new IOException("gone");
            }
        };
        assertThatThrownBy(() -> new BatchPage(broken, columns(), _ -> {}).getBlock(0))
                .isInstanceOfSatisfying(TrinoException.class, error -> assertThat(error.getErrorCode()).isEqualTo(VarveErrorCode.VARVE_STORAGE_FAILURE.toErrorCode()))
                .hasMessage("gone");
    }

    private static List<PageColumn> columns()
    {
        return List.of(new PageColumn(0, BlockEncoder.of(BIGINT), List.of(), Optional.empty()), new PageColumn(1, BlockEncoder.of(BIGINT), List.of(), Optional.empty()));
    }

    private static List<Long> values(Block block)
    {
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < block.getPositionCount(); i++) {
            values.add(BIGINT.getLong(block, i));
        }
        return values;
    }

    /** Six rows: 0 to 5, and 100 to 105. */
    private static class TwoColumns
            implements Batch
    {
        private final Selection selection;
        private final List<Integer> touched = new ArrayList<>();

        TwoColumns(Selection selection)
        {
            this.selection = selection;
        }

        @Override
        public int size()
        {
            return 6;
        }

        @Override
        public int columnCount()
        {
            return 2;
        }

        @Override
        public Column column(int index)
                throws IOException
        {
            touched.add(index);
            long first = index * 100L;
            return new LongColumn(6, null, new long[] {first, first + 1, first + 2, first + 3, first + 4, first + 5});
        }

        @Override
        public Selection selection()
        {
            return selection;
        }
    }
}
