package dev.varve.trino;

import dev.varve.column.Batch;
import dev.varve.column.Selection;
import dev.varve.trino.block.BlockEncoder;
import io.trino.spi.block.Block;
import io.trino.spi.block.RowBlock;

import java.io.IOException;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * A column of pages.
 *
 * @param index of the column of batches that it comes from
 * @param members where in the rows of that column it is: the index of a member, of a member in it, and so on; empty for the column itself
 */
record PageColumn(int index, BlockEncoder encoder, List<Integer> members)
{
    PageColumn
    {
        requireNonNull(encoder, "encoder is null");
        members = List.copyOf(members);
    }

    Block block(Batch batch, Selection selection)
            throws IOException
    {
        Block block = encoder.encode(selection.apply(batch.column(index)));
        for (int member : members) {
            // Trino demands of rows that are null that their members are, too.
            block = RowBlock.getRowFieldsFromBlock(block).get(member);
        }
        return block;
    }
}
