package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.RowColumn;
import dev.varve.type.DataType;

import java.util.ArrayList;
import java.util.List;

/** Rows to rows, member by member. */
record RowConversion(List<Member> members)
        implements Conversion
{
    RowConversion
    {
        members = List.copyOf(members);
    }

    /**
     * A member of the result.
     *
     * @param source its index in the rows that are converted; negative if they do not have it
     */
    record Member(int source, DataType type, ColumnCast cast) {}

    @Override
    public Column convert(Column column)
    {
        RowColumn rows = (RowColumn) column;
        List<Column> fields = new ArrayList<>();
        for (Member member : members) {
            fields.add(member.source() < 0 ? ColumnBuilder.nulls(member.type(), rows.size()) : member.cast().apply(rows.field(member.source())));
        }
        return new RowColumn(rows.size(), rows.validity(), fields);
    }
}
