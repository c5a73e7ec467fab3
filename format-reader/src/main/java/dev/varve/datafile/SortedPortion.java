package dev.varve.datafile;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows that lie next to each other in a file that is sorted by some columns.
 *
 * @param least values of some leading columns, as literals: a lower bound of these rows
 */
public record SortedPortion(List<Object> least, long rows)
{
    public SortedPortion
    {
        least = List.copyOf(least);
    }

    /**
     * What the statistics of a file tell of one column.
     *
     * @param firstRows of each stretch of rows that has statistics of its own, such as a page or a stripe
     * @param least a lower bound of the values in each
     * @param most an upper bound of them
     */
    public record Stretches(List<Long> firstRows, List<Object> least, List<Object> most)
    {
        public Stretches
        {
            firstRows = List.copyOf(firstRows);
            least = List.copyOf(least);
            most = List.copyOf(most);
            if (least.size() != firstRows.size() || most.size() != firstRows.size()) {
                throw new IllegalArgumentException("%s stretches with %s lower and %s upper bounds".formatted(firstRows.size(), least.size(), most.size()));
            }
        }

        private long end(int index, long rows)
        {
            return index + 1 < firstRows.size() ? firstRows.get(index + 1) : rows;
        }

        private boolean isConstant(int index)
        {
            return least.get(index).equals(most.get(index));
        }
    }

    /**
     * The portions of a file. Where a column has one value only, the next one tells portions apart.
     *
     * @param columns those by which the file is sorted, the leading ones at least
     * @param rows of the file
     */
    public static List<SortedPortion> of(List<Stretches> columns, long rows)
    {
        List<SortedPortion> portions = new ArrayList<>();
        if (!columns.isEmpty()) {
            add(columns, List.of(), 0, rows, rows, portions);
        }
        return portions;
    }

    /** @param prefix the values that the columns before have in all rows from {@code from} to {@code to} */
    private static void add(List<Stretches> columns, List<Object> prefix, long from, long to, long rows, List<SortedPortion> portions)
    {
        Stretches column = columns.get(prefix.size());
        int index = 0;
        while (index < column.firstRows().size()) {
            long start = column.firstRows().get(index);
            int next = index + 1;
            // What begins before may have its least value there.
            if (start >= from && start < to) {
                List<Object> least = new ArrayList<>(prefix);
                least.add(column.least().get(index));
                while (column.isConstant(index) && next < column.firstRows().size() && column.firstRows().get(next) < to
                        && column.isConstant(next) && column.least().get(next).equals(column.least().get(index))) {
                    next++;
                }
                long end = Math.min(to, column.end(next - 1, rows));
                int before = portions.size();
                if (column.isConstant(index) && least.size() < columns.size()) {
                    add(columns, least, start, end, rows, portions);
                }
                long first = portions.size() == before ? end : end - portions.subList(before, portions.size()).stream().mapToLong(SortedPortion::rows).sum();
                if (portions.size() == before || first > start) {
                    portions.add(before, new SortedPortion(least, first - start));
                }
            }
            index = next;
        }
    }
}
