package dev.varve.write.file.format;

/**
 * The ids that data files give to the elements of arrays and maps, which have none in the schema.
 *
 * @param field id of the nearest enclosing field that has one
 * @param depth how many arrays and maps are around the element below that field; 0 for the field itself
 */
public record NestedIds(int field, int depth)
{
    private static final int BASE = 536_870_911;
    private static final int PER_FIELD = 1024;

    public NestedIds deeper()
    {
        return new NestedIds(field, depth + 1);
    }

    /** Of the element of an array, or the value of a map. */
    public int value()
    {
        return BASE + PER_FIELD * field + depth;
    }

    /** Of the key of a map. */
    public int key()
    {
        return BASE - PER_FIELD * field - depth;
    }
}
