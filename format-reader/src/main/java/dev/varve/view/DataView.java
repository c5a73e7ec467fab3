package dev.varve.view;

import dev.varve.TableVersion;
import dev.varve.error.VarveException;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.SplitSource;
import dev.varve.schema.OriginFields;
import dev.varve.schema.SystemFields;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.Field;
import dev.varve.type.RowType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A table that shows the rows of another: {@code t$<name>}. Columns and rows are those of Paimon 1.4.
 */
public enum DataView
{
    /** What the last full compaction made: the highest level alone, which needs no merge. Tables without a primary key are shown whole. */
    READ_OPTIMIZED("ro"),
    /** The rows, and the deletions of rows that no compaction has dropped yet, each with its kind. */
    AUDIT_LOG("audit_log"),
    /** As {@link #AUDIT_LOG}, with the values of each column in an array: one value or, where changes are read, that before an update and that after it. */
    BINLOG("binlog"),
    /** The rows of a table that tracks them, with their ids. */
    ROW_TRACKING("row_tracking");

    private final String tableName;

    DataView(String tableName)
    {
        this.tableName = tableName;
    }

    /** What follows the {@code $} in its name. */
    public String tableName()
    {
        return tableName;
    }

    /** The view of that name, empty if there is none. */
    public static Optional<DataView> named(String name)
    {
        return Arrays.stream(values()).filter(view -> view.tableName.equals(name)).findFirst();
    }

    /** Whether rows are read as they are, so that what tells where they come from can be read with them. */
    public boolean showsRowsOnly()
    {
        return this == READ_OPTIMIZED || this == ROW_TRACKING;
    }

    /**
     * The columns of the view, with the ids of those of the table where they have the same values.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the table has a column of a name that the view adds, INVALID_REQUEST if it does not
     *         track rows and the view needs it
     */
    public TableSchema schema(TableSchema table)
    {
        return switch (this) {
            case READ_OPTIMIZED -> table;
            case AUDIT_LOG -> table.withFields(rowType(audited(table, table.fields().fields())));
            // An array of keys is no key.
            case BINLOG -> withoutKeys(table, rowType(audited(table, table.fields().fields().stream().map(DataView::arrays).toList())));
            case ROW_TRACKING -> table.withFields(rowType(tracked(table)));
        };
    }

    private static Field arrays(Field field)
    {
        return field.withType(new ArrayType(field.type().withNullable(true), true));
    }

    private static List<Field> audited(TableSchema table, List<Field> columns)
    {
        List<Field> fields = new ArrayList<>();
        fields.add(SystemFields.ROW_KIND);
        if (TableOptions.of(table).readsSequenceNumber()) {
            fields.add(new Field(SystemFields.SEQUENCE_NUMBER.id(), SystemFields.SEQUENCE_NUMBER.name(), new BigIntType(true)));
        }
        fields.addAll(columns);
        return fields;
    }

    private static List<Field> tracked(TableSchema table)
    {
        if (table.hasPrimaryKey() || !TableOptions.of(table).rowTracking()) {
            throw VarveException.invalid("The table does not track rows: $row_tracking needs row-tracking.enabled=true");
        }
        List<Field> fields = new ArrayList<>(table.fields().fields());
        fields.add(new Field(OriginFields.ROW_ID.id(), SystemFields.ROW_ID.name(), SystemFields.ROW_ID.type()));
        fields.add(new Field(OriginFields.SEQUENCE_NUMBER.id(), SystemFields.SEQUENCE_NUMBER.name(), SystemFields.SEQUENCE_NUMBER.type()));
        return fields;
    }

    private RowType rowType(List<Field> fields)
    {
        long names = fields.stream().map(Field::name).distinct().count();
        if (names < fields.size()) {
            throw VarveException.unsupported("The table has a column of a name that $" + tableName + " needs: " + fields.stream().map(Field::name).toList());
        }
        return RowType.of(fields);
    }

    private static TableSchema withoutKeys(TableSchema table, RowType fields)
    {
        return new TableSchema(table.version(), table.id(), fields, table.highestFieldId(), List.of(), List.of(), table.options(), table.comment(), table.timeMillis());
    }

    /**
     * Starts a scan of the view.
     *
     * @param table the version that is shown
     * @param request its predicate and columns are in terms of the columns of the table
     * @throws VarveException as {@link TableVersion#plan(ScanRequest)}
     */
    public SplitSource plan(TableVersion table, ScanRequest request)
    {
        return table.plan(request, this == READ_OPTIMIZED && table.schema().hasPrimaryKey() ? table.options().numLevels() - 1 : 0);
    }

    /** {@code $ro} and the like. */
    @Override
    public String toString()
    {
        return "$" + tableName;
    }
}
