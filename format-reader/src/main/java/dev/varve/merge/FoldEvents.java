package dev.varve.merge;

/**
 * What one row of a key does to the values of a sequence group, or to those of no group. The bit {@link #RESET} says that the
 * whole row replaces what was there before; it combines with the others, which then apply after it.
 */
final class FoldEvents
{
    /** Nothing. */
    static final byte SKIP = 0;
    /** The row adds, and is not older than the value. */
    static final byte ADD = 1;
    /** The row adds, but is older than the value. */
    static final byte ADD_OLDER = 2;
    /** The row retracts, and is not older than the value. */
    static final byte RETRACT = 3;
    /** The row retracts, but is older than the value. */
    static final byte RETRACT_OLDER = 4;

    static final byte RESET = 8;

    private FoldEvents() {}

    static boolean resets(byte event)
    {
        return (event & RESET) != 0;
    }

    static int action(byte event)
    {
        return event & ~RESET;
    }
}
