package dev.varve.product.sql;

/** A truth value of SQL's three-valued logic. */
public enum Truth
{
    FALSE,
    UNKNOWN,
    TRUE;

    static Truth of(boolean value)
    {
        return value ? TRUE : FALSE;
    }

    Truth and(Truth other)
    {
        return compareTo(other) <= 0 ? this : other;
    }

    Truth or(Truth other)
    {
        return compareTo(other) >= 0 ? this : other;
    }

    Truth not()
    {
        return values()[TRUE.ordinal() - ordinal()];
    }
}
