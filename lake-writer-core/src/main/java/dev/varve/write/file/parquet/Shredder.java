package dev.varve.write.file.parquet;

import dev.varve.column.ArrayColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import dev.varve.write.file.format.RequiredColumns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Takes the values of one column of a table apart into the levels and values of its primitive columns. */
final class Shredder
{
    private static final DataType BINARY = new VarBinaryType(VarBinaryType.UNBOUNDED, false);

    private final Field column;
    private final Node root;
    private final long pageBytes;

    private Shredder(Field column, Node root, long pageBytes)
    {
        this.column = column;
        this.root = root;
        this.pageBytes = pageBytes;
    }

    /**
     * @param nextLeaf makes the writer of the next primitive column in the order of the file, whose values have that type
     */
    static Shredder of(Field column, Function<DataType, LeafWriter> nextLeaf, long pageBytes)
    {
        return new Shredder(column, node(column.type(), nextLeaf, 0), pageBytes);
    }

    private static Node node(DataType type, Function<DataType, LeafWriter> nextLeaf, int repetition)
    {
        if (type instanceof ArrayType array) {
            return new Repeated(type.nullable(), repetition + 1, List.of(node(array.element(), nextLeaf, repetition + 1)));
        }
        if (type instanceof VectorType vector) {
            return new Repeated(type.nullable(), repetition + 1, List.of(node(vector.element(), nextLeaf, repetition + 1)));
        }
        if (type instanceof MapType map) {
            return entries(type, map.key(), map.value(), nextLeaf, repetition + 1);
        }
        if (type instanceof MultisetType multiset) {
            return entries(type, multiset.element(), new IntType(false), nextLeaf, repetition + 1);
        }
        if (type instanceof RowType row) {
            List<Node> members = new ArrayList<>();
            for (Field field : row.fields()) {
                members.add(node(field.type(), nextLeaf, repetition));
            }
            return new Group(type.nullable(), members);
        }
        if (type instanceof VariantType) {
            return new Group(type.nullable(), List.of(node(BINARY, nextLeaf, repetition), node(BINARY, nextLeaf, repetition)));
        }
        return new Leaf(type.nullable(), nextLeaf.apply(type));
    }

    private static Node entries(DataType type, DataType key, DataType value, Function<DataType, LeafWriter> nextLeaf, int repetition)
    {
        Node keys = node(key.withNullable(false), nextLeaf, repetition);
        return new Repeated(type.nullable(), repetition, List.of(keys, node(value, nextLeaf, repetition)));
    }

