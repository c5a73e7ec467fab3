package dev.varve.cli.rows;

import dev.varve.column.ByteBuilder;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ColumnsBatch;
import dev.varve.error.VarveException;
import dev.varve.row.RowKind;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;
import dev.varve.write.schema.DefaultValue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The columns of a table while rows are added to them, and the kinds of the rows. */
final class RowColumns
{
    /** The name under which rows tell their kind, unless the table has a column of that name. */
    static final String ROW_KIND = "_row_kind";
    /** The name under which rows tell which snapshot they come from, which is of no account, unless the table has a column of that name. */
    static final String SNAPSHOT_ID = "_snapshot_id";
    private static final Map<String, RowKind> KINDS = Arrays.stream(RowKind.values()).collect(Collectors.toMap(RowKind::toString, kind -> kind));

    private final List<Field> fields;
    private final ValueReader[] readers;
    /** A column of one value; null where there is none. */
    private final Column[] defaults;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final boolean[] seen;
    private final boolean kindIsColumn;
    private ColumnBuilder[] builders;
    private ByteBuilder kinds;
    private boolean otherKinds;
    private byte kind;

    RowColumns(TableSchema schema)
    {
        fields = schema.fields().fields();
        readers = new ValueReader[fields.size()];
        defaults = new Column[fields.size()];
        for (int i = 0; i < readers.length; i++) {
            Field field = fields.get(i);
            readers[i] = ValueReader.of(field.type());
            defaults[i] = field.defaultValue().isPresent() ? DefaultValue.of(field) : null;
            indexes.put(field.name(), i);
        }
        seen = new boolean[readers.length];
        kindIsColumn = indexes.containsKey(ROW_KIND);
    }

    void begin(int expectedRows)
    {
        builders = new ColumnBuilder[readers.length];
        for (int i = 0; i < builders.length; i++) {
            builders[i] = ColumnBuilder.of(fields.get(i).type(), expectedRows);
        }
        kinds = new ByteBuilder(expectedRows);
        otherKinds = false;
    }

    void beginRow()
    {
        Arrays.fill(seen, false);
        kind = RowKind.INSERT.value();
    }

    boolean isKind(String name)
    {
        return !kindIsColumn && name.equals(ROW_KIND);
    }

    /** Whether what a row tells under that name is passed over. */
    boolean isIgnored(String name)
    {
        return name.equals(SNAPSHOT_ID) && !indexes.containsKey(name);
    }

    void kind(String text)
            throws ValueException
    {
        RowKind parsed = KINDS.get(text);
        if (parsed == null) {
            throw new ValueException("'" + ValueReader.abbreviated(text) + "' is no row kind: +I, -U, +U or -D");
        }
        kind = parsed.value();
        otherKinds |= parsed != RowKind.INSERT;
    }

    /** The position of a column; -1 if there is none of that name. */
    int index(String name)
    {
        return indexes.getOrDefault(name, -1);
    }

    List<String> names()
    {
        return fields.stream().map(Field::name).toList();
    }

    String name(int index)
    {
        return fields.get(index).name();
    }

    ValueReader reader(int index)
    {
        return readers[index];
    }

    /** The builder that a value of the current row goes to. */
    ColumnBuilder target(int index)
            throws ValueException
    {
        if (seen[index]) {
            throw new ValueException("it occurs twice");
        }
        seen[index] = true;
        return builders[index];
    }

    /** Ends the row; columns without a value get the default one, or null. */
    void endRow(LineInput line)
    {
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i] && defaults[i] != null) {
                builders[i].append(defaults[i], 0);
            }
            else if (!seen[i]) {
                try {
                    readers[i].readNull(builders[i]);
                }
                catch (ValueException e) {
                    throw wrong(line, i, "it is missing, but " + fields.get(i).type());
                }
            }
        }
        kinds.append(kind);
    }

    ParsedRows build()
    {
        List<Column> columns = new ArrayList<>();
        for (ColumnBuilder builder : builders) {
            columns.add(builder.build());
        }
        return new ParsedRows(new ColumnsBatch(kinds.size(), columns), otherKinds ? Optional.of(kinds.build()) : Optional.empty());
    }

    VarveException wrong(LineInput line, int index, String problem)
    {
        return wrong(line, name(index), problem);
    }

    static VarveException wrong(LineInput line, String column, String problem)
    {
        return line.wrong("column '" + column + "': " + problem);
    }
}
