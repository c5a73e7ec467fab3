package dev.varve.aggregate;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
import dev.varve.type.ArrayType;
import dev.varve.type.BinaryType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VectorType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When two values of a nested type are the same one. There are two notions: as a key of a hash table, and as the members of a value
 * that is compared as a whole. They differ in floating-point numbers, in binaries and in nulls.
 */
abstract class ValueEquality
{
    /** Values that are not null. */
    abstract boolean equal(ValueRef left, ValueRef right);

    /** The same for equal values. */
    abstract int hash(ValueRef value);

    /**
     * For keys: floating-point numbers are the same if {@link Double#equals} says so, and no binary is the same as any other, because
     * the reference compares them by identity.
     */
    static ValueEquality ofKeys(DataType type)
    {
        return type instanceof BinaryType || type instanceof VarBinaryType ? new Distinct() : of(type, true);
    }

    /** For members of keys: as {@link #ofKeys}, but binaries by content. Null is the same as null. */
    static ValueEquality ofKeyMembers(RowType type, List<Integer> members)
    {
        return new Rows(members, members.stream().map(member -> of(type.field(member).type(), true)).toList());
    }

    /**
     * For whole values: floating-point numbers by {@code ==}, so that NaN is not even the same as itself; null members of rows are the
     * same, but a null in an array or a map makes it differ from all others.
     */
    static ValueEquality ofWholeValues(DataType type)
    {
        return of(type, false);
    }

    private static ValueEquality of(DataType type, boolean key)
    {
        if (type instanceof FloatType || type instanceof DoubleType) {
            return new Floats(type instanceof FloatType, key);
        }
        if (type instanceof ArrayType array) {
            return new Arrays(of(array.element(), key), key);
        }
        if (type instanceof VectorType vector) {
            return new Arrays(of(vector.element(), key), key);
        }
        if (type instanceof MapType map) {
            return new Maps(of(map.key(), true), of(map.value(), key), key);
        }
        if (type instanceof MultisetType multiset) {
            return new Maps(of(multiset.element(), true), of(new IntType(false), key), key);
        }
        if (type instanceof RowType row) {
            return new Rows(IntStream.range(0, row.size()).boxed().toList(), row.fields().stream().map(Field::type).map(member -> of(member, key)).toList());
        }
        return switch (Layout.of(type)) {
            case BYTE, SHORT, INT, LONG -> new Integers();
            case INT128 -> new Int128s();
            case FIXED12 -> new Fixed12s();
            case BYTES -> new Bytes();
            case ROW -> new Rows(List.of(0, 1), List.of(new Bytes(), new Bytes()));
            case ARRAY, MAP -> throw new IllegalArgumentException("Not a scalar type: " + type);
        };
    }

    /** Whether both are null, or neither is and they are equal. */
    final boolean equalOrNull(ValueRef left, ValueRef right)
    {
        return left.isNull() || right.isNull() ? left.isNull() && right.isNull() : equal(left, right);
    }

    final int hashOrNull(ValueRef value)
    {
        return value.isNull() ? 0 : hash(value);
    }

    private static final class Distinct
            extends ValueEquality
    {
        @Override
        boolean equal(ValueRef left, ValueRef right)
        {
            return false;
        }

        @Override
        int hash(ValueRef value)
        {
            return value.position();
        }
    }

    private static final class Integers
            extends ValueEquality
    {
        @Override
        boolean equal(ValueRef left, ValueRef right)
        {
            return read(left) == read(right);
        }

        @Override
        int hash(ValueRef value)
        {
            return Long.hashCode(read(value));
        }

        private static long read(ValueRef value)
        {
            Column column = value.column();
            if (column instanceof LongColumn longs) {
                return longs.values()[value.position()];
            }
            if (column instanceof IntColumn ints) {
                return ints.values()[value.position()];
            }
            if (column instanceof ShortColumn shorts) {
                return shorts.values()[value.position()];
            }
            return ((ByteColumn) column).values()[value.position()];
        }
    }

    private static final class Floats
            extends ValueEquality
    {
        private final boolean single;
        private final boolean key;

        private Floats(boolean single, boolean key)
        {
            this.single = single;
            this.key = key;
        }

        @Override
        boolean equal(ValueRef left, ValueRef right)
        {
            return key ? Double.compare(read(left), read(right)) == 0 : read(left) == read(right);
        }

        @Override
        int hash(ValueRef value)
        {
            // Adding zero makes the two zeros the same.
            return Double.hashCode(read(value) + 0.0);
        }

        private double read(ValueRef value)
        {
            return single
                    ? Float.intBitsToFloat(((IntColumn) value.column()).values()[value.position()])
                    : Double.longBitsToDouble(((LongColumn) value.column()).values()[value.position()]);
        }
    }

    private static final class Int128s
            extends ValueEquality
    {
        @Override
        boolean equal(ValueRef left, ValueRef right)
        {
            Int128Column leftColumn = (Int128Column) left.column();
            Int128Column rightColumn = (Int128Column) right.column();
            return leftColumn.high(left.position()) == rightColumn.high(right.position()) && leftColumn.low(left.position()) == rightColumn.low(right.position());
        }

        @Override
        int hash(ValueRef value)
        {
            Int128Column column = (Int128Column) value.column();
            return 31 * Long.hashCode(column.high(value.position())) + Long.hashCode(column.low(value.position()));
        }
    }

