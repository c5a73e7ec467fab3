package dev.varve.column;

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

import java.util.Arrays;
import java.util.List;

/** Grows a column value by value, for decoders and accumulators. {@link #build} ends it. */
public abstract sealed class ColumnBuilder
        permits ArrayBuilder, ByteBuilder, BytesBuilder, Fixed12Builder, Int128Builder, IntBuilder, LongBuilder, MapBuilder, RowBuilder,
                ShortBuilder
{
    private int size;
    private long[] validity;

    /** A builder of the layout of {@code type}, with room for so many values at first. */
    public static ColumnBuilder of(DataType type, int expectedSize)
    {
        return switch (Layout.of(type)) {
            case BYTE -> new ByteBuilder(expectedSize);
            case SHORT -> new ShortBuilder(expectedSize);
            case INT -> new IntBuilder(expectedSize);
            case LONG -> new LongBuilder(expectedSize);
            case INT128 -> new Int128Builder(expectedSize);
            case FIXED12 -> new Fixed12Builder(expectedSize);
            case BYTES -> new BytesBuilder(expectedSize);
            case ARRAY -> new ArrayBuilder(expectedSize, of(elementType(type), expectedSize));
            case MAP -> {
                DataType key = type instanceof MapType map ? map.key() : ((MultisetType) type).element();
                DataType value = type instanceof MapType map ? map.value() : new IntType(false);
                yield new MapBuilder(expectedSize, of(key, expectedSize), of(value, expectedSize));
            }
            case ROW -> new RowBuilder(fieldTypes(type).stream().map(field -> of(field, expectedSize)).toList());
        };
    }

    /** A column of so many nulls. */
    public static Column nulls(DataType type, int size)
    {
        ColumnBuilder builder = of(type, 1);
        builder.appendNull();
        return new ConstantColumn(size, builder.build());
    }

    private static DataType elementType(DataType type)
    {
        return type instanceof ArrayType array ? array.element() : ((VectorType) type).element();
    }

    private static List<DataType> fieldTypes(DataType type)
    {
        if (type instanceof VariantType) {
            DataType binary = new VarBinaryType(VarBinaryType.UNBOUNDED, false);
            return List.of(binary, binary);
        }
        return ((RowType) type).fields().stream().map(Field::type).toList();
    }

    public final int size()
    {
        return size;
    }

    public abstract void appendNull();

    /** Appends a copy of the value, or null, at {@code position} of a column of the same layout, encoded or not. */
    public final void append(Column source, int position)
    {
        while (true) {
            if (source instanceof DictionaryColumn dictionary) {
                position = dictionary.ids()[position];
                source = dictionary.dictionary();
            }
            else if (source instanceof ConstantColumn constant) {
                position = 0;
                source = constant.value();
            }
            else {
                break;
            }
        }
        if (source.isNull(position)) {
            appendNull();
        }
        else {
            appendValue(source, position);
        }
    }

    public abstract Column build();

    /** Appends a value that is not null, of a column that is neither dictionary nor constant. */
    abstract void appendValue(Column source, int position);

    final void addedValue()
    {
        if (validity != null) {
            ensureValidity();
            Validity.set(validity, size);
        }
        size++;
    }

    final void addedNull()
    {
        if (validity == null) {
            validity = Validity.allValid(Math.max(64, size + 1));
        }
        ensureValidity();
        Validity.clear(validity, size);
        size++;
    }

    private void ensureValidity()
    {
        if (size >= validity.length * 64) {
            validity = Arrays.copyOf(validity, validity.length * 2);
        }
    }

    final long[] validity()
    {
        return validity;
    }

    /** The capacity that an array of {@code capacity} grows to so that {@code needed} fits. */
    static int grown(int capacity, int needed)
    {
        return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, Math.max(16L, capacity + (capacity >> 1))));
    }
}
