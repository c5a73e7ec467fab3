package dev.varve.hive.write;

import dev.varve.column.ColumnBuilder;
import dev.varve.error.VarveException;
import dev.varve.hive.row.ValueAppender;
import dev.varve.hive.table.TableName;
import dev.varve.hive.type.HiveColumn;
import dev.varve.row.LiteralColumn;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.write.commit.PartitionSpec;
import org.apache.hadoop.hive.common.FileUtils;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspectorConverters;
import org.apache.hadoop.hive.serde2.objectinspector.StructField;
import org.apache.hadoop.hive.serde2.objectinspector.StructObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.SubStructObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.primitive.PrimitiveObjectInspectorFactory;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoUtils;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The values of columns by which the metastore partitions a table, which are not among the columns of its rows: first those that the statement
 * says, then those that rows have behind their columns (dynamic partitions).
 */
final class PartitionValues
{
    private static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

    private final List<HiveColumn> columns;
    private final Map<String, String> stated;
    private final String nullName;
    private final List<ValueAppender> appenders = new ArrayList<>();
    private final List<Object> constants = new ArrayList<>();
    private final List<StructField> dynamic = new ArrayList<>();
    private StructObjectInspector row;

    private PartitionValues(List<HiveColumn> columns, Map<String, String> stated, String nullName)
    {
        this.columns = columns;
        this.stated = stated;
        this.nullName = nullName;
    }

    /** @param stated as {@link WriteJob#partition} */
    static PartitionValues of(TableSchema schema, TableName name, String stated)
    {
        List<HiveColumn> shown = HiveColumn.of(schema.fields());
        List<HiveColumn> columns = new ArrayList<>();
        for (String key : name.partitionColumns()) {
            columns.add(shown.stream().filter(column -> column.name().equals(key)).findFirst().orElseThrow(() ->
                    VarveException.invalid("Table '" + name + "' is partitioned by '" + key + "' in the metastore, which is no column of it")));
        }
        return new PartitionValues(columns, values(stated), TableOptions.layoutOf(schema).defaultPartitionName());
    }

    /** The partitions for which the statement says all values; empty if it leaves some to the rows. */
    static Optional<PartitionSpec> whole(TableSchema schema, TableName name, String stated)
    {
        PartitionValues values = of(schema, name, stated);
        Map<String, Optional<Object>> literals = new LinkedHashMap<>();
        for (HiveColumn column : values.columns) {
            String text = values.stated.get(column.name());
            if (text == null) {
                return Optional.empty();
            }
            ColumnBuilder builder = ColumnBuilder.of(column.field().type(), 1);
            ObjectInspector type = TypeInfoUtils.getStandardJavaObjectInspectorFromTypeInfo(column.type());
            ValueAppender.of(column.field().name(), column.field().type(), type, builder).append(values.value(column, text, type));
            literals.put(column.field().name(), Optional.ofNullable(LiteralColumn.value(column.field().type(), builder.build(), 0)));
        }
        return Optional.of(new PartitionSpec(literals));
    }

    /** The values of a path such as {@code dt=2024-01-31/hour=7}, by name in lower case. */
    static Map<String, String> values(String path)
    {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : path.split("/")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                values.put(FileUtils.unescapePathName(part.substring(0, equals)).toLowerCase(Locale.ROOT), FileUtils.unescapePathName(part.substring(equals + 1)));
            }
        }
        return values;
    }

    void begin(StructObjectInspector rows, List<ColumnBuilder> builders)
    {
        appenders.clear();
        constants.clear();
        dynamic.clear();
        if (columns.isEmpty()) {
            return;
        }
        List<? extends StructField> behind = List.of();
        row = rows;
        if (rows instanceof SubStructObjectInspector part) {
            row = whole(part);
            behind = row.getAllStructFieldRefs().subList(rows.getAllStructFieldRefs().size(), row.getAllStructFieldRefs().size());
        }
        int next = 0;
        for (HiveColumn column : columns) {
            ColumnBuilder builder = builders.get(column.index());
            String text = stated.get(column.name());
            if (text != null) {
                ObjectInspector type = TypeInfoUtils.getStandardJavaObjectInspectorFromTypeInfo(column.type());
                constants.add(value(column, text, type));
                dynamic.add(null);
                appenders.add(ValueAppender.of(column.field().name(), column.field().type(), type, builder));
            }
            else if (next < behind.size()) {
                StructField field = behind.get(next++);
                constants.add(null);
                dynamic.add(field);
                appenders.add(ValueAppender.of(column.field().name(), column.field().type(), field.getFieldObjectInspector(), builder));
            }
            else {
                throw VarveException.invalid("Rows do not say of which partition they are: column '" + column.name() + "' has no value");
            }
        }
    }

    void append(Object data)
    {
        for (int i = 0; i < appenders.size(); i++) {
            StructField field = dynamic.get(i);
            appenders.get(i).append(field == null ? constants.get(i) : row.getStructFieldData(data, field));
        }
    }

    private Object value(HiveColumn column, String text, ObjectInspector type)
    {
        if (text.equals(nullName) || text.equals(HIVE_NULL)) {
            return null;
        }
        Object value = ObjectInspectorConverters.getConverter(PrimitiveObjectInspectorFactory.javaStringObjectInspector, type).convert(text);
        if (value == null) {
            throw VarveException.invalid("'" + text + "' is no value of partition column '" + column.name() + "', which has type " + column.type().getTypeName());
        }
        return value;
    }

    /** Hive gives the SerDe whole rows, but an inspector for the part without partition columns, which keeps the one of the whole to itself. */
    private static StructObjectInspector whole(SubStructObjectInspector part)
    {
        try {
            Field base = SubStructObjectInspector.class.getDeclaredField("baseOI");
            base.setAccessible(true);
            return (StructObjectInspector) base.get(part);
        }
        catch (ReflectiveOperationException e) {
            throw new VarveException(
                    VarveException.Kind.UNSUPPORTED_FEATURE, "This release of Hive does not tell the values of dynamic partitions: name them in the statement, PARTITION (dt='2024-01-31')", e);
        }
    }
}
