package dev.varve.datafile.parquet;

import dev.varve.column.ArrayColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.error.VarveException;
import dev.varve.type.DataType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a column together from the primitive columns below it, level by level. */
final class Assembly
{
    private final LeafValues[] leaves;

    private Assembly(LeafValues[] leaves)
    {
        this.leaves = leaves;
    }

    /** A column of so many rows. */
    static Column assemble(ColumnPlan plan, LeafValues[] leaves, int rows)
            throws IOException
    {
        return new Assembly(leaves).column(plan, 0, 0, rows);
    }

    /**
     * @param repetitions the number of repeated fields around
     * @param elementLevel the definition level of the elements of the innermost of them
     */
    private Column column(ColumnPlan plan, int repetitions, int elementLevel, int size)
            throws IOException
    {
        if (plan instanceof ColumnPlan.Unsupported unsupported) {
            throw VarveException.unsupported(unsupported.problem());
        }
        if (plan instanceof ColumnPlan.Shredded shredded) {
            return ShreddedVariant.assemble((RowColumn) column(shredded.row(), repetitions, elementLevel, size), shredded.parts());
        }
        LeafValues leaf = leaves[plan.leaf()];
        if (plan instanceof ColumnPlan.Leaf primitive) {
            return primitive.conversion().convert(leaf.values(), size, leaf.validity(primitive.level(), repetitions, elementLevel, size));
        }
        if (plan instanceof ColumnPlan.Row row) {
            long[] validity = leaf.validity(row.level(), repetitions, elementLevel, size);
            return new RowColumn(size, validity, columns(row.fields(), row.types(), repetitions, elementLevel, size));
        }
        ColumnPlan.Repeated repeated = (ColumnPlan.Repeated) plan;
        long[] validity = leaf.validity(repeated.level(), repetitions, elementLevel, size);
        int[] offsets = leaf.offsets(repetitions, elementLevel, repeated.elementLevel(), size);
        List<Column> elements = columns(repeated.elements(), repeated.types(), repetitions + 1, repeated.elementLevel(), offsets[size]);
        return elements.size() == 1
                ? new ArrayColumn(size, validity, offsets, elements.get(0))
                : new MapColumn(size, validity, offsets, elements.get(0), elements.get(1));
    }

    private List<Column> columns(List<Optional<ColumnPlan>> plans, List<DataType> types, int repetitions, int elementLevel, int size)
            throws IOException
    {
        List<Column> columns = new ArrayList<>(plans.size());
        for (int i = 0; i < plans.size(); i++) {
            Optional<ColumnPlan> plan = plans.get(i);
            columns.add(plan.isPresent() ? column(plan.get(), repetitions, elementLevel, size) : ColumnBuilder.nulls(types.get(i), size));
        }
        return columns;
    }
}
