package dev.varve.write.file;

import dev.varve.column.ArrayColumn;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Columns as file formats want them: only the selected rows, and no dictionaries at any level. */
final class FlatColumns
{
    private FlatColumns() {}

    static ColumnsBatch of(Batch batch)
            throws IOException
    {
        List<Column> columns = new ArrayList<>(batch.columnCount());
        for (int i = 0; i < batch.columnCount(); i++) {
            columns.add(flat(batch.selection().apply(batch.column(i))));
        }
        return new ColumnsBatch(batch.selection().count(), columns);
    }

    private static Column flat(Column column)
    {
        Column flat = column.flatten();
        if (flat instanceof ArrayColumn array) {
            return new ArrayColumn(flat.size(), flat.validity(), array.offsets(), flat(array.elements()));
        }
        if (flat instanceof MapColumn map) {
            return new MapColumn(flat.size(), flat.validity(), map.offsets(), flat(map.keys()), flat(map.values()));
        }
        if (flat instanceof RowColumn row) {
            return new RowColumn(flat.size(), flat.validity(), row.fields().stream().map(FlatColumns::flat).toList());
        }
        return flat;
    }
}
