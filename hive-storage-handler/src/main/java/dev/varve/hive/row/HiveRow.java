package dev.varve.hive.row;

import org.apache.hadoop.hive.serde2.objectinspector.StructObjectInspector;
import org.apache.hadoop.io.Writable;

import java.io.DataInput;
import java.io.DataOutput;

import static java.util.Objects.requireNonNull;

/** A row of Hive between the SerDe and the writer of one process, neither copied nor converted. It is valid until the next one is set. */
public final class HiveRow
        implements Writable
{
    private Object row;
    private StructObjectInspector inspector;

    public void set(Object row, StructObjectInspector inspector)
    {
        this.row = row;
        this.inspector = requireNonNull(inspector, "inspector is null");
    }

    public Object row()
    {
        return row;
    }

    public StructObjectInspector inspector()
    {
        return inspector;
    }

    @Override
    public void write(DataOutput output)
    {
        throw new UnsupportedOperationException("Rows of Varve are not sent between processes");
    }

    @Override
    public void readFields(DataInput input)
    {
        throw new UnsupportedOperationException("Rows of Varve are not sent between processes");
    }
}
