package dev.varve.schema;

import dev.varve.type.BigIntType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns that tell where a row of a read comes from. No file holds them under these ids; a read whose schema has them among its fields
 * computes them. Of rows that several records were folded into, those of one file are null.
 */
public final class OriginFields
{
    private static final int FIRST_ID = Integer.MAX_VALUE - 200;

    /** The path of the data file. */
    public static final Field PATH = new Field(FIRST_ID, "$path", new VarCharType(VarCharType.UNBOUNDED, true));

    /** The directory of the partition, as in {@link dev.varve.row.PartitionPath#of}. */
    public static final Field PARTITION = new Field(FIRST_ID + 1, "$partition", new VarCharType(VarCharType.UNBOUNDED, true));
    public static final Field BUCKET = new Field(FIRST_ID + 2, "$bucket", new IntType(true));

    /** The level of the data file. */
    public static final Field LEVEL = new Field(FIRST_ID + 3, "$level", new IntType(true));

    /** That of the record which is the row, or of the newest one of those that were folded into it. */
    public static final Field SEQUENCE_NUMBER = new Field(FIRST_ID + 4, "$sequence_number", new BigIntType(true));

    /** When the data file was made, by the wall clock of its writer; null if the manifest does not say. */
    public static final Field FILE_MODIFIED_TIME = new Field(FIRST_ID + 5, "$file_modified_time", new TimestampType(3, true));

    /** The id of the row in a table that tracks rows. */
    public static final Field ROW_ID = new Field(FIRST_ID + 6, "$row_id", new BigIntType(true));

    private static final int LAST_ID = ROW_ID.id();

    private OriginFields() {}

    public static boolean contains(int id)
    {
        return id >= FIRST_ID && id <= LAST_ID;
    }

    /** Those that the rows of a table have. */
    public static List<Field> of(TableSchema schema)
    {
        List<Field> fields = new ArrayList<>();
        fields.add(PATH);
        if (!schema.partitionKeys().isEmpty()) {
            fields.add(PARTITION);
        }
        fields.add(BUCKET);
        boolean tracked = !schema.hasPrimaryKey() && TableOptions.of(schema).rowTracking();
        if (schema.hasPrimaryKey()) {
            fields.add(LEVEL);
        }
        if (schema.hasPrimaryKey() || tracked) {
            fields.add(SEQUENCE_NUMBER);
        }
        fields.add(FILE_MODIFIED_TIME);
        if (tracked) {
            fields.add(ROW_ID);
        }
        return fields;
    }
}
