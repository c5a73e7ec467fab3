package dev.varve.benchmark;

import dev.varve.column.BytesColumn;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Blob;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.InternalArray;
import org.apache.paimon.data.InternalMap;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.InternalVector;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.data.variant.Variant;
import org.apache.paimon.memory.MemorySegment;
import org.apache.paimon.types.RowKind;

/**
 * A row of the benchmark's columns as Paimon takes it: a view that copies nothing, so that Paimon's side pays for no more than its own work.
 */
final class ColumnsRow
        implements InternalRow
{
    private final ColumnsBatch batch;
    private final MemorySegment[][] texts;
    private RowKind kind = RowKind.INSERT;
    private int position;

    ColumnsRow(ColumnsBatch batch)
    {
        this.batch = batch;
        texts = new MemorySegment[batch.columnCount()][];
        for (int i = 0; i < texts.length; i++) {
            if (batch.column(i) instanceof BytesColumn bytes) {
                texts[i] = new MemorySegment[] {MemorySegment.wrap(bytes.bytes().getBytes())};
            }
        }
    }

    ColumnsRow at(int position)
    {
        this.position = position;
        return this;
    }

    @Override
    public int getFieldCount()
    {
        return batch.columnCount();
    }

    @Override
    public RowKind getRowKind()
    {
        return kind;
    }

    @Override
    public void setRowKind(RowKind kind)
    {
        this.kind = kind;
    }

    @Override
    public boolean isNullAt(int field)
    {
        return batch.column(field).isNull(position);
    }

    @Override
    public int getInt(int field)
    {
        return ((IntColumn) batch.column(field)).values()[position];
    }

    @Override
    public long getLong(int field)
    {
        return ((LongColumn) batch.column(field)).values()[position];
    }

    @Override
    public double getDouble(int field)
    {
        return Double.longBitsToDouble(getLong(field));
    }

    @Override
    public BinaryString getString(int field)
    {
        int[] offsets = ((BytesColumn) batch.column(field)).offsets();
        return BinaryString.fromAddress(texts[field], offsets[position], offsets[position + 1] - offsets[position]);
    }

    @Override
    public Decimal getDecimal(int field, int precision, int scale)
    {
        return Decimal.fromUnscaledLong(getLong(field), precision, scale);
    }

    @Override
    public Timestamp getTimestamp(int field, int precision)
    {
        return Timestamp.fromMicros(getLong(field));
    }

    @Override
    public boolean getBoolean(int field)
    {
        throw unknown(field);
    }

    @Override
    public byte getByte(int field)
    {
        throw unknown(field);
    }

    @Override
    public short getShort(int field)
    {
        throw unknown(field);
    }

    @Override
    public float getFloat(int field)
    {
        throw unknown(field);
    }

    @Override
    public byte[] getBinary(int field)
    {
        throw unknown(field);
    }

    @Override
    public Variant getVariant(int field)
    {
        throw unknown(field);
    }

    @Override
    public Blob getBlob(int field)
    {
        throw unknown(field);
    }

    @Override
    public InternalArray getArray(int field)
    {
        throw unknown(field);
    }

    @Override
    public InternalVector getVector(int field)
    {
        throw unknown(field);
    }

    @Override
    public InternalMap getMap(int field)
    {
        throw unknown(field);
    }

    @Override
    public InternalRow getRow(int field, int fields)
    {
        throw unknown(field);
    }

    private static IllegalArgumentException unknown(int field)
    {
        return new IllegalArgumentException("Column " + field + " is of no type of the benchmark");
    }
}
