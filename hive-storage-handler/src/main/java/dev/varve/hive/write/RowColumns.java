package dev.varve.hive.write;

import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ColumnsBatch;
import dev.varve.error.VarveException;
import dev.varve.hive.row.HiveRow;
import dev.varve.hive.row.ValueAppender;
import dev.varve.hive.type.HiveColumn;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;
import org.apache.hadoop.hive.serde2.objectinspector.StructField;
import org.apache.hadoop.hive.serde2.objectinspector.StructObjectInspector;

import java.util.ArrayList;
import java.util.List;

/** Collects rows of Hive into columns of a table. Columns that Hive does not show get NULL. */
final class RowColumns
{
    private static final int BATCH_ROWS = 4096;

    private final List<Field> fields;
    private final List<HiveColumn> data;
    private final PartitionValues partition;
    private StructObjectInspector inspector;
    private List<ColumnBuilder> builders = List.of();
    private List<? extends StructField> members = List.of();
    private List<ValueAppender> appenders = List.of();
    private int rows;

    /**
     * @param data the columns that rows have, in their order
     * @param partition tells the others that Hive shows
     */
    RowColumns(TableSchema schema, List<HiveColumn> data, PartitionValues partition)
    {
        fields = schema.fields().fields();
        this.data = List.copyOf(data);
        this.partition = partition;
    }

    void add(HiveRow row)
    {
        if (row.inspector() != inspector || rows == 0) {
            begin(row.inspector());
        }
        for (int i = 0; i < appenders.size(); i++) {
            appenders.get(i).append(inspector.getStructFieldData(row.row(), members.get(i)));
        }
        partition.append(row.row());
        rows++;
    }

    private void begin(StructObjectInspector inspector)
    {
        this.inspector = inspector;
        if (rows == 0) {
            builders = fields.stream().map(field -> ColumnBuilder.of(field.type(), BATCH_ROWS / 16)).toList();
        }
        members = inspector.getAllStructFieldRefs();
        if (members.size() != data.size()) {
            throw VarveException.invalid("Rows have " + members.size() + " columns, the table " + data.size());
        }
        List<ValueAppender> appenders = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            Field field = data.get(i).field();
            appenders.add(ValueAppender.of(field.name(), field.type(), members.get(i).getFieldObjectInspector(), builders.get(data.get(i).index())));
        }
        this.appenders = appenders;
        partition.begin(inspector, builders);
    }

    boolean isFull()
    {
        return rows == BATCH_ROWS;
    }

    boolean isEmpty()
    {
        return rows == 0;
    }

    /** The rows since the last call. */
    Batch take()
    {
        List<Column> columns = new ArrayList<>();
        for (ColumnBuilder builder : builders) {
            while (builder.size() < rows) {
                builder.appendNull();
            }
            columns.add(builder.build());
        }
        Batch batch = new ColumnsBatch(rows, columns);
        rows = 0;
        return batch;
    }
}
