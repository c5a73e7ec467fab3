package dev.varve.hive.scan;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.RowColumn;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.serde2.ColumnProjectionUtils;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * Reads of rows only the members that a plan uses, which it tells as ways of names such as {@code customer.address.city}. Hive gets rows with all members, of which the others are null.
 *
 * @param whole the columns with all members
 * @param read the same without members that are not used
 */
record ReadMembers(RowType whole, RowType read)
{
    ReadMembers
    {
        requireNonNull(whole, "whole is null");
        requireNonNull(read, "read is null");
    }

    static ReadMembers all(RowType fields)
    {
        return new ReadMembers(fields, fields);
    }

    /**
     * @param condition whose columns are read whole: a row without the members that are used may read as null
     */
    static ReadMembers of(Configuration job, TableSchema schema, Optional<Predicate> condition)
    {
        RowType fields = schema.fields();
        Set<String> ways = ColumnProjectionUtils.getNestedColumnPaths(job);
        MergeEngine engine = TableOptions.of(schema).merge().engine();
        if (ways.isEmpty() || schema.hasPrimaryKey() && engine != MergeEngine.DEDUPLICATE && engine != MergeEngine.FIRST_ROW) {
            return all(fields);
        }
        Set<Integer> conditions = new HashSet<>();
        condition.ifPresent(predicate -> Columns.of(predicate).stream().forEach(conditions::add));
        List<Field> read = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.field(i);
            read.add(conditions.contains(i) ? field : field.withType(used(field.type(), name(field), ways)));
        }
        return new ReadMembers(fields, new RowType(read, fields.nullable()));
    }

    /** @param way to a value of that type */
    private static DataType used(DataType type, String way, Set<String> ways)
    {
        if (!(type instanceof RowType row) || ways.contains(way) || way.contains(",") || ways.stream().noneMatch(other -> other.startsWith(way + "."))) {
            return type;
        }
        Map<String, Integer> names = new HashMap<>();
        row.fields().forEach(field -> names.merge(name(field), 1, Integer::sum));
        List<Field> members = new ArrayList<>();
        for (Field field : row.fields()) {
            String member = way + "." + name(field);
            boolean told = names.get(name(field)) == 1 && !name(field).contains(".") && !name(field).contains(",");
            if (!told) {
                return type;
            }
            if (ways.stream().anyMatch(other -> other.equals(member) || other.startsWith(member + "."))) {
                members.add(field.withType(used(field.type(), member, ways)));
            }
        }
        return members.isEmpty() ? type : new RowType(members, row.nullable());
    }

    private static String name(Field field)
    {
        return field.name().toLowerCase(Locale.ROOT);
    }

    /** A column that was read as the column that Hive gets. */
    Column shown(int field, Column column)
    {
        return shown(read.field(field).type(), whole.field(field).type(), column);
    }

    private static Column shown(DataType readType, DataType wholeType, Column column)
    {
        if (!(wholeType instanceof RowType row) || readType.equals(wholeType)) {
            return column;
        }
        RowType readRow = (RowType) readType;
        RowColumn rows = (RowColumn) column.flatten();
        List<Column> members = new ArrayList<>();
        for (Field member : row.fields()) {
            OptionalInt index = readRow.indexOfId(member.id());
            members.add(index.isPresent()
                    ? shown(readRow.field(index.getAsInt()).type(), member.type(), rows.field(index.getAsInt()))
                    : ColumnBuilder.nulls(member.type(), rows.size()));
        }
        return new RowColumn(rows.size(), rows.validity(), members);
    }
}
