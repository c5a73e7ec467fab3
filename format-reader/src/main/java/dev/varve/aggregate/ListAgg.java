package dev.varve.aggregate;

import dev.varve.column.BytesBuilder;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * {@code listagg}: texts joined by a delimiter. Empty texts add nothing. If distinct, a text is taken apart at the delimiter and only
 * those parts are added that are not empty and not there yet; what is there is never changed.
 */
final class ListAgg
        extends Accumulator
{
    private final Slice delimiter;
    private final boolean distinct;
    private final FunctionColumn function;
    private byte[] bytes = new byte[64];
    private int size;
    private boolean present;

    ListAgg(String delimiter, boolean distinct, FunctionColumn function)
    {
        this.delimiter = Slices.utf8Slice(delimiter);
        this.distinct = distinct;
        this.function = function;
    }

    @Override
    public void reset()
    {
        present = false;
        size = 0;
    }

    @Override
    public void set(Column column, int position)
    {
        reset();
        if (!column.isNull(position)) {
            present = true;
            append(((BytesColumn) column).value(position));
        }
    }

    @Override
    public void add(Column column, int position)
    {
        if (!column.isNull(position)) {
            join(((BytesColumn) column).value(position));
        }
    }

    @Override
    public void addReversed(Column column, int position)
    {
        if (column.isNull(position)) {
            return;
        }
        if (!present) {
            set(column, position);
            return;
        }
        Slice following = Slices.wrappedBuffer(Arrays.copyOf(bytes, size));
        set(column, position);
        join(following);
    }

    @Override
    public void retract(Column column, int position)
    {
        throw function.cannotRetract();
    }

    @Override
    public void appendTo(ColumnBuilder builder)
    {
        if (present) {
            ((BytesBuilder) builder).append(bytes, 0, size);
        }
        else {
            builder.appendNull();
        }
    }

    private void join(Slice text)
    {
        if (distinct && size > 0) {
            joinNewParts(text);
        }
        else {
            if (size > 0 && text.length() > 0) {
                append(delimiter);
            }
            append(text);
        }
        present = true;
    }

    private void joinNewParts(Slice text)
    {
        Slice separator = delimiter.length() == 0 ? Slices.utf8Slice(" ") : delimiter;
        Set<Slice> parts = new HashSet<>();
        forEachPart(Slices.wrappedBuffer(Arrays.copyOf(bytes, size)), separator, parts::add);
        forEachPart(text, separator, part -> {
            if (part.length() > 0 && parts.add(part)) {
                append(delimiter);
                append(part);
            }
        });
    }

    private interface PartConsumer
    {
        void accept(Slice part);
    }

    private static void forEachPart(Slice text, Slice separator, PartConsumer consumer)
    {
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            consumer.accept(text.slice(start, end - start));
            start = end + separator.length();
        }
        consumer.accept(text.slice(start, text.length() - start));
    }

    private void append(Slice slice)
    {
        int needed = Math.addExact(size, slice.length());
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.length)));
        }
        slice.getBytes(0, bytes, size, slice.length());
        size = needed;
    }
}
