package dev.varve.predicate;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Layout;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import io.airlift.slice.Slice;

import java.util.Arrays;
import java.util.List;

/** Conditions on text and binaries, by unsigned bytes; trailing spaces of CHAR do not count. */
abstract class BytesFilter
        extends LeafFilter
{
    final boolean padded;

    BytesFilter(DataType type)
    {
        if (Layout.of(type) != Layout.BYTES) {
            throw new IllegalArgumentException("A condition on bytes does not fit a column of type " + type);
        }
        padded = type instanceof CharType;
    }

    @Override
    final int filterFlat(Column column, int[] positions, int count)
    {
        if (!(column instanceof BytesColumn texts)) {
            throw new IllegalArgumentException("A condition on bytes does not fit a " + column.getClass().getSimpleName());
        }
        byte[] bytes = texts.bytes().byteArray();
        int base = texts.bytes().byteArrayOffset();
        return filter(bytes, base, texts.offsets(), positions, count);
    }

    private int filter(byte[] bytes, int base, int[] offsets, int[] positions, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            positions[kept] = position;
            kept += matches(bytes, base + offsets[position], base + offsets[position + 1]) ? 1 : 0;
        }
        return kept;
    }

    abstract boolean matches(byte[] bytes, int from, int to);

    final byte[] literal(Object literal)
    {
        Slice text = (Slice) literal;
        return (padded ? CharPadding.trim(text) : text).getBytes();
    }

    final int end(byte[] bytes, int from, int to)
    {
        return padded ? from + CharPadding.trimmedLength(bytes, from, to) : to;
    }

    static final class Range
            extends BytesFilter
    {
        private final Comparison comparison;
        private final byte[] literal;

        Range(Compare compare)
        {
            super(compare.type());
            comparison = compare.comparison();
            literal = literal(compare.literal());
        }

        @Override
        int cost()
        {
            return comparison == Comparison.EQUAL || comparison == Comparison.NOT_EQUAL ? 5 : 6;
        }

        @Override
        boolean matches(byte[] bytes, int from, int to)
        {
            return switch (comparison) {
                case EQUAL -> Arrays.equals(bytes, from, end(bytes, from, to), literal, 0, literal.length);
                case NOT_EQUAL -> !Arrays.equals(bytes, from, end(bytes, from, to), literal, 0, literal.length);
                case LESS -> compare(bytes, from, to) < 0;
                case LESS_OR_EQUAL -> compare(bytes, from, to) <= 0;
                case GREATER -> compare(bytes, from, to) > 0;
                case GREATER_OR_EQUAL -> compare(bytes, from, to) >= 0;
            };
        }

        private int compare(byte[] bytes, int from, int to)
        {
            return padded
                    ? CharPadding.compare(bytes, from, to, literal, 0, literal.length)
                    : Arrays.compareUnsigned(bytes, from, to, literal, 0, literal.length);
        }
    }

    static final class Prefix
            extends BytesFilter
    {
        private final byte[] prefix;

        Prefix(DataType type, Slice prefix)
        {
            super(type);
            this.prefix = prefix.getBytes();
        }

        @Override
        int cost()
        {
            return 5;
        }

        @Override
        boolean matches(byte[] bytes, int from, int to)
        {
            int length = Math.min(to - from, prefix.length);
            return Arrays.equals(bytes, from, from + length, prefix, 0, length)
                    && (length == prefix.length || padded && CharPadding.trimmedLength(prefix, length, prefix.length) == 0);
        }
    }

    /** Hash table with open addressing. */
    static final class Set
            extends BytesFilter
    {
        private final byte[][] table;
        private final boolean complement;

        Set(DataType type, List<Object> literals, boolean complement)
        {
            super(type);
            this.complement = complement;
            table = new byte[Integer.highestOneBit(Math.max(literals.size(), 1)) << 2][];
            for (Object object : literals) {
                byte[] literal = literal(object);
                int slot = find(literal, 0, literal.length);
                table[slot] = literal;
            }
        }

        @Override
        int cost()
        {
            return 7;
        }

        @Override
        boolean matches(byte[] bytes, int from, int to)
        {
            return (table[find(bytes, from, end(bytes, from, to))] != null) != complement;
        }

        /** The slot of those bytes, or the empty one where they belong. */
        private int find(byte[] bytes, int from, int to)
        {
            int hash = to - from;
            for (int i = from; i < to; i++) {
                hash = 31 * hash + bytes[i];
            }
            hash *= 0x9E3779B9;
            int slot = (hash ^ (hash >>> 16)) & (table.length - 1);
            while (table[slot] != null && !Arrays.equals(table[slot], 0, table[slot].length, bytes, from, to)) {
                slot = (slot + 1) & (table.length - 1);
            }
            return slot;
        }
    }
}
