package dev.varve.trino;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.Selection;
import dev.varve.trino.block.BlockEncoder;
import io.trino.spi.block.Block;
import io.trino.spi.block.RowBlock;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A column of pages.
 *
 * @param index of the column of batches that it comes from
 * @param members where in the rows of that column it is: the index of a member, of a member in it, and so on; empty for the column itself
 * @param range what the values of the column must be in
 */
record PageColumn(int index, BlockEncoder encoder, List<Integer> members, Optional<DecimalRange> range)
{
    PageColumn
    {
        requireNonNull(encoder, "encoder is null");
        members = List.copyOf(members);
        requireNonNull(range, "range is null");
    }

    Block block(Batch batch, Selection selection)
            throws IOException
    {
        Column column = selection.apply(batch.column(index));
        range.ifPresent(range -> range.check(column));
        Block block = encoder.encode(column);
        for (int member : members) {
            // Trino demands of rows that are null that their members are, too.
            block = RowBlock.getRowFieldsFromBlock(block).get(member);
        }
        return block;
    }
}
