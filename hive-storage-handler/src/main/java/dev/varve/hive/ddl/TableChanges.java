package dev.varve.hive.ddl;

import dev.varve.error.VarveException;
import dev.varve.hive.type.HiveColumn;
import dev.varve.schema.TableSchema;
import dev.varve.type.DataType;
import dev.varve.write.schema.SchemaChange;
import dev.varve.write.schema.SchemaChange.Position;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoUtils;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a statement changes: the columns that it leaves compared with those that the table has. A pure function. */
final class TableChanges
{
    private final List<SchemaChange> changes = new ArrayList<>();

    private TableChanges() {}

    /**
     * @param wanted the data columns that there are to be, in order
     * @param data those that there are
     * @param renames whether a column that is missing and one that is new are the same; otherwise one that is missing is left alone
     */
    static List<SchemaChange> ofColumns(TableSchema schema, List<HiveColumn> data, List<FieldSchema> wanted, boolean renames)
    {
        TableChanges changes = new TableChanges();
        changes.compare(schema, data, wanted, renames);
        return changes.changes;
    }

    private void compare(TableSchema schema, List<HiveColumn> data, List<FieldSchema> wanted, boolean renames)
    {
        List<HiveColumn> missing = data.stream().filter(column -> wanted.stream().noneMatch(other -> is(column, other))).toList();
        List<FieldSchema> added = wanted.stream().filter(other -> data.stream().noneMatch(column -> is(column, other))).toList();
        Optional<HiveColumn> renamed = renames && missing.size() == 1 && added.size() == 1 ? Optional.of(missing.get(0)) : Optional.empty();
        // Names that the table has after what was changed so far, in order.
        List<String> names = new ArrayList<>(data.stream().map(column -> column.field().name()).toList());
        List<String> order = new ArrayList<>();
        for (FieldSchema column : wanted) {
            Optional<HiveColumn> present = data.stream().filter(other -> is(other, column)).findFirst();
            if (present.isEmpty() && renamed.isPresent()) {
                changes.add(new SchemaChange.RenameColumn(List.of(renamed.get().field().name()), column.getName()));
                names.set(names.indexOf(renamed.get().field().name()), column.getName());
                change(renamed.get(), column.getName(), column);
                order.add(column.getName());
            }
            else if (present.isEmpty()) {
                DataType type = DeclaredType.of(column.getName(), column.getType());
                changes.add(new SchemaChange.AddColumn(List.of(column.getName()), type, comment(column), position(schema, names)));
                names.add(column.getName());
                order.add(column.getName());
            }
            else {
                change(present.get(), present.get().field().name(), column);
                order.add(present.get().field().name());
            }
        }
        if (names.size() == order.size()) {
            move(names, order);
        }
    }

    /** Behind the data columns, which partition columns of the metastore need not follow. */
    private static Optional<Position> position(TableSchema schema, List<String> names)
    {
        boolean last = schema.fields().fields().size() <= names.size() || names.isEmpty();
        return last ? Optional.empty() : Optional.of(new Position.After(names.get(names.size() - 1)));
    }

    private static boolean is(HiveColumn column, FieldSchema other)
    {
        return column.name().equals(other.getName().toLowerCase(Locale.ROOT));
    }

    private void change(HiveColumn before, String name, FieldSchema after)
    {
        if (!before.type().equals(TypeInfoUtils.getTypeInfoFromTypeString(after.getType()))) {
            changes.add(new SchemaChange.ChangeType(List.of(name), DeclaredType.of(name, after.getType()), true));
        }
        // Without a comment in the statement Hive keeps the one that there is.
        if (comment(after).isPresent() && !comment(after).equals(before.field().comment())) {
            changes.add(new SchemaChange.SetColumnComment(List.of(name), comment(after)));
        }
    }

    private static Optional<String> comment(FieldSchema column)
    {
        return Optional.ofNullable(column.getComment()).filter(text -> !text.isEmpty() && !text.equals("from deserializer"));
    }

    private void move(List<String> names, List<String> order)
    {
        for (int i = 0; i < order.size(); i++) {
            String name = order.get(i);
            if (!names.get(i).equals(name)) {
                changes.add(new SchemaChange.MoveColumn(name, i == 0 ? new Position.First() : new Position.After(order.get(i - 1))));
                names.remove(name);
                names.add(i, name);
            }
        }
    }

    static VarveException refused(String table, String what)
    {
        return VarveException.unsupported("Table '" + table + "' cannot be changed so from Hive: " + what);
    }
}