    private static final class Fixed12s
            extends ValueEquality
    {
        @Override
        boolean equal(ValueRef left, ValueRef right)
        {
            Fixed12Column leftColumn = (Fixed12Column) left.column();
            Fixed12Column rightColumn = (Fixed12Column) right.column();
            return leftColumn.epochMicros(left.position()) == rightColumn.epochMicros(right.position())
                    && leftColumn.picosOfMicro(left.position()) == rightColumn.picosOfMicro(right.position());
        }

        @Override
        int hash(ValueRef value)
        {
            Fixed12Column column = (Fixed12Column) value.column();
            return 31 * Long.hashCode(column.epochMicros(value.position())) + column.picosOfMicro(value.position());
        }
    }

    private static final class Bytes
            extends ValueEquality
    {
        @Override
        boolean equal(ValueRef left, ValueRef right)
        {
            BytesColumn leftColumn = (BytesColumn) left.column();
            BytesColumn rightColumn = (BytesColumn) right.column();
            return leftColumn.bytes().equals(
                    leftColumn.offsets()[left.position()], leftColumn.length(left.position()),
                    rightColumn.bytes(), rightColumn.offsets()[right.position()], rightColumn.length(right.position()));
        }

        @Override
        int hash(ValueRef value)
        {
            BytesColumn column = (BytesColumn) value.column();
            return column.bytes().hashCode(column.offsets()[value.position()], column.length(value.position()));
        }
    }

    private static final class Rows
            extends ValueEquality
    {
        private final List<Integer> members;
        private final List<ValueEquality> equalities;

        private Rows(List<Integer> members, List<ValueEquality> equalities)
        {
            this.members = List.copyOf(members);
            this.equalities = List.copyOf(equalities);
        }

        @Override
        boolean equal(ValueRef left, ValueRef right)
        {
            for (int i = 0; i < members.size(); i++) {
                if (!equalities.get(i).equalOrNull(member(left, i), member(right, i))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        int hash(ValueRef value)
        {
            int hash = 1;
            for (int i = 0; i < members.size(); i++) {
                hash = 31 * hash + equalities.get(i).hashOrNull(member(value, i));
            }
            return hash;
        }

        private ValueRef member(ValueRef row, int index)
        {
            return new ValueRef(((RowColumn) row.column()).field(members.get(index)), row.position());
        }
    }

    private static final class Arrays
            extends ValueEquality
    {
        private final ValueEquality element;
        private final boolean nullsEqual;

        private Arrays(ValueEquality element, boolean nullsEqual)
        {
            this.element = element;
            this.nullsEqual = nullsEqual;
        }

        @Override
        boolean equal(ValueRef left, ValueRef right)
        {
            List<ValueRef> leftElements = elements(left);
            List<ValueRef> rightElements = elements(right);
            if (leftElements.size() != rightElements.size()) {
                return false;
            }
            for (int i = 0; i < leftElements.size(); i++) {
                if (!matches(element, leftElements.get(i), rightElements.get(i), nullsEqual)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        int hash(ValueRef value)
        {
            int hash = 1;
            for (ValueRef reference : elements(value)) {
                hash = 31 * hash + element.hashOrNull(reference);
            }
            return hash;
        }

        private static List<ValueRef> elements(ValueRef array)
        {
            ArrayColumn column = (ArrayColumn) array.column();
            return range(column.elements(), column.offsets(), array.position());
        }
    }

    private static final class Maps
            extends ValueEquality
    {
        private final ValueEquality key;
        private final ValueEquality value;
        private final boolean nullsEqual;

        private Maps(ValueEquality key, ValueEquality value, boolean nullsEqual)
        {
            this.key = key;
            this.value = value;
            this.nullsEqual = nullsEqual;
        }

        @Override
        boolean equal(ValueRef left, ValueRef right)
        {
            MapColumn leftColumn = (MapColumn) left.column();
            MapColumn rightColumn = (MapColumn) right.column();
            List<ValueRef> leftKeys = range(leftColumn.keys(), leftColumn.offsets(), left.position());
            List<ValueRef> leftValues = range(leftColumn.values(), leftColumn.offsets(), left.position());
            List<ValueRef> rightKeys = range(rightColumn.keys(), rightColumn.offsets(), right.position());
            List<ValueRef> rightValues = range(rightColumn.values(), rightColumn.offsets(), right.position());
            if (leftKeys.size() != rightKeys.size()) {
                return false;
            }
            for (int i = 0; i < leftKeys.size(); i++) {
                int match = indexOf(leftKeys.get(i), rightKeys);
                if (match < 0 || !matches(value, leftValues.get(i), rightValues.get(match), nullsEqual)) {
                    return false;
                }
            }
            return true;
        }

        private int indexOf(ValueRef wanted, List<ValueRef> keys)
        {
            for (int i = 0; i < keys.size(); i++) {
                if (key.equalOrNull(wanted, keys.get(i))) {
                    return i;
                }
            }
            return -1;
        }

        /** The order of entries does not matter. */
        @Override
        int hash(ValueRef map)
        {
            MapColumn column = (MapColumn) map.column();
            int hash = 0;
            for (ValueRef reference : range(column.keys(), column.offsets(), map.position())) {
                hash += key.hashOrNull(reference);
            }
            return hash;
        }
    }

    private static boolean matches(ValueEquality equality, ValueRef left, ValueRef right, boolean nullsEqual)
    {
        return nullsEqual ? equality.equalOrNull(left, right) : !left.isNull() && !right.isNull() && equality.equal(left, right);
    }

    /** References to the values behind one position of an array or a map. */
    static List<ValueRef> range(Column values, int[] offsets, int position)
    {
        List<ValueRef> range = new ArrayList<>(offsets[position + 1] - offsets[position]);
        for (int i = offsets[position]; i < offsets[position + 1]; i++) {
            range.add(new ValueRef(values, i));
        }
        return range;
    }
}
