package dev.varve.write.buffer;

import dev.varve.schema.MergeOptions;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.Field;

import java.util.Arrays;
import java.util.List;

/**
 * The rows of a table with a primary key, for who sorts them.
 *
 * @param types of all columns of the table
 * @param keys the columns of the primary key that are not partition columns, in its order
 * @param sequenceFields columns that order the rows of a key before their arrival does
 * @param descending whether of two values of these the smaller is the newer
 */
record KeyedRows(List<DataType> types, int[] keys, int[] sequenceFields, boolean descending)
{
    KeyedRows
    {
        types = List.copyOf(types);
    }

    static KeyedRows of(TableSchema schema, MergeOptions merge)
    {
        return new KeyedRows(
                schema.fields().fields().stream().map(Field::type).toList(),
                indexes(schema, schema.trimmedPrimaryKeys()),
                indexes(schema, merge.sequenceFields()),
                merge.sequenceDescending());
    }

    private static int[] indexes(TableSchema schema, List<String> names)
    {
        return names.stream().mapToInt(name -> schema.fields().indexOf(name).orElseThrow()).toArray();
    }

    RowSort sort()
    {
        return RowSort.of(types(keys), types(sequenceFields), descending);
    }

    private List<DataType> types(int[] indexes)
    {
        return Arrays.stream(indexes).mapToObj(types::get).toList();
    }
}
