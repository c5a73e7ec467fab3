package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;
import dev.varve.schema.TableSchema;
import dev.varve.type.BlobType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.write.file.FileOptionsCheck;
import dev.varve.write.schema.SchemaChange.AddColumn;
import dev.varve.write.schema.SchemaChange.ChangeNullability;
import dev.varve.write.schema.SchemaChange.ChangeType;
import dev.varve.write.schema.SchemaChange.DropColumn;
import dev.varve.write.schema.SchemaChange.DropPrimaryKey;
import dev.varve.write.schema.SchemaChange.MoveColumn;
import dev.varve.write.schema.SchemaChange.Position;
import dev.varve.write.schema.SchemaChange.RemoveOption;
import dev.varve.write.schema.SchemaChange.RenameColumn;
import dev.varve.write.schema.SchemaChange.SetColumnComment;
import dev.varve.write.schema.SchemaChange.SetDefaultValue;
import dev.varve.write.schema.SchemaChange.SetOption;
import dev.varve.write.schema.SchemaChange.SetTableComment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A schema in the course of being changed. Changes apply one after the other; whether they are allowed is judged by the keys and
 * options that the table had before all of them.
 */
final class ChangedSchema
{
    private static final String PATH = "path";

    private final TableSchema before;
    private final boolean hasSnapshots;
    private final OptionMap settings;
    private final Map<String, String> options;
    private final FieldIds ids;
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private List<Field> columns;
    private List<String> primaryKeys;
    private Optional<String> comment;

    private ChangedSchema(TableSchema before, boolean hasSnapshots)
    {
        this.before = before;
        this.hasSnapshots = hasSnapshots;
        settings = new OptionMap(before.options());
        options = new LinkedHashMap<>(before.options());
        ids = FieldIds.after(before.highestFieldId());
        columns = before.fields().fields();
        primaryKeys = before.primaryKeys();
        comment = before.comment();
    }

    /**
     * The next schema of a table.
     *
     * @param hasSnapshots whether there is data that was written with the schema or an earlier one
     * @param timeMillis epoch milliseconds
     * @throws VarveException of kind INVALID_REQUEST, NOT_FOUND or ALREADY_EXISTS if a change is refused
     */
    static TableSchema of(TableSchema before, List<SchemaChange> changes, boolean hasSnapshots, long timeMillis)
    {
        ChangedSchema schema = new ChangedSchema(before, hasSnapshots);
        changes.forEach(schema::apply);
        TableSchema after = schema.finish(timeMillis);
        if (changes.stream().anyMatch(SetOption.class::isInstance)) {
            FileOptionsCheck.require(after);
        }
        return after;
    }

    private TableSchema finish(long timeMillis)
    {
        TableSchema after = new SchemaDraft(
                columns,
                before.partitionKeys(),
                primaryKeys.stream().map(key -> renamed.getOrDefault(key, key)).toList(),
                RenamedOptions.of(options, renamed),
                comment).schema(before.id() + 1, ids.highest(), timeMillis);
        SchemaCheck.require(after);
        return after;
    }

    private void apply(SchemaChange change)
    {
        if (change instanceof SetOption set) {
            setOption(set.key(), set.value());
        }
        else if (change instanceof RemoveOption remove) {
            removeOption(remove.key());
        }
        else if (change instanceof SetTableComment set) {
            comment = set.comment();
        }
        else if (change instanceof AddColumn add) {
            addColumn(add);
        }
        else if (change instanceof DropColumn drop) {
            dropColumn(drop.path());
        }
        else if (change instanceof RenameColumn rename) {
            renameColumn(rename.path(), rename.name());
        }
        else if (change instanceof ChangeType type) {
            changeType(type);
        }
        else if (change instanceof ChangeNullability nullability) {
            changeNullability(nullability.path(), nullability.nullable());
        }
        else if (change instanceof SetColumnComment set) {
            columns = ColumnEdit.field(columns, set.path(), field -> new Field(field.id(), field.name(), field.type(), set.comment(), field.defaultValue()));
        }
        else if (change instanceof SetDefaultValue set) {
            columns = ColumnEdit.field(columns, set.path(), field -> withDefault(field, set.value()));
        }
        else if (change instanceof MoveColumn move) {
            columns = moved(move.column(), move.position());
        }
        else if (change instanceof DropPrimaryKey) {
            dropPrimaryKey();
        }
    }

