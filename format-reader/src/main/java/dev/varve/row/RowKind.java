package dev.varve.row;

import dev.varve.error.VarveException;

/** What a stored row says about its key. */
public enum RowKind
{
    INSERT("+I"),
    UPDATE_BEFORE("-U"),
    UPDATE_AFTER("+U"),
    DELETE("-D");

    private static final RowKind[] KINDS = values();

    private final String text;

    RowKind(String text)
    {
        this.text = text;
    }

    /**
     * The kind that data files store as {@code value}, 0 to 3.
     *
     * @throws VarveException of kind CORRUPT_TABLE for any other value
     */
    public static RowKind of(int value)
    {
        if (value < 0 || value >= KINDS.length) {
            throw VarveException.corrupt("There is no row kind " + value);
        }
        return KINDS[value];
    }

    /** The number that data files store. */
    public byte value()
    {
        return (byte) ordinal();
    }

    /** Whether the row takes something back: {@code -U} or {@code -D}. */
    public boolean retracts()
    {
        return this == UPDATE_BEFORE || this == DELETE;
    }

    /** {@code +I}, {@code -U}, {@code +U} or {@code -D}. */
    @Override
    public String toString()
    {
        return text;
    }
}
