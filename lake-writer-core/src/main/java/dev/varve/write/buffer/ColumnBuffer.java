package dev.varve.write.buffer;

import dev.varve.column.Column;
import dev.varve.column.Gather;
import dev.varve.column.Layout;
import dev.varve.type.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies of rows in the order of their arrival. They are kept in chunks, as they came, until they are gathered; chunks that are small are
 * united, each row a few times at most.
 */
final class ColumnBuffer
{
    /** Rows of a chunk that is not united any more. */
    private static final int LARGE_CHUNK = 4096;
    private static final long CHUNK_BYTES = 64;

    private final Layout[] layouts;
    private final List<Chunk> chunks = new ArrayList<>();
    private int size;
    private long bytes;

    ColumnBuffer(List<DataType> types)
    {
        layouts = types.stream().map(Layout::of).toArray(Layout[]::new);
    }

    private record Chunk(int start, int size, Column[] columns, long bytes) {}

    int size()
    {
        return size;
    }

    int columnCount()
    {
        return layouts.length;
    }

    long retainedBytes()
    {
        return bytes;
    }

    /** Appends the rows at positions of flat columns. */
    void append(Column[] columns, int[] positions)
    {
        Column[] copies = new Column[layouts.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = columns[i].select(positions, positions.length);
        }
        add(size, positions.length, copies);
        size = Math.addExact(size, positions.length);
        unite();
    }

    private void add(int start, int rows, Column[] columns)
    {
        long retained = CHUNK_BYTES;
        for (Column column : columns) {
            retained += column.retainedBytes();
        }
        chunks.add(new Chunk(start, rows, columns, retained));
        bytes += retained;
    }

    /** Unites the last chunks while that at least doubles the size of each. */
    private void unite()
    {
        while (chunks.size() > 1) {
            Chunk last = chunks.get(chunks.size() - 1);
            Chunk before = chunks.get(chunks.size() - 2);
            if (before.size() >= LARGE_CHUNK || before.size() > 2 * last.size()) {
                return;
            }
            Column[] columns = new Column[layouts.length];
            int[] sources = new int[before.size() + last.size()];
            int[] positions = new int[sources.length];
            Arrays.fill(sources, before.size(), sources.length, 1);
            Arrays.setAll(positions, i -> i < before.size() ? i : i - before.size());
            for (int i = 0; i < columns.length; i++) {
                columns[i] = Gather.gather(layouts[i], new Column[] {before.columns()[i], last.columns()[i]}, sources, positions, sources.length);
            }
            chunks.remove(chunks.size() - 1);
            chunks.remove(chunks.size() - 1);
            bytes -= before.bytes() + last.bytes();
            add(before.start(), sources.length, columns);
        }
    }

    /** A column of all rows. */
    Column column(int index)
    {
        if (chunks.size() == 1) {
            return chunks.get(0).columns()[index];
        }
        int[] sources = new int[size];
        int[] positions = new int[size];
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            int start = chunks.get(chunk).start();
            for (int i = 0; i < chunks.get(chunk).size(); i++) {
                sources[start + i] = chunk;
                positions[start + i] = i;
            }
        }
        return Gather.gather(layouts[index], sources(index), sources, positions, size);
    }

    /** The rows {@code rows[from .. from + count)}, in that order. */
    List<Column> gather(int[] rows, int from, int count)
    {
        int[] sources = new int[count];
        int[] positions = new int[count];
        int[] starts = chunks.stream().mapToInt(Chunk::start).toArray();
        for (int i = 0; i < count; i++) {
            int row = rows[from + i];
            int found = Arrays.binarySearch(starts, row);
            sources[i] = found >= 0 ? found : -found - 2;
            positions[i] = row - starts[sources[i]];
        }
        List<Column> columns = new ArrayList<>(layouts.length);
        for (int i = 0; i < layouts.length; i++) {
            columns.add(Gather.gather(layouts[i], sources(i), sources, positions, count));
        }
        return columns;
    }

    private Column[] sources(int index)
    {
        return chunks.stream().map(chunk -> chunk.columns()[index]).toArray(Column[]::new);
    }

    void clear()
    {
        chunks.clear();
        size = 0;
        bytes = 0;
    }
}
