package dev.varve.predicate;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.Selection;
import dev.varve.predicate.Predicate.And;
import dev.varve.predicate.Predicate.Leaf;
import dev.varve.predicate.Predicate.Or;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * Finds the rows that meet a predicate, column by column. A row passes if the predicate is true for it; as predicates have
 * no NOT, false and unknown need no distinction: an AND passes what passes all operands, an OR what passes one.
 *
 * <p>Cheap conditions come first, and the columns of the others are not asked for once no row is left. Not safe for use by
 * several threads: one filter per reader.
 */
public final class ColumnFilter
{
    private final Node root;

    private ColumnFilter(Node root)
    {
        this.root = root;
    }

    /** Column indexes of the predicate are those that {@link ColumnSource} is asked for. */
    public static ColumnFilter of(Predicate predicate)
    {
        return new ColumnFilter(node(predicate));
    }

    /** Where the columns come from; loading may fail. */
    public interface ColumnSource
    {
        Column column(int index)
                throws IOException;
    }

    /**
     * Moves those of {@code positions[0 .. count)} that pass to the front, in order.
     *
     * @param positions ascending; overwritten
     * @return how many pass
     */
    public int apply(ColumnSource columns, int[] positions, int count)
            throws IOException
    {
        return root.apply(columns, positions, count);
    }

    /** The selected rows of the batch that pass. */
    public Selection apply(Batch batch)
            throws IOException
    {
        Selection selection = batch.selection();
        if (selection.isEmpty()) {
            return selection;
        }
        int[] positions = selection.isAll() ? selection.positions() : Arrays.copyOf(selection.positions(), selection.count());
        int count = apply(batch::column, positions, selection.count());
        return count == selection.count() ? selection : Selection.of(positions, count);
    }

    private static Node node(Predicate predicate)
    {
        if (predicate instanceof And and) {
            return new AndNode(nodes(and.operands()));
        }
        if (predicate instanceof Or or) {
            return new OrNode(nodes(or.operands()));
        }
        Leaf leaf = (Leaf) predicate;
        return new LeafNode(leaf.column(), LeafFilter.of(leaf));
    }

    private static List<Node> nodes(List<Predicate> operands)
    {
        List<Node> nodes = new ArrayList<>(operands.stream().map(ColumnFilter::node).toList());
        nodes.sort(Comparator.comparingInt(Node::cost));
        return nodes;
    }

    private sealed interface Node
    {
        int cost();

        int apply(ColumnSource columns, int[] positions, int count)
                throws IOException;
    }

    private record LeafNode(int column, LeafFilter filter)
            implements Node
    {
        private LeafNode
        {
            requireNonNull(filter, "filter is null");
        }

        @Override
        public int cost()
        {
            return filter.cost();
        }

        @Override
        public int apply(ColumnSource columns, int[] positions, int count)
                throws IOException
        {
            return count == 0 ? 0 : filter.filter(columns.column(column), positions, count);
        }
    }

    private record AndNode(List<Node> operands)
            implements Node
    {
        @Override
        public int cost()
        {
            return operands.stream().mapToInt(Node::cost).sum();
        }

        @Override
        public int apply(ColumnSource columns, int[] positions, int count)
                throws IOException
        {
            int kept = count;
            for (Node operand : operands) {
                kept = operand.apply(columns, positions, kept);
            }
            return kept;
        }
    }

    private record OrNode(List<Node> operands)
            implements Node
    {
        @Override
        public int cost()
        {
            return operands.stream().mapToInt(Node::cost).sum();
        }

        @Override
        public int apply(ColumnSource columns, int[] positions, int count)
                throws IOException
        {
            int[] undecided = Arrays.copyOf(positions, count);
            int undecidedCount = count;
            int[] passing = new int[count];
            for (Node operand : operands) {
                if (undecidedCount == 0) {
                    break;
                }
                System.arraycopy(undecided, 0, passing, 0, undecidedCount);
                int passingCount = operand.apply(columns, passing, undecidedCount);
                undecidedCount = remove(undecided, undecidedCount, passing, passingCount);
            }
            return remove(positions, count, undecided, undecidedCount);
        }

        /** Takes {@code removed}, some of {@code positions} in the same order, out of {@code positions}. */
        private static int remove(int[] positions, int count, int[] removed, int removedCount)
        {
            int kept = 0;
            int next = 0;
            for (int i = 0; i < count; i++) {
                int position = positions[i];
                if (next < removedCount && removed[next] == position) {
                    next++;
                }
                else {
                    positions[kept++] = position;
                }
            }
            return kept;
        }
    }
}
