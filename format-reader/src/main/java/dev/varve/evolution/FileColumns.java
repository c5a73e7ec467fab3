package dev.varve.evolution;

import dev.varve.type.Field;
import dev.varve.type.RowType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds the column of a file that a column of a read comes from. */
final class FileColumns
{
    private static final String KEY_PREFIX = "_KEY_";

    /** The id of {@code _KEY_x} is that of {@code x} and this. */
    private static final int KEY_ID_START = Integer.MAX_VALUE / 2;

    /** {@code _ROW_ID} has the smallest id of the columns that the format adds to files, {@code _SEQUENCE_NUMBER} the largest. */
    private static final int SMALLEST_SYSTEM_ID = Integer.MAX_VALUE - 5;

    private FileColumns() {}

    /** The column by the name and type that it has in the file; empty if the file has no such column. */
    static Optional<Field> find(RowType fileSchema, Optional<List<String>> writeColumns, Field readField)
    {
        if (readField.id() >= SMALLEST_SYSTEM_ID) {
            return Optional.of(readField);
        }
        OptionalInt index = fileSchema.indexOfId(schemaId(readField));
        if (index.isEmpty()) {
            return Optional.empty();
        }
        Field field = fileSchema.field(index.getAsInt());
        return writeColumns.isEmpty() || writeColumns.orElseThrow().contains(field.name()) ? Optional.of(field) : Optional.empty();
    }

    /** The id in the schema: for a key column that of the value column. */
    static int schemaId(Field readField)
    {
        boolean key = readField.id() >= KEY_ID_START && readField.name().startsWith(KEY_PREFIX);
        return key ? readField.id() - KEY_ID_START : readField.id();
    }
}
