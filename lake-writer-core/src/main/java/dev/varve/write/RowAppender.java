package dev.varve.write;

import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ColumnsBatch;
import dev.varve.error.VarveException;
import dev.varve.row.Literal;
import dev.varve.row.LiteralColumn;
import dev.varve.row.RowKind;
import dev.varve.type.DataType;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gives rows to a {@link TableWriter} one by one: {@link #set} the columns, then {@link #append}. Rows are collected into batches, so the
 * last ones reach the writer with {@link TableWriter#prepareCommit}. For many rows, batches are much faster.
 */
public final class RowAppender
{
    private static final int BATCH_ROWS = 4096;
    private static final int[] FIRST = {0};

    private final TableWriter writer;
    private final List<Field> fields;
    private final List<RowCheck> checks;
    private final RowKinds allowed;
    private final Column[] row;
    private final byte[] kinds = new byte[BATCH_ROWS];
    private List<ColumnBuilder> builders = List.of();
    private int rows;

    RowAppender(TableWriter writer, List<Field> fields, List<RowCheck> checks, RowKinds allowed)
    {
        this.writer = writer;
        this.fields = fields;
        this.checks = checks;
        this.allowed = allowed;
        row = new Column[fields.size()];
    }

    /**
     * Sets a value of the next row.
     *
     * @param literal as {@link Literal} says, or null, which is also what columns have that are not set
     * @throws VarveException of kind INVALID_REQUEST if it is not a value of the type of the column
     */
    public RowAppender set(int column, Object literal)
    {
        DataType type = fields.get(column).type();
        if (literal == null) {
            row[column] = null;
            return this;
        }
        if (!Literal.exists(type)) {
            throw VarveException.invalid("Column '" + fields.get(column).name() + "' has type " + type + ", whose values are given as columns of one value");
        }
        try {
            return set(column, LiteralColumn.of(type, literal));
        }
        catch (ClassCastException | ArithmeticException e) {
            throw new VarveException(
                    VarveException.Kind.INVALID_REQUEST,
                    "'" + literal + "' (" + literal.getClass().getSimpleName() + ") is not a value of column '" + fields.get(column).name() + "', which has type " + type,
                    e);
        }
    }

    /**
     * Sets a value of the next row, of any type.
     *
     * @param value a column of one value, which may be null
     */
    public RowAppender set(int column, Column value)
    {
        if (value.size() != 1) {
            throw new IllegalArgumentException("A row has one value for each column, not " + value.size());
        }
        row[column] = value.flatten();
        return this;
    }

    /**
     * Ends the row. If it is refused, none of its values is kept, and another can be begun.
     *
     * @throws VarveException of kind INVALID_REQUEST if the table does not allow its kind or one of its values
     */
    public void append(RowKind kind)
            throws IOException
    {
        try {
            for (int i = 0; i < row.length; i++) {
                if (row[i] == null) {
                    row[i] = ColumnBuilder.nulls(fields.get(i).type(), 1).flatten();
                }
                checks.get(i).check(row[i], FIRST, 1);
            }
            byte[] kinds = allowed.kinds(row, new ByteColumn(1, null, new byte[] {kind.value()}), FIRST, 1);
            if (kinds != null && allowed.filter(kinds, FIRST.clone(), 1) == 0) {
                return;
            }
            if (rows == 0) {
                builders = fields.stream().map(field -> ColumnBuilder.of(field.type(), 64)).toList();
            }
            for (int i = 0; i < row.length; i++) {
                builders.get(i).append(row[i], 0);
            }
            this.kinds[rows++] = kind.value();
        }
        finally {
            Arrays.fill(row, null);
        }
        if (rows == BATCH_ROWS) {
            flush();
        }
    }

    public void append()
            throws IOException
    {
        append(RowKind.INSERT);
    }

    /** Gives the rows collected so far to the writer. */
    void flush()
            throws IOException
    {
        if (rows == 0) {
            return;
        }
        List<Column> columns = new ArrayList<>();
        builders.forEach(builder -> columns.add(builder.build()));
        builders = List.of();
        int count = rows;
        rows = 0;
        writer.write(new ColumnsBatch(count, columns), new ByteColumn(count, null, Arrays.copyOf(kinds, count)));
    }
}
