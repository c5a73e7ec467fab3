package dev.varve.evolution;

import dev.varve.predicate.Predicate;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TinyIntType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which part of a filter on the columns of a read a file of another schema may decide by itself.
 *
 * <p>A condition on a column whose type was changed is decided on what the file holds only if both types are integers, the file's
 * the smaller one, and the literals mean the same in it. In the other direction it would be wrong: the INT 383 of a file is the
 * TINYINT 127 of the read, but {@code v = 127} rules a file with 383 out.
 */
public final class FilterEvolution
{
    private FilterEvolution() {}

    /** Where the file holds a column of the read. */
    sealed interface Target
    {
        /** A column of the file by index; {@link Unknown} if conditions cannot be decided on it. */
        static Target of(int column, DataType fileType, DataType readType)
        {
            return ColumnCast.isIdentity(fileType, readType) || integerWidth(fileType) < integerWidth(readType) && integerWidth(fileType) > 0
                    ? new FileColumn(column, fileType)
                    : new Unknown();
        }
    }

    /** Conditions can be decided on that column of the file. */
    record FileColumn(int index, DataType type)
            implements Target {}

    /** The column is null in every row of the file. */
    record AllNull()
            implements Target {}

    /** Conditions on the column cannot be decided on the file. */
    record Unknown()
            implements Target {}

    /**
     * What may be decided on statistics of the file, which hold for all of its rows: if the statistics rule the result out, no row of
     * the file passes {@code filter}. Empty if nothing can be decided; {@link Predicate#FALSE} if no statistics are needed for it.
     *
     * <p>A column that the file's schema lacks is null in all rows of the file. Where several files together provide the columns of a
     * row, this holds only for a row's columns that no other of them provides.
     *
     * @param fileSchema the columns of the schema that the file was written with; the result is in terms of these
     * @param writeColumns if the file holds only some of them: their names; nothing is decided on the others
     * @param filter in terms of {@code fields}
     */
    public static Optional<Predicate> forStatistics(RowType fileSchema, Optional<List<String>> writeColumns, List<Field> fields, Predicate filter)
    {
        List<Target> targets = new ArrayList<>();
        for (Field field : fields) {
            int index = fileSchema.indexOfId(FileColumns.schemaId(field)).orElse(-1);
            if (index < 0) {
                targets.add(new AllNull());
            }
            else if (FileColumns.find(fileSchema, writeColumns, field).isEmpty()) {
                targets.add(new Unknown());
            }
            else {
                targets.add(Target.of(index, fileSchema.field(index).type(), field.type()));
            }
        }
        return devolve(filter, targets);
    }

    /** The part of a filter that the targets can decide; empty if that is nothing. */
    static Optional<Predicate> devolve(Predicate filter, List<Target> targets)
    {
        if (filter instanceof Predicate.And and) {
            List<Predicate> operands = new ArrayList<>();
            for (Predicate operand : and.operands()) {
                Optional<Predicate> devolved = devolve(operand, targets);
                if (devolved.equals(Optional.of(Predicate.FALSE))) {
                    return devolved;
                }
                devolved.ifPresent(operands::add);
            }
            return operands.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(operands));
        }
        if (filter instanceof Predicate.Or or) {
            List<Predicate> operands = new ArrayList<>();
            for (Predicate operand : or.operands()) {
                Optional<Predicate> devolved = devolve(operand, targets);
                if (devolved.isEmpty()) {
                    return devolved;
                }
                if (!devolved.orElseThrow().equals(Predicate.FALSE)) {
                    operands.add(devolved.orElseThrow());
                }
            }
            return Optional.of(operands.isEmpty() ? Predicate.FALSE : Predicate.or(operands));
        }
        Predicate.Leaf leaf = (Predicate.Leaf) filter;
        Target target = targets.get(leaf.column());
        if (target instanceof FileColumn column) {
            return devolve(leaf, column);
        }
        if (target instanceof AllNull) {
            return leaf instanceof Predicate.IsNull ? Optional.empty() : Optional.of(Predicate.FALSE);
        }
        return Optional.empty();
    }

    private static Optional<Predicate> devolve(Predicate.Leaf leaf, FileColumn target)
    {
        int column = target.index();
        DataType type = target.type();
        if (leaf instanceof Predicate.Compare compare) {
            return fits(compare.literal(), type)
                    ? Optional.of(new Predicate.Compare(column, type, compare.comparison(), compare.literal()))
                    : Optional.empty();
        }
        if (leaf instanceof Predicate.In in) {
            return in.literals().stream().allMatch(literal -> fits(literal, type)) ? Optional.of(new Predicate.In(column, type, in.literals())) : Optional.empty();
        }
        if (leaf instanceof Predicate.NotIn notIn) {
            return notIn.literals().stream().allMatch(literal -> fits(literal, type)) ? Optional.of(new Predicate.NotIn(column, type, notIn.literals())) : Optional.empty();
        }
        if (leaf instanceof Predicate.IsNull) {
            return Optional.of(new Predicate.IsNull(column, type));
        }
        if (leaf instanceof Predicate.IsNotNull) {
            return Optional.of(new Predicate.IsNotNull(column, type));
        }
        Predicate.StartsWith startsWith = (Predicate.StartsWith) leaf;
        return Optional.of(new Predicate.StartsWith(column, type, startsWith.prefix()));
    }

    private static boolean fits(Object literal, DataType type)
    {
        int width = integerWidth(type);
        if (width == 0) {
            return true;
        }
        long value = (Long) literal;
        int unused = Long.SIZE - width;
        return value << unused >> unused == value;
    }

    /** Bits of an integer type, 0 for other types. */
    private static int integerWidth(DataType type)
    {
        if (type instanceof TinyIntType) {
            return Byte.SIZE;
        }
        if (type instanceof SmallIntType) {
            return Short.SIZE;
        }
        if (type instanceof IntType) {
            return Integer.SIZE;
        }
        return type instanceof BigIntType ? Long.SIZE : 0;
    }
}
