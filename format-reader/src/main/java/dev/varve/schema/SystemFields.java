package dev.varve.schema;

import dev.varve.type.BigIntType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;

/** The columns of data files that are not columns of the table, with their reserved ids. */
public final class SystemFields
{
    /** What the names of the copied key columns in primary-key files start with. */
    public static final String KEY_PREFIX = "_KEY_";
    public static final int KEY_ID_OFFSET = Integer.MAX_VALUE / 2;

    /** The order in which a writer received the rows of a bucket. */
    public static final Field SEQUENCE_NUMBER = new Field(Integer.MAX_VALUE - 1, "_SEQUENCE_NUMBER", new BigIntType(false));

    /** A {@link dev.varve.row.RowKind}. */
    public static final Field VALUE_KIND = new Field(Integer.MAX_VALUE - 2, "_VALUE_KIND", new TinyIntType(false));
    public static final Field LEVEL = new Field(Integer.MAX_VALUE - 3, "_LEVEL", new IntType(false));

    /** A {@link dev.varve.row.RowKind} as text, {@code +I} for example. No file has it: reads that tell of deleted rows do. */
    public static final Field ROW_KIND = new Field(Integer.MAX_VALUE - 4, "rowkind", new VarCharType(VarCharType.UNBOUNDED, false));
    public static final Field ROW_ID = new Field(Integer.MAX_VALUE - 5, "_ROW_ID", new BigIntType(false));

    private SystemFields() {}

    /** The copy of a primary key column that leads the rows of primary-key files. */
    public static Field key(Field column)
    {
        return new Field(KEY_ID_OFFSET + column.id(), KEY_PREFIX + column.name(), column.type());
    }
}
