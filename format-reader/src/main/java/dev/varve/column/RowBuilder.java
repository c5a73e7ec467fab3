package dev.varve.column;

import java.util.List;

/** Grows a {@link RowColumn}: append one value to every {@link #field}, then {@link #endValue()}. */
public final class RowBuilder
        extends ColumnBuilder
{
    private final List<ColumnBuilder> fields;

    public RowBuilder(List<ColumnBuilder> fields)
    {
        this.fields = List.copyOf(fields);
    }

    public ColumnBuilder field(int index)
    {
        return fields.get(index);
    }

    public int fieldCount()
    {
        return fields.size();
    }

    /** Ends a row: the values appended since the last one. */
    public void endValue()
    {
        addedValue();
        checkFields();
    }

    @Override
    public void appendNull()
    {
        for (ColumnBuilder field : fields) {
            field.appendNull();
        }
        addedNull();
        checkFields();
    }

    @Override
    void appendValue(Column source, int position)
    {
        RowColumn column = (RowColumn) source;
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).append(column.field(i), position);
        }
        endValue();
    }

    @Override
    public RowColumn build()
    {
        return new RowColumn(size(), validity(), fields.stream().map(ColumnBuilder::build).toList());
    }

    private void checkFields()
    {
        for (ColumnBuilder field : fields) {
            if (field.size() != size()) {
                throw new IllegalStateException("A field has " + field.size() + " values at the end of row " + size());
            }
        }
    }
}
