package dev.varve.trino;

import dev.varve.schema.MergeEngine;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import io.trino.plugin.base.projection.ApplyProjectionUtil;
import io.trino.plugin.base.projection.ApplyProjectionUtil.ProjectedColumnRepresentation;
import io.trino.spi.connector.Assignment;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.expression.ConnectorExpression;
import io.trino.spi.expression.Variable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The expressions of a query in terms of the columns, and the members of rows, that they are about.
 *
 * @param projections the same expressions with variables for members
 */
record MemberProjection(List<ConnectorExpression> projections, List<Assignment> assignments)
{
    /**
     * Whether a row is read with members left out as it is read whole. Where rows are put together of several, a row without the
     * members that a file holds reads as null, which is not the same as one without values.
     */
    static boolean isPossible(TableSchema schema)
    {
        MergeEngine engine = TableOptions.of(schema).merge().engine();
        return !schema.hasPrimaryKey() || engine == MergeEngine.DEDUPLICATE || engine == MergeEngine.FIRST_ROW;
    }

    /** @param assignments the columns that the variables of the expressions stand for */
    static MemberProjection of(TableSchema schema, List<ConnectorExpression> projections, Map<String, ColumnHandle> assignments)
    {
        Map<ConnectorExpression, Variable> variables = new HashMap<>();
        Map<String, Assignment> assigned = new LinkedHashMap<>();
        for (ConnectorExpression projection : projections) {
            for (ConnectorExpression expression : ApplyProjectionUtil.extractSupportedProjectedColumns(projection)) {
                ProjectedColumnRepresentation projected = ApplyProjectionUtil.createProjectedColumnRepresentation(expression);
                String variable = projected.getVariable().getName();
                VarveColumnHandle column = (VarveColumnHandle) assignments.get(variable);
                if (!projected.isVariable()) {
                    column = member(schema, column, projected.getDereferenceIndices());
                    variable = variable + column.members().stream().map(id -> "#" + id).collect(Collectors.joining());
                    variables.put(expression, new Variable(variable, column.type()));
                }
                assigned.putIfAbsent(variable, new Assignment(variable, column, column.type()));
            }
        }
        return new MemberProjection(
                projections.stream().map(projection -> ApplyProjectionUtil.replaceWithNewVariables(projection, variables)).toList(),
                List.copyOf(assigned.values()));
    }

    /** @param indexes of a member in the row that the column is, of a member in that, and so on */
    private static VarveColumnHandle member(TableSchema schema, VarveColumnHandle column, List<Integer> indexes)
    {
        RowType fields = schema.fields();
        Field field = fields.field(fields.indexOfId(column.fieldId()).orElseThrow());
        for (int id : column.members()) {
            RowType row = (RowType) field.type();
            field = row.field(row.indexOfId(id).orElseThrow());
        }
        List<Integer> members = new ArrayList<>(column.members());
        StringBuilder name = new StringBuilder(column.name());
        io.trino.spi.type.Type type = column.type();
        for (int index : indexes) {
            field = ((RowType) field.type()).field(index);
            members.add(field.id());
            name.append('.').append(field.name());
            type = ((io.trino.spi.type.RowType) type).getFields().get(index).getType();
        }
        return new VarveColumnHandle(column.fieldId(), name.toString(), type, false, members);
    }
}
