package dev.varve.write;

import dev.varve.column.Column;
import dev.varve.column.Gather;
import dev.varve.column.Layout;
import dev.varve.error.VarveException;
import dev.varve.evolution.ColumnCast;
import dev.varve.row.LiteralColumn;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;

import java.util.Arrays;

/** Puts the default values of columns in the place of nulls. */
final class DefaultValues
{
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);

    private final Layout[] layouts;
    /** Null where a column has no default value. */
    private final Column[] values;

    private DefaultValues(Layout[] layouts, Column[] values)
    {
        this.layouts = layouts;
        this.values = values;
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST if a default value is none of the type of its column
     */
    static DefaultValues of(TableSchema schema)
    {
        int count = schema.fields().size();
        Layout[] layouts = new Layout[count];
        Column[] values = new Column[count];
        for (int i = 0; i < count; i++) {
            Field field = schema.fields().field(i);
            layouts[i] = Layout.of(field.type());
            String option = schema.options().get("fields." + field.name() + ".default-value");
            String text = field.defaultValue().orElse(option);
            values[i] = text == null ? null : parse(field, text);
        }
        return new DefaultValues(layouts, values);
    }

    private static Column parse(Field field, String text)
    {
        Column value;
        try {
            value = ColumnCast.of(field.name(), TEXT, field.type()).apply(LiteralColumn.of(TEXT, Slices.utf8Slice(text))).flatten();
        }
        catch (VarveException e) {
            throw new VarveException(
                    VarveException.Kind.INVALID_REQUEST,
                    "The default value '" + text + "' of column '" + field.name() + "' is not a value of its type " + field.type(),
                    e);
        }
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
