package dev.varve.hive.scan;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.IntBuilder;
import dev.varve.column.RowColumn;
import dev.varve.predicate.Predicate;
import dev.varve.schema.TableSchema;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import org.apache.hadoop.conf.Configuration;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

public class TestReadMembers
{
    private static final DataType INT = new IntType(true);
    private static final RowType INNER = new RowType(List.of(new Field(3, "C", INT), new Field(4, "d", INT)), true);
    private static final RowType OUTER = new RowType(List.of(new Field(2, "a", INT), new Field(5, "B", INNER), new Field(6, "list", new ArrayType(INNER, true))), true);
    private static final RowType FIELDS = RowType.of(List.of(new Field(0, "id", new IntType(false)), new Field(1, "S", OUTER)));

    @Test
    public void testMembersThatAPlanUses()
    {
        assertThat(read("id,s.b.c", Map.of())).isEqualTo("[id, S{B{C}}]");
        assertThat(read("s.a,id,s.b.c,s.a", Map.of())).isEqualTo("[id, S{a, B{C}}]");
        assertThat(read("s.b,s.b.d", Map.of())).isEqualTo("[id, S{B{C, d}}]");
        assertThat(read("s.list", Map.of())).isEqualTo("[id, S{list}]");
        assertThat(read("s.list.c", Map.of())).isEqualTo("[id, S{list}]");
    }

    @Test
    public void testRowsThatAreReadWhole()
    {
        String all = "[id, S{a, B{C, d}, list}]";

        assertThat(read("", Map.of())).isEqualTo(all);
        assertThat(read("id,s,s.a", Map.of())).isEqualTo(all);
        assertThat(read("id", Map.of())).isEqualTo(all);
        assertThat(read("s.what", Map.of())).isEqualTo(all);
        // What aggregates or completes rows has to see all of them.
        assertThat(read("s.a", Map.of("merge-engine", "partial-update"))).isEqualTo(all);
        assertThat(read("s.a", Map.of("merge-engine", "first-row"))).isEqualTo("[id, S{a}]");
        assertThat(text(ReadMembers.of(job("s.a"), schema(Map.of()), Optional.of(new Predicate.IsNull(1, OUTER))).read())).isEqualTo(all);
    }

    @Test
    public void testMembersThatAreNotReadAreNull()
    {
        ReadMembers members = ReadMembers.of(job("s.b.d"), schema(Map.of()), Optional.empty());
        RowType readType = (RowType) members.read().field(1).type();
        IntBuilder values = (IntBuilder) ColumnBuilder.of(INT, 2);
        values.append(7);
        values.appendNull();
        Column inner = new RowColumn(2, null, List.of(values.build()));
        Column shown = members.shown(1, new RowColumn(2, new long[] {1}, List.of(inner)));

        assertThat(readType.names()).containsExactly("B");
        RowColumn outer = (RowColumn) shown;
        assertThat(outer.isNull(0)).isFalse();
        assertThat(outer.isNull(1)).isTrue();
        assertThat(outer.field(0).isNull(0)).isTrue();
        RowColumn b = (RowColumn) outer.field(1);
        assertThat(b.field(0).isNull(0)).isTrue();
        assertThat(b.field(1).isNull(0)).isFalse();
        assertThat(outer.field(2).isNull(1)).isTrue();
    }

    private static String read(String ways, Map<String, String> options)
    {
        return text(ReadMembers.of(job(ways), schema(options), Optional.empty()).read());
    }

    private static Configuration job(String ways)
    {
        Configuration job = new Configuration(false);
        job.set("hive.io.file.readNestedColumn.paths", ways);
        return job;
    }

    private static TableSchema schema(Map<String, String> options)
    {
        return new TableSchema(3, 0, FIELDS, 6, List.of(), List.of("id"), options, Optional.empty(), 0);
    }

    private static String text(RowType row)
    {
        return row.fields().stream().map(TestReadMembers::text).toList().toString();
    }

    private static String text(Field field)
    {
        return field.name() + (field.type() instanceof RowType row ? text(row).replace('[', '{').replace(']', '}') : "");
    }
}
