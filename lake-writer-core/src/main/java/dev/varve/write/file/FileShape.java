package dev.varve.write.file;

import dev.varve.schema.SystemFields;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import static java.util.Objects.requireNonNull;

/**
 * The columns of a data file, and where they come from.
 *
 * @param columns of the file
 * @param sources per column of the file, the column of the batch that it is
 * @param keys the columns of the batch that are the key, in its order; empty in append tables
 * @param keyColumns the columns of the file whose statistics are those of the key
 * @param firstValue the column of the file from which on there are the columns of the table
 * @param sequenceNumbers the column of the batch that holds them, if rows bring their own
 * @param tracksRows whether rows bring their ids and sequence numbers as columns after those of the table
 */
record FileShape(
        List<Field> columns,
        List<Integer> sources,
        List<Integer> keys,
        List<Integer> keyColumns,
        int firstValue,
        OptionalInt sequenceNumbers,
        boolean tracksRows)
{
    /** Where batches of tables with a primary key hold it. */
    private static final int SEQUENCE_NUMBER = 0;
    static final int VALUE_KIND = 1;
    /** How many columns such batches have before those of the table. */
    static final int SYSTEM_COLUMNS = 2;

    FileShape
    {
        columns = List.copyOf(columns);
        sources = List.copyOf(sources);
        keys = List.copyOf(keys);
        keyColumns = List.copyOf(keyColumns);
        requireNonNull(sequenceNumbers, "sequenceNumbers is null");
    }

    static FileShape of(TableSchema schema, boolean thin)
    {
        return schema.hasPrimaryKey() ? keyed(schema, thin) : append(schema);
    }

    private static FileShape append(TableSchema schema)
    {
        List<Integer> sources = new ArrayList<>();
        for (int i = 0; i < schema.fields().size(); i++) {
            sources.add(i);
        }
        return new FileShape(schema.fields().fields(), sources, List.of(), List.of(), 0, OptionalInt.empty(), false);
    }

    /** Of files into which rows that have an id are rewritten. */
    static FileShape tracked(TableSchema schema)
    {
        List<Field> columns = new ArrayList<>(schema.fields().fields());
        columns.add(SystemFields.ROW_ID.withType(SystemFields.ROW_ID.type().withNullable(false)));
        columns.add(SystemFields.SEQUENCE_NUMBER);
        List<Integer> sources = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            sources.add(i);
        }
        return new FileShape(columns, sources, List.of(), List.of(), 0, OptionalInt.of(columns.size() - 1), true);
    }

    private static FileShape keyed(TableSchema schema, boolean thin)
    {
        List<Field> columns = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        List<Integer> keyColumns = new ArrayList<>();
        for (Field key : schema.keyFields()) {
            int position = schema.fields().indexOf(key.name()).orElseThrow();
            keys.add(SYSTEM_COLUMNS + position);
            if (thin) {
                keyColumns.add(SYSTEM_COLUMNS + position);
            }
            else {
                keyColumns.add(columns.size());
                columns.add(SystemFields.key(key));
                sources.add(SYSTEM_COLUMNS + position);
            }
        }
        columns.add(SystemFields.SEQUENCE_NUMBER);
        sources.add(SEQUENCE_NUMBER);
        columns.add(SystemFields.VALUE_KIND);
        sources.add(VALUE_KIND);
        int firstValue = columns.size();
        for (int i = 0; i < schema.fields().size(); i++) {
            columns.add(schema.fields().field(i));
            sources.add(SYSTEM_COLUMNS + i);
        }
        return new FileShape(columns, sources, keys, keyColumns, firstValue, OptionalInt.of(SEQUENCE_NUMBER), false);
    }

    boolean isKeyed()
    {
        return !keys.isEmpty();
    }

    /** How many columns batches have. */
    int batchColumns()
    {
        return columns.size() - firstValue + (isKeyed() ? SYSTEM_COLUMNS : 0);
    }
}
