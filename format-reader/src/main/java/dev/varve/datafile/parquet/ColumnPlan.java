package dev.varve.datafile.parquet;

import dev.varve.type.DataType;
import dev.varve.type.RowType;

import java.util.List;
import java.util.Optional;

/**
 * How a requested field, at any level, is put together from the primitive columns of a file. {@code leaf} is an index into the primitive
 * columns that the field needs; nested fields take nulls and lengths from the levels of one column below them.
 */
sealed interface ColumnPlan
{
    int leaf();

    /** A primitive column. */
    record Leaf(int leaf, int level, Conversion conversion)
            implements ColumnPlan {}

    /**
     * A row.
     *
     * @param level the definition level from which on it is there
     * @param fields empty where the file does not hold the field
     */
    record Row(int leaf, int level, List<Optional<ColumnPlan>> fields, List<DataType> types)
            implements ColumnPlan
    {
        public Row
        {
            fields = List.copyOf(fields);
            types = List.copyOf(types);
        }
    }

    /**
     * An array or a map: one or two columns of elements.
     *
     * @param level the definition level from which on it is there
     * @param elementLevel the definition level from which on there are elements
     * @param elements the element, or the key and the value; empty where the file does not hold them
     */
    record Repeated(int leaf, int level, int elementLevel, List<Optional<ColumnPlan>> elements, List<DataType> types)
            implements ColumnPlan
    {
        public Repeated
        {
            elements = List.copyOf(elements);
            types = List.copyOf(types);
        }
    }

    /** A variant that lies in parts, which are read as a row. */
    record Shredded(ColumnPlan row, RowType parts)
            implements ColumnPlan
    {
        @Override
        public int leaf()
        {
            return row.leaf();
        }
    }

    /** A field whose representation in the file is not supported, which matters only if it is read. */
    record Unsupported(int leaf, String problem)
            implements ColumnPlan {}
}
