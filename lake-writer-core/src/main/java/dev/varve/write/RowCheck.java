package dev.varve.write;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Decimals;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
import dev.varve.error.VarveException;
import dev.varve.type.ArrayType;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks that values are values of the type of their column, so that whatever is written can be read: that none is null where that is not
 * allowed, too long, of too many digits, or finer than files hold it.
 */
final class RowCheck
{
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final String name;
    private final DataType type;
    private final Layout layout;
    private final ValueCheck values;
    private final List<RowCheck> children;
    private final boolean always;

    private RowCheck(String name, DataType type)
    {
        this.name = name;
        this.type = type;
        layout = Layout.of(type);
        values = valueCheck(type);
        children = children(name, type);
        always = values != ValueCheck.NONE || !type.nullable() || !children.isEmpty();
    }

    /**
     * @throws VarveException of kind UNSUPPORTED_FEATURE if values of the type cannot be written
     */
    static RowCheck of(Field field)
    {
        return new RowCheck(field.name(), field.type());
    }

    /** Whether the value at a position, which is not null, is one of the type. */
    @FunctionalInterface
    private interface ValueCheck
    {
        ValueCheck NONE = (column, position) -> true;

        boolean accepts(Column column, int position);
    }

    /**
     * Checks values of a flat column.
     *
     * @throws VarveException of kind INVALID_REQUEST that names the column
     */
    void check(Column column, int[] positions, int count)
    {
        if (!hasLayout(column)) {
            throw VarveException.invalid("Column '" + name + "' has type " + type + ", whose values come in a column of layout " + layout +
                    ", not in " + column.getClass().getSimpleName());
        }
        if (!always) {
            return;
        }
        boolean sparse = column.mayHaveNulls();
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            if (sparse && column.isNull(position)) {
                if (!type.nullable()) {
                    throw VarveException.invalid("Column '" + name + "' is " + type + ", but row " + position + " of the batch has no value for it");
                }
            }
            else if (values != ValueCheck.NONE && !values.accepts(column, position)) {
                throw VarveException.invalid("Row " + position + " of the batch has a value for column '" + name + "' that does not fit its type " + type +
                        ": " + limit());
            }
        }
        if (!children.isEmpty()) {
            checkChildren(column, positions, count);
        }
    }

    private void checkChildren(Column column, int[] positions, int count)
    {
        if (column instanceof RowColumn row) {
            int[] present = present(row, positions, count);
            for (int i = 0; i < children.size(); i++) {
                children.get(i).check(row.field(i).flatten(), present, present.length);
            }
        }
        else if (column instanceof ArrayColumn array) {
            int[] elements = elements(array, array.offsets(), positions, count);
            children.get(0).check(array.elements().flatten(), elements, elements.length);
        }
        else if (column instanceof MapColumn map) {
            int[] entries = elements(map, map.offsets(), positions, count);
            children.get(0).check(map.keys().flatten(), entries, entries.length);
            children.get(1).check(map.values().flatten(), entries, entries.length);
        }
    }

    private static int[] present(Column column, int[] positions, int count)
    {
        int[] present = new int[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (!column.isNull(positions[i])) {
                present[size++] = positions[i];
            }
        }
        return Arrays.copyOf(present, size);
    }

    private static int[] elements(Column column, int[] offsets, int[] positions, int count)
    {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += column.isNull(positions[i]) ? 0 : offsets[positions[i] + 1] - offsets[positions[i]];
        }
        int[] elements = new int[Math.toIntExact(total)];
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (!column.isNull(positions[i])) {
                for (int j = offsets[positions[i]]; j < offsets[positions[i] + 1]; j++) {
                    elements[size++] = j;
                }
            }
        }
        return elements;
    }

    private boolean hasLayout(Column column)
    {
        return switch (layout) {
            case BYTE -> column instanceof ByteColumn;
            case SHORT -> column instanceof ShortColumn;
            case INT -> column instanceof IntColumn;
            case LONG -> column instanceof LongColumn;
            case INT128 -> column instanceof Int128Column;
            case FIXED12 -> column instanceof Fixed12Column;
            case BYTES -> column instanceof BytesColumn;
            case ARRAY -> column instanceof ArrayColumn;
            case MAP -> column instanceof MapColumn;
            case ROW -> column instanceof RowColumn row && row.fields().size() == (type instanceof RowType members ? members.size() : 2);
        };
    }

    private static List<RowCheck> children(String name, DataType type)
    {
        List<RowCheck> children = new ArrayList<>();
        if (type instanceof RowType row) {
            row.fields().forEach(member -> children.add(new RowCheck(name + "." + member.name(), member.type())));
        }
        else if (type instanceof ArrayType array) {
            children.add(new RowCheck(name + ".element", array.element()));
        }
        else if (type instanceof VectorType vector) {
            children.add(new RowCheck(name + ".element", vector.element().withNullable(false)));
        }
        else if (type instanceof MapType map) {
            // No file format can hold a key that is null.
            children.add(new RowCheck(name + ".key", map.key().withNullable(false)));
            children.add(new RowCheck(name + ".value", map.value()));
        }
        else if (type instanceof MultisetType multiset) {
            children.add(new RowCheck(name + ".element", multiset.element().withNullable(false)));
            children.add(new RowCheck(name + ".count", new IntType(false)));
        }
        return children;
    }

    private static ValueCheck valueCheck(DataType type)
    {
        if (type instanceof BlobType) {
            throw VarveException.unsupported("Tables with columns of type BLOB cannot be written");
        }
        if (type instanceof BooleanType) {
            return (column, position) -> (((ByteColumn) column).values()[position] & ~1) == 0;
        }
        if (type instanceof TimeType) {
            return (column, position) -> {
                int millis = ((IntColumn) column).values()[position];
                return millis >= 0 && millis < MILLIS_PER_DAY;
            };
        }
        if (type instanceof CharType text) {
            return textCheck(text.length());
        }
        if (type instanceof VarCharType text && text.length() != VarCharType.UNBOUNDED) {
            return textCheck(text.length());
        }
        if (type instanceof BinaryType binary) {
            return (column, position) -> ((BytesColumn) column).length(position) <= binary.length();
        }
        if (type instanceof VarBinaryType binary && binary.length() != VarBinaryType.UNBOUNDED) {
            return (column, position) -> ((BytesColumn) column).length(position) <= binary.length();
        }
        if (type instanceof DecimalType decimal) {
            return decimalCheck(decimal);
        }
        if (type instanceof TimestampType timestamp) {
            return timestampCheck(timestamp.precision());
        }
        if (type instanceof LocalZonedTimestampType timestamp) {
            return timestampCheck(timestamp.precision());
        }
        if (type instanceof VectorType vector) {
            return (column, position) -> {
                int[] offsets = ((ArrayColumn) column).offsets();
                return offsets[position + 1] - offsets[position] == vector.length();
            };
        }
        if (type instanceof VariantType) {
            return (column, position) -> ((RowColumn) column).fields().stream().noneMatch(field -> field.isNull(position));
        }
        return ValueCheck.NONE;
    }

    private static ValueCheck textCheck(int length)
    {
        return (column, position) -> {
            BytesColumn text = (BytesColumn) column;
            return text.length(position) <= length || codePoints(text, position) <= length;
        };
    }

    private static int codePoints(BytesColumn column, int position)
    {
        byte[] bytes = column.bytes().byteArray();
        int base = column.bytes().byteArrayOffset();
        int count = 0;
        for (int i = base + column.offsets()[position]; i < base + column.offsets()[position + 1]; i++) {
            count += (bytes[i] & 0xC0) == 0x80 ? 0 : 1;
        }
        return count;
    }

    private static ValueCheck decimalCheck(DecimalType type)
    {
        if (type.isShort()) {
            long bound = BigInteger.TEN.pow(type.precision()).longValueExact();
            return (column, position) -> {
                long value = ((LongColumn) column).values()[position];
                return value < bound && value > -bound;
            };
        }
        BigInteger bound = BigInteger.TEN.pow(type.precision());
        return (column, position) -> {
            Int128Column words = (Int128Column) column;
            // 10^18 fits a word, and a long decimal has more digits.
            return words.high(position) == words.low(position) >> 63
                    || Decimals.unscaled(words.high(position), words.low(position)).abs().compareTo(bound) < 0;
        };
    }

    /** Files hold milliseconds up to 3 digits, microseconds up to 6, nanoseconds up to 9. */
    private static ValueCheck timestampCheck(int precision)
    {
        if (precision <= 3) {
            return (column, position) -> ((LongColumn) column).values()[position] % 1_000 == 0;
        }
        if (precision <= 6) {
            return ValueCheck.NONE;
        }
        return (column, position) -> {
            int picos = ((Fixed12Column) column).picosOfMicro(position);
            return picos >= 0 && picos < 1_000_000 && picos % 1_000 == 0;
        };
    }

    private String limit()
    {
        if (type instanceof CharType || type instanceof VarCharType) {
            return "it is too long";
        }
        if (type instanceof BinaryType || type instanceof VarBinaryType) {
            return "it has too many bytes";
        }
        if (type instanceof DecimalType) {
            return "it has too many digits";
        }
        if (type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
            return "it is finer than files hold it";
        }
        if (type instanceof BooleanType) {
            return "it is neither 0 nor 1";
        }
        return type instanceof VectorType ? "it has another length" : type instanceof VariantType ? "a part of it is missing" : "it is out of range";
    }
}