    /** Adds rows of a flat column. */
    void write(Column values, int from, int to)
            throws IOException
    {
        if (root instanceof Leaf leaf) {
            writeFlat(leaf, values, from, to);
            return;
        }
        int[] positions = new int[to - from];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = from + i;
        }
        root.write(values, new Entries(positions.length, positions, new int[positions.length], new int[positions.length]), to - from, this);
    }

    private void writeFlat(Leaf leaf, Column values, int from, int to)
            throws IOException
    {
        if (values instanceof BytesColumn bytes && to - from > 1 && bytes.offsets()[to] - bytes.offsets()[from] > pageBytes) {
            int middle = (from + to) >>> 1;
            writeFlat(leaf, values, from, middle);
            writeFlat(leaf, values, middle, to);
            return;
        }
        int[] definitions = new int[to - from];
        int[] present = new int[to - from];
        int count = 0;
        if (values.validity() != null) {
            for (int i = from; i < to; i++) {
                if (!values.isNull(i)) {
                    definitions[i - from] = 1;
                    present[count++] = i;
                }
            }
        }
        if (values.validity() == null || count == to - from) {
            leaf.writer().addPresent(values, from, to);
            return;
        }
        requireNullable(leaf.nullable());
        leaf.writer().add(definitions, null, to - from, values.select(present, count), to - from);
    }

    private void requireNullable(boolean nullable)
    {
        if (!nullable) {
            throw RequiredColumns.violation(column);
        }
    }

    /**
     * What is at one place of the schema, in order.
     *
     * @param positions of values in the column, or -1 where there is none
     */
    private record Entries(int count, int[] positions, int[] repetitions, int[] definitions) {}

    private interface Node
    {
        void write(Column values, Entries entries, int rows, Shredder shredder)
                throws IOException;
    }

    private record Leaf(boolean nullable, LeafWriter writer)
            implements Node
    {
        @Override
        public void write(Column values, Entries entries, int rows, Shredder shredder)
                throws IOException
        {
            Entries present = shredder.present(values, entries, nullable);
            int[] dense = new int[present.count()];
            int count = 0;
            for (int i = 0; i < present.count(); i++) {
                if (present.positions()[i] >= 0) {
                    dense[count++] = present.positions()[i];
                }
            }
            boolean repeats = writer.descriptor().getMaxRepetitionLevel() > 0;
            writer.add(present.definitions(), repeats ? present.repetitions() : null, present.count(), values.select(dense, count), rows);
        }
    }

    private record Group(boolean nullable, List<Node> members)
            implements Node
    {
        @Override
        public void write(Column values, Entries entries, int rows, Shredder shredder)
                throws IOException
        {
            Entries present = shredder.present(values, entries, nullable);
            for (int i = 0; i < members.size(); i++) {
                members.get(i).write(((RowColumn) values).field(i), present, rows, shredder);
            }
        }
    }

    /** An array, or a map with its keys and values. */
    private record Repeated(boolean nullable, int repetition, List<Node> elements)
            implements Node
    {
        @Override
        public void write(Column values, Entries entries, int rows, Shredder shredder)
                throws IOException
        {
            Entries present = shredder.present(values, entries, nullable);
            if (values instanceof ArrayColumn array) {
                elements.get(0).write(array.elements(), repeat(array.offsets(), present), rows, shredder);
            }
            else {
                MapColumn map = (MapColumn) values;
                Entries repeated = repeat(map.offsets(), present);
                elements.get(0).write(map.keys(), repeated, rows, shredder);
                elements.get(1).write(map.values(), repeated, rows, shredder);
            }
        }

        /** The elements of each value; an empty or absent one has a place, too. */
        private Entries repeat(int[] offsets, Entries entries)
        {
            int total = 0;
            for (int i = 0; i < entries.count(); i++) {
                int position = entries.positions()[i];
                total = Math.addExact(total, position < 0 ? 1 : Math.max(1, offsets[position + 1] - offsets[position]));
            }
            int[] positions = new int[total];
            int[] repetitions = new int[total];
            int[] definitions = new int[total];
            int next = 0;
            for (int i = 0; i < entries.count(); i++) {
                int position = entries.positions()[i];
                int length = position < 0 ? 0 : offsets[position + 1] - offsets[position];
                repetitions[next] = entries.repetitions()[i];
                if (length == 0) {
                    positions[next] = -1;
                    definitions[next] = entries.definitions()[i];
                    next++;
                    continue;
                }
                for (int j = 0; j < length; j++) {
                    positions[next] = offsets[position] + j;
                    definitions[next] = entries.definitions()[i] + 1;
                    if (j > 0) {
                        repetitions[next] = repetition;
                    }
                    next++;
                }
            }
            return new Entries(total, positions, repetitions, definitions);
        }
    }

    /** The entries one level further in: what is there has a definition level that is one higher, if it may be absent. */
    private Entries present(Column values, Entries entries, boolean nullable)
    {
        if (!nullable && values.validity() == null) {
            return entries;
        }
        int[] positions = Arrays.copyOf(entries.positions(), entries.count());
        int[] definitions = Arrays.copyOf(entries.definitions(), entries.count());
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 0) {
                continue;
            }
            if (values.isNull(positions[i])) {
                requireNullable(nullable);
                positions[i] = -1;
            }
            else if (nullable) {
                definitions[i]++;
            }
        }
        return new Entries(entries.count(), positions, entries.repetitions(), definitions);
    }
}
