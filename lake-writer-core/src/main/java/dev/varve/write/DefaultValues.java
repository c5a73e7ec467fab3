package dev.varve.write;

import dev.varve.column.Column;
import dev.varve.column.Gather;
import dev.varve.column.Layout;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;
import dev.varve.write.schema.DefaultValue;

import java.util.Arrays;

/** Puts the default values of columns in the place of nulls. */
final class DefaultValues
{
    private final Layout[] layouts;
    /** Null where a column has no default value. */
    private final Column[] values;

    private DefaultValues(Layout[] layouts, Column[] values)
    {
        this.layouts = layouts;
        this.values = values;
    }

    /**
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST if a default value is none of the type of its column
     */
    static DefaultValues of(TableSchema schema)
    {
        int count = schema.fields().size();
        Layout[] layouts = new Layout[count];
        Column[] values = new Column[count];
        for (int i = 0; i < count; i++) {
            Field field = schema.fields().field(i);
            layouts[i] = Layout.of(field.type());
            values[i] = field.defaultValue().isPresent() ? parse(field) : null;
        }
        return new DefaultValues(layouts, values);
    }

    private static Column parse(Field field)
    {
        Column value = DefaultValue.of(field).flatten();
        RowCheck.of(field).check(value, new int[] {0}, 1);
        return value;
    }

    /** The flat column with its nulls replaced. */
    Column fill(int index, Column column)
    {
        if (values[index] == null || !column.mayHaveNulls()) {
            return column;
        }
        int[] sources = new int[column.size()];
        int[] positions = new int[column.size()];
        Arrays.setAll(positions, i -> i);
        for (int i = 0; i < sources.length; i++) {
            if (column.isNull(i)) {
                sources[i] = 1;
                positions[i] = 0;
            }
        }
        return Gather.gather(layouts[index], new Column[] {column, values[index]}, sources, positions, sources.length);
    }
}
