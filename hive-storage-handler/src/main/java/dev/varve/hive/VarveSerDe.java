package dev.varve.hive;

import dev.varve.error.VarveException;
import dev.varve.hive.error.HiveErrors;
import dev.varve.hive.row.RowWritable;
import dev.varve.hive.table.HiveRelation;
import dev.varve.hive.table.TableName;
import dev.varve.hive.type.HiveColumn;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.serde2.AbstractSerDe;
import org.apache.hadoop.hive.serde2.SerDeException;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspectorFactory;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoUtils;
import org.apache.hadoop.io.Writable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The columns of a table, which are those of its schema file whatever the metastore holds, and its rows. */
public class VarveSerDe
        extends AbstractSerDe
{
    private ObjectInspector inspector;

    @Override
    public void initialize(Configuration configuration, Properties tableProperties, Properties partitionProperties)
            throws SerDeException
    {
        super.initialize(configuration, tableProperties, partitionProperties);
        TableName name = TableName.of(tableProperties)
                .orElseThrow(() -> new SerDeException("The table has no location: create it with LOCATION, or with TBLPROPERTIES('paimon_location'='...')"));
        List<HiveColumn> columns;
        try {
            columns = HiveRelation.dataColumns(HiveRelation.fields(configuration, name), name);
        }
        catch (VarveException e) {
            throw HiveErrors.describing(e);
        }
        List<ObjectInspector> inspectors = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        for (HiveColumn column : columns) {
            inspectors.add(TypeInfoUtils.getStandardJavaObjectInspectorFromTypeInfo(column.type()));
            comments.add(column.field().comment().orElse(""));
        }
        inspector = ObjectInspectorFactory.getStandardStructObjectInspector(columns.stream().map(HiveColumn::name).toList(), inspectors, comments);
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
        return RowWritable.class;
    }

    @Override
    public Writable serialize(Object row, ObjectInspector rowInspector)
            throws SerDeException
    {
        throw new SerDeException("Table " + tableProperties.getProperty("name") + " cannot be written from Hive");
    }

    @Override
    public boolean shouldStoreFieldsInMetastore(Map<String, String> tableParameters)
    {
        return true;
    }
}