    private void setOption(String key, String value)
    {
        requireNotPath(key);
        if (hasSnapshots) {
            OptionChange.requireSettable(before.options(), key, value);
        }
        options.put(key, value);
    }

    private void removeOption(String key)
    {
        requireNotPath(key);
        if (hasSnapshots) {
            OptionChange.requireRemovable(before.options(), key);
        }
        options.remove(key);
    }

    private static void requireNotPath(String key)
    {
        if (key.equalsIgnoreCase(PATH)) {
            throw VarveException.invalid("Option " + PATH + " cannot be set: a table is where its catalog has it");
        }
    }

    private void addColumn(AddColumn add)
    {
        if (!add.type().nullable()) {
            throw VarveException.invalid("Column '" + String.join(".", add.path()) + "' cannot be added as NOT NULL: it is null in the rows that are there");
        }
        String name = add.path().get(add.path().size() - 1);
        Field field = ids.column(name, add.type(), add.comment(), Optional.empty());
        columns = ColumnEdit.siblings(columns, add.path(), (siblings, ignored) -> {
            requireAbsent(siblings, name);
            List<Field> result = new ArrayList<>(siblings);
            result.add(index(siblings, add), field);
            return result;
        });
    }

    private int index(List<Field> siblings, AddColumn add)
    {
        Position position = add.position().orElse(null);
        if (position == null) {
            return add.path().size() == 1 && settings.flag("add-column-before-partition", false) ? firstPartitionColumn(siblings) : siblings.size();
        }
        if (position instanceof Position.First) {
            return 0;
        }
        if (position instanceof Position.After after) {
            return ColumnEdit.requireIndex(siblings, after.column(), List.of(after.column())) + 1;
        }
        if (position instanceof Position.Before next) {
            return ColumnEdit.requireIndex(siblings, next.column(), List.of(next.column()));
        }
        return siblings.size();
    }

    private int firstPartitionColumn(List<Field> columns)
    {
        for (int i = 0; i < columns.size(); i++) {
            if (before.partitionKeys().contains(columns.get(i).name())) {
                return i;
            }
        }
        return columns.size();
    }

    private void dropColumn(List<String> path)
    {
        if (path.size() == 1) {
            requireNoPartitionKey(path.get(0), "dropped");
            requireNoPrimaryKey(path.get(0), "dropped");
        }
        columns = ColumnEdit.siblings(columns, path, (siblings, name) -> {
            List<Field> rest = new ArrayList<>(siblings);
            rest.remove(ColumnEdit.requireIndex(siblings, name, path));
            if (rest.isEmpty()) {
                throw VarveException.invalid("Column '" + String.join(".", path) + "' cannot be dropped: it is the last one");
            }
            return rest;
        });
    }

    private void renameColumn(List<String> path, String newName)
    {
        if (path.size() == 1) {
            requireNoPartitionKey(path.get(0), "renamed");
        }
        columns = ColumnEdit.siblings(columns, path, (siblings, name) -> {
            int index = ColumnEdit.requireIndex(siblings, name, path);
            requireAbsent(siblings, newName);
            Field field = siblings.get(index);
            if (path.size() == 1 && field.type() instanceof BlobType) {
                throw VarveException.invalid("Column '" + name + "' cannot be renamed: its values are in files of their own, which know it by its name");
            }
            List<Field> result = new ArrayList<>(siblings);
            result.set(index, new Field(field.id(), newName, field.type(), field.comment(), field.defaultValue()));
            return result;
        });
        if (path.size() == 1) {
            renamed.put(path.get(0), newName);
        }
    }

