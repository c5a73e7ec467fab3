package dev.varve.type;

/**
 * A type of the table format. {@code toString} is the format's SQL text of it, with {@code NOT NULL} where it applies.
 */
public sealed interface DataType
        permits ArrayType, BigIntType, BinaryType, BlobType, BooleanType, CharType, DateType, DecimalType, DoubleType, FloatType,
                IntType, LocalZonedTimestampType, MapType, MultisetType, RowType, SmallIntType, TimeType, TimestampType, TinyIntType,
                VarBinaryType, VarCharType, VariantType, VectorType
{
    /** Whether a value may be null. */
    boolean nullable();

    /** The same type with that nullability of its own; nested types keep theirs. */
    DataType withNullable(boolean nullable);

    /** Whether both are the same type when the outermost nullability is left aside. */
    default boolean equalsIgnoringNullable(DataType other)
    {
        return withNullable(true).equals(other.withNullable(true));
    }

    static String suffixed(String text, boolean nullable)
    {
        return nullable ? text : text + " NOT NULL";
    }
}
