package dev.varve.trino;

import dev.varve.schema.OriginFields;
import dev.varve.schema.TableSchema;
import dev.varve.trino.block.BlockEncoder;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.type.TypeMapping;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.type.DecimalType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is read of a table for the columns that Trino asks for: each column once, and of rows only the members that are asked for where
 * nobody asks for the whole row.
 *
 * @param schema that of the table, its rows without members that are not read, and with the hidden columns that are
 * @param columns indexes of its fields
 * @param pageColumns one for each that Trino asks for
 */
record ColumnReads(TableSchema schema, List<Integer> columns, List<PageColumn> pageColumns)
{
    /**
     * @param table its name, for errors
     * @param wholeFields ids of fields that are read whole if they are read
     */
    static ColumnReads of(SchemaTableName table, TableSchema schema, List<VarveColumnHandle> asked, Set<Integer> wholeFields, TypeMapping types)
    {
        Map<Integer, List<List<Integer>>> membersByField = new LinkedHashMap<>();
        for (VarveColumnHandle column : asked) {
            List<Integer> members = wholeFields.contains(column.fieldId()) ? List.of() : column.members();
            membersByField.computeIfAbsent(column.fieldId(), _ -> new ArrayList<>()).add(members);
        }
        List<Field> fields = schema.fields().fields().stream()
                .map(field -> membersByField.containsKey(field.id()) ? field.withType(pruned(field.type(), membersByField.get(field.id()))) : field)
                .toList();
        List<Field> origins = OriginFields.of(schema).stream()
                .filter(field -> membersByField.containsKey(field.id()) && schema.fields().indexOfId(field.id()).isEmpty())
                .toList();
        TableSchema read = schema.withFields(new RowType(Stream.concat(fields.stream(), origins.stream()).toList(), schema.fields().nullable()));
        List<Integer> ids = List.copyOf(membersByField.keySet());
        return new ColumnReads(
                read,
                ids.stream().map(id -> index(read.fields(), id)).toList(),
                asked.stream().map(column -> pageColumn(table, read.fields(), ids.indexOf(column.fieldId()), column, types)).toList());
    }

    private static PageColumn pageColumn(SchemaTableName table, RowType fields, int index, VarveColumnHandle column, TypeMapping types)
    {
        if (column.members().isEmpty()) {
            return new PageColumn(index, BlockEncoder.of(column.type()), List.of(), range(table, column));
        }
        DataType type = fields.field(index(fields, column.fieldId())).type();
        BlockEncoder encoder = BlockEncoder.of(types.toTrino(type).orElseThrow());
        List<Integer> members = new ArrayList<>();
        for (int id : column.members()) {
            RowType row = (RowType) type;
            int member = index(row, id);
            members.add(member);
            type = row.field(member).type();
        }
        return new PageColumn(index, encoder, members, Optional.empty());
    }

    /** What the values of a whole column are held to. */
    static Optional<DecimalRange> range(SchemaTableName table, VarveColumnHandle column)
    {
        return column.type() instanceof DecimalType decimal && decimal.isShort()
                ? Optional.of(new DecimalRange(table, column.name(), decimal))
                : Optional.empty();
    }

    /** @param members ways to members, as in {@link VarveColumnHandle#members}; an empty one asks for all */
    private static DataType pruned(DataType type, List<List<Integer>> members)
    {
        if (members.stream().anyMatch(List::isEmpty)) {
            return type;
        }
        RowType row = (RowType) type;
        Map<Integer, List<List<Integer>>> membersByField = new LinkedHashMap<>();
        for (List<Integer> way : members) {
            membersByField.computeIfAbsent(way.getFirst(), _ -> new ArrayList<>()).add(way.subList(1, way.size()));
        }
        return new RowType(
                row.fields().stream()
                        .filter(field -> membersByField.containsKey(field.id()))
                        .map(field -> field.withType(pruned(field.type(), membersByField.get(field.id()))))
                        .toList(),
                row.nullable());
    }

    private static int index(RowType row, int id)
    {
        return row.indexOfId(id).orElseThrow();
    }
}
