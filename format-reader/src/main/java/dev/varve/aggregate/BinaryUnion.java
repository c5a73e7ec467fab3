package dev.varve.aggregate;

import dev.varve.column.BytesBuilder;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;

import java.io.IOException;

/** A function that unites binary images of sets. A single image is taken as it is. */
final class BinaryUnion
        extends Accumulator
{
    private final Union union;
    private final String what;
    private final FunctionColumn function;
    private byte[] value;

    /** @param what what the images are, for messages */
    BinaryUnion(Union union, String what, FunctionColumn function)
    {
        this.union = union;
        this.what = what;
        this.function = function;
    }

    /** The image of the union of two sets; throws anything unchecked if one of them is no image. */
    @FunctionalInterface
    interface Union
    {
        byte[] unite(byte[] accumulated, byte[] input)
                throws IOException;
    }

    @Override
    public void reset()
    {
        value = null;
    }

    @Override
    public void set(Column column, int position)
    {
        value = column.isNull(position) ? null : ((BytesColumn) column).value(position).getBytes();
    }

    @Override
    public void add(Column column, int position)
    {
        if (!column.isNull(position)) {
            byte[] input = ((BytesColumn) column).value(position).getBytes();
            value = value == null ? input : unite(value, input);
        }
    }

    @Override
    public void addReversed(Column column, int position)
    {
        if (!column.isNull(position)) {
            byte[] input = ((BytesColumn) column).value(position).getBytes();
            value = value == null ? input : unite(input, value);
        }
    }

    private byte[] unite(byte[] accumulated, byte[] input)
    {
        try {
            return union.unite(accumulated, input);
        }
        catch (IOException | RuntimeException e) {
            throw function.corruptValue(what, e);
        }
    }

    @Override
    public void retract(Column column, int position)
    {
        throw function.cannotRetract();
    }

    @Override
    public void appendTo(ColumnBuilder builder)
    {
        if (value == null) {
            builder.appendNull();
        }
        else {
            ((BytesBuilder) builder).append(value, 0, value.length);
        }
    }
}
