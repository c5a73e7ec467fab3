package dev.varve.hive;

import dev.varve.error.VarveException;
import dev.varve.hive.error.HiveErrors;
import dev.varve.hive.row.HiveRow;
import dev.varve.hive.row.RowWritable;
import dev.varve.hive.table.HiveRelation;
import dev.varve.hive.table.SessionZone;
import dev.varve.hive.table.TableName;
import dev.varve.hive.type.HiveColumn;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.serde.serdeConstants;
import org.apache.hadoop.hive.serde2.AbstractSerDe;
import org.apache.hadoop.hive.serde2.SerDeException;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspectorFactory;
import org.apache.hadoop.hive.serde2.objectinspector.StructObjectInspector;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoUtils;
import org.apache.hadoop.io.Writable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The columns of a table, which are those of its schema file whatever the metastore holds, and its rows. */
public class VarveSerDe
        extends AbstractSerDe
{
    private final HiveRow written = new HiveRow();
    private ObjectInspector inspector;

    @Override
    public void initialize(Configuration configuration, Properties tableProperties, Properties partitionProperties)
            throws SerDeException
    {
        super.initialize(configuration, tableProperties, partitionProperties);
        Optional<TableName> name = TableName.of(tableProperties);
        Optional<ObjectInspector> present = name.isPresent() ? present(configuration, name.get()) : Optional.empty();
        inspector = present.or(() -> declared(tableProperties)).orElseThrow(() -> new SerDeException(name.isPresent()
                ? "Varve NOT_FOUND: Table '" + name.get() + "' does not exist: there is no schema in " + name.get().location() + ". To make a new table, name its columns"
                : "The table has neither a location nor columns: create it with LOCATION, with TBLPROPERTIES('paimon_location'='...'), or with columns"));
    }

    private static Optional<ObjectInspector> present(Configuration configuration, TableName name)
            throws SerDeException
    {
        List<HiveColumn> columns;
        try {
            columns = HiveRelation.dataColumns(HiveRelation.fields(configuration, name), name);
        }
        catch (VarveException e) {
            if (e.kind() == VarveException.Kind.NOT_FOUND && HiveRelation.isNewest(configuration, name)) {
                return Optional.empty();
            }
            throw HiveErrors.describing(e);
        }
        List<ObjectInspector> inspectors = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        for (HiveColumn column : columns) {
            inspectors.add(TypeInfoUtils.getStandardJavaObjectInspectorFromTypeInfo(column.inZone(SessionZone.of(configuration)).type()));
            comments.add(column.field().comment().orElse(""));
        }
        return Optional.of(ObjectInspectorFactory.getStandardStructObjectInspector(columns.stream().map(HiveColumn::name).toList(), inspectors, comments));
    }

    /** The columns of a table that a statement is about to create. */
    private static Optional<ObjectInspector> declared(Properties properties)
    {
        String names = properties.getProperty(serdeConstants.LIST_COLUMNS, "");
        if (names.isBlank()) {
            return Optional.empty();
        }
        String delimiter = properties.getProperty(serdeConstants.COLUMN_NAME_DELIMITER, ",");
        List<ObjectInspector> inspectors = TypeInfoUtils.getTypeInfosFromTypeString(properties.getProperty(serdeConstants.LIST_COLUMN_TYPES, "")).stream()
                .map(TypeInfoUtils::getStandardJavaObjectInspectorFromTypeInfo)
                .toList();
        return Optional.of(ObjectInspectorFactory.getStandardStructObjectInspector(List.of(names.split(delimiter)), inspectors));
    }

    @Override
    public ObjectInspector getObjectInspector()
    {
        return inspector;
    }

    @Override
    public Object deserialize(Writable row)
    {
        return ((RowWritable) row).values();
    }

    @Override
    public Class<? extends Writable> getSerializedClass()
    {
        return HiveRow.class;
    }

    @Override
    public Writable serialize(Object row, ObjectInspector rowInspector)
    {
        written.set(row, (StructObjectInspector) rowInspector);
        return written;
    }

    @Override
    public boolean shouldStoreFieldsInMetastore(Map<String, String> tableParameters)
    {
        return true;
    }
}
