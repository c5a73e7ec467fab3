package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.error.VarveException;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.MapType;
import dev.varve.type.RowType;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Turns columns of one type into columns of another, the way that a column whose type was changed reads from files written before.
 * Immutable; safe for use by several threads.
 *
 * <p>Members of rows are matched by id. Null stays null. Conversions between TIMESTAMP and TIMESTAMP WITH LOCAL TIME ZONE
 * go through the time zone of the process.
 */
public final class ColumnCast
{
    private final Conversion conversion;

    private ColumnCast(Conversion conversion)
    {
        this.conversion = conversion;
    }

    /**
     * @param column the name of the column, for messages
     * @throws VarveException of kind UNSUPPORTED_FEATURE if the format defines no such conversion
     */
    public static ColumnCast of(String column, DataType from, DataType to)
    {
        return new ColumnCast(conversion(column, from, to));
    }

    /** Whether columns of one type are columns of the other as they are. Nullability and the names of members do not matter. */
    static boolean isIdentity(DataType from, DataType to)
    {
        if (from instanceof RowType fromRow && to instanceof RowType toRow) {
            if (fromRow.size() != toRow.size()) {
                return false;
            }
            for (int i = 0; i < fromRow.size(); i++) {
                Field fromMember = fromRow.field(i);
                Field toMember = toRow.field(i);
                if (fromMember.id() != toMember.id() || !isIdentity(fromMember.type(), toMember.type())) {
                    return false;
                }
            }
            return true;
        }
        if (from instanceof ArrayType fromArray && to instanceof ArrayType toArray) {
            return isIdentity(fromArray.element(), toArray.element());
        }
        if (from instanceof MapType fromMap && to instanceof MapType toMap) {
            return isIdentity(fromMap.key(), toMap.key()) && isIdentity(fromMap.value(), toMap.value());
        }
        return from.equalsIgnoringNullable(to);
    }

    static Conversion conversion(String column, DataType from, DataType to)
    {
        if (isIdentity(from, to)) {
            return Conversion.IDENTITY;
        }
        if (from instanceof RowType fromRow && to instanceof RowType toRow) {
            return row(column, fromRow, toRow);
        }
        if (from instanceof ArrayType fromArray && to instanceof ArrayType toArray) {
            return new ArrayConversion(of(column + ".element", fromArray.element(), toArray.element()));
        }
        if (from instanceof MapType fromMap && to instanceof MapType toMap && isIdentity(fromMap.key(), toMap.key())) {
            return new MapConversion(of(column + ".value", fromMap.value(), toMap.value()));
        }
        return ScalarConversions.find(column, from, to).orElseThrow(() -> VarveException.unsupported(
                "Column '%s' is %s in an older file of the table, which cannot be read as %s".formatted(column, from, to)));
    }

    private static Conversion row(String column, RowType from, RowType to)
    {
        List<RowConversion.Member> members = new ArrayList<>();
        for (Field member : to.fields()) {
            OptionalInt index = from.indexOfId(member.id());
            members.add(index.isEmpty()
                    ? new RowConversion.Member(-1, member.type(), new ColumnCast(Conversion.IDENTITY))
                    : new RowConversion.Member(index.getAsInt(), member.type(), of(column + "." + member.name(), from.field(index.getAsInt()).type(), member.type())));
        }
        return new RowConversion(members);
    }

    /** Whether {@link #apply} returns what it is given. */
    public boolean isIdentity()
    {
        return conversion == Conversion.IDENTITY;
    }

    /**
     * The column with its values converted. Dictionary and constant columns stay so.
     *
     * @throws VarveException of kind INVALID_REQUEST if a value has no counterpart; the message names the column and the value
     */
    public Column apply(Column column)
    {
        if (isIdentity()) {
            return column;
        }
        if (column instanceof ConstantColumn constant) {
            return new ConstantColumn(constant.size(), apply(constant.value()));
        }
        if (column instanceof DictionaryColumn dictionary) {
            return apply(dictionary);
        }
        return conversion.convert(column);
    }

    private Column apply(DictionaryColumn column)
    {
        Column converted;
        try {
            converted = apply(column.dictionary());
        }
        catch (VarveException e) {
            // Perhaps no row uses the value that cannot be converted.
            return conversion.convert(column.flatten());
        }
        return new DictionaryColumn(column.size(), column.ids(), converted);
    }
}
