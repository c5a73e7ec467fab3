package dev.varve.column;

import static java.util.Objects.requireNonNull;

/** Values by reference: value {@code i} is value {@code ids[i]} of a dictionary, which may hold a null and unused values. */
public final class DictionaryColumn
        extends Column
{
    private final int[] ids;
    private final Column dictionary;

    public DictionaryColumn(int size, int[] ids, Column dictionary)
    {
        super(size, null);
        this.ids = requireNonNull(ids, "ids is null");
        this.dictionary = requireNonNull(dictionary, "dictionary is null");
        if (ids.length < size) {
            throw new IllegalArgumentException("Only " + ids.length + " ids for a column of " + size);
        }
    }

    public int[] ids()
    {
        return ids;
    }

    public Column dictionary()
    {
        return dictionary;
    }

    @Override
    public boolean mayHaveNulls()
    {
        return dictionary.mayHaveNulls();
    }

    @Override
    public boolean isNull(int position)
    {
        return dictionary.isNull(ids[position]);
    }

    @Override
    public Column select(int[] positions, int count)
    {
        int[] selected = new int[count];
        boolean absent = false;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            absent |= position < 0;
            selected[i] = position < 0 ? -1 : ids[position];
        }
        return absent ? dictionary.select(selected, count) : new DictionaryColumn(count, selected, dictionary);
    }

    @Override
    public Column flatten()
    {
        return dictionary.select(ids, size()).flatten();
    }

    @Override
    public long retainedBytes()
    {
        return 40 + 4L * ids.length + dictionary.retainedBytes();
    }
}
