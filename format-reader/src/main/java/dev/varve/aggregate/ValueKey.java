package dev.varve.aggregate;

/** A value as a key of a hash table. Null is a key, too, and the same as null. */
final class ValueKey
{
    private final ValueRef value;
    private final ValueEquality equality;
    private final int hash;

    ValueKey(ValueRef value, ValueEquality equality)
    {
        this.value = value;
        this.equality = equality;
        hash = equality.hashOrNull(value);
    }

    ValueRef value()
    {
        return value;
    }

    @Override
    public boolean equals(Object other)
    {
        return this == other || other instanceof ValueKey key && hash == key.hash && equality.equalOrNull(value, key.value);
    }

    @Override
    public int hashCode()
    {
        return hash;
    }
}