    private void changeType(ChangeType change)
    {
        if (change.path().size() == 1) {
            requireNoPartitionKey(change.path().get(0), "changed");
            requireNoPrimaryKey(change.path().get(0), "changed");
        }
        String name = String.join(".", change.path());
        boolean lossy = !settings.flag("disable-explicit-type-casting", false);
        columns = ColumnEdit.type(columns, change.path(), from -> {
            DataType to = change.keepNullability() ? change.type().withNullable(from.nullable()) : change.type();
            requireNullability(name, from.nullable(), to.nullable());
            if (!TypeChange.allowed(from, to, lossy)) {
                throw VarveException.invalid("Column '" + name + "' cannot be changed from " + from + " to " + to + ": rows that are there could not be read" +
                        (TypeChange.allowed(from, to, true) ? " without loss, which option disable-explicit-type-casting forbids" : ""));
            }
            return to;
        });
        columns.forEach(DefaultValue::requireConvertible);
    }

    private void changeNullability(List<String> path, boolean nullable)
    {
        if (nullable && path.size() == 1) {
            requireNoPrimaryKey(path.get(0), "made nullable");
        }
        columns = ColumnEdit.type(columns, path, type -> {
            requireNullability(String.join(".", path), type.nullable(), nullable);
            return type.withNullable(nullable);
        });
    }

    private void requireNullability(String name, boolean from, boolean to)
    {
        if (from && !to && settings.flag("alter-column-null-to-not-null.disabled", true)) {
            throw VarveException.invalid("Column '" + name + "' cannot be made NOT NULL: rows that are there may have null; set option alter-column-null-to-not-null.disabled=false if none has");
        }
    }

    private static Field withDefault(Field field, Optional<String> value)
    {
        Field changed = new Field(field.id(), field.name(), field.type(), field.comment(), value);
        DefaultValue.requireConvertible(changed);
        return changed;
    }

    private List<Field> moved(String column, Position position)
    {
        int from = ColumnEdit.requireIndex(columns, column, List.of(column));
        int to = target(position, from);
        List<Field> result = new ArrayList<>(columns);
        result.add(to, result.remove(from));
        return result;
    }

    /** Where a column ends up after it was taken out. To move a column to where it is, or relative to itself, is refused. */
    private int target(Position position, int from)
    {
        if (position instanceof Position.First) {
            return requireOther(from, 0);
        }
        if (position instanceof Position.After after) {
            int reference = requireOther(from, ColumnEdit.requireIndex(columns, after.column(), List.of(after.column())));
            return reference < from ? reference + 1 : reference;
        }
        if (position instanceof Position.Before next) {
            int reference = requireOther(from, ColumnEdit.requireIndex(columns, next.column(), List.of(next.column())));
            return reference > from ? reference - 1 : reference;
        }
        return requireOther(from, columns.size() - 1);
    }

    private int requireOther(int from, int to)
    {
        if (from == to) {
            throw VarveException.invalid("Column '" + columns.get(from).name() + "' cannot be moved there: it is there");
        }
        return to;
    }

    private void dropPrimaryKey()
    {
        if (hasSnapshots) {
            throw VarveException.invalid("The primary key cannot be dropped: the table has data");
        }
        primaryKeys = List.of();
    }

    private static void requireAbsent(List<Field> siblings, String name)
    {
        if (siblings.stream().anyMatch(field -> field.name().equals(name))) {
            throw new VarveException(VarveException.Kind.ALREADY_EXISTS, "Column '" + name + "' exists already");
        }
    }

    private void requireNoPartitionKey(String column, String operation)
    {
        if (before.partitionKeys().contains(column)) {
            throw VarveException.invalid("Column '" + column + "' cannot be " + operation + ": the table is partitioned by it");
        }
    }

    private void requireNoPrimaryKey(String column, String operation)
    {
        if (before.primaryKeys().contains(column)) {
            throw VarveException.invalid("Column '" + column + "' cannot be " + operation + ": it is part of the primary key");
        }
    }
}
