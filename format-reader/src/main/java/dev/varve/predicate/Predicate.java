package dev.varve.predicate;

import dev.varve.type.DataType;
import io.airlift.slice.Slice;

import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A condition on rows, with SQL's three-valued logic: a row passes if the condition is true, not if it is false or unknown.
 *
 * <p>There is no NOT: negations are pushed to the leaves when a predicate is made. Columns are referred to by their index in a
 * list of fields that the user of the predicate defines.
 *
 * <p>Literals are never null and have one Java class per type: {@link Boolean}; {@link Long} for TINYINT to BIGINT, DATE (days)
 * and TIME (milliseconds of the day); {@link Float}; {@link Double}; {@link java.math.BigDecimal} of the column's scale;
 * {@link Slice} for text (UTF-8) and binaries; {@link dev.varve.type.Timestamp} for TIMESTAMP and TIMESTAMP_LTZ.
 */
public sealed interface Predicate
{
    /** True if all are; an empty list is true. */
    record And(List<Predicate> operands)
            implements Predicate
    {
        public And
        {
            operands = List.copyOf(operands);
        }
    }

    /** True if one is; an empty list is false. */
    record Or(List<Predicate> operands)
            implements Predicate
    {
        public Or
        {
            operands = List.copyOf(operands);
        }
    }

    /** A condition on one column. */
    sealed interface Leaf
            extends Predicate
    {
        /** The index of the column. */
        int column();

        DataType type();
    }

    enum Comparison
    {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
    }

    record Compare(int column, DataType type, Comparison comparison, Object literal)
            implements Leaf
    {
        public Compare
        {
            requireNonNull(type, "type is null");
            requireNonNull(comparison, "comparison is null");
            requireNonNull(literal, "literal is null");
        }
    }

    /** Whether the value is one of the literals; an empty list is false. */
    record In(int column, DataType type, List<Object> literals)
            implements Leaf
    {
        public In
        {
            requireNonNull(type, "type is null");
            literals = List.copyOf(literals);
        }
    }

    /** Whether the value is none of the literals, and not null. */
    record NotIn(int column, DataType type, List<Object> literals)
            implements Leaf
    {
        public NotIn
        {
            requireNonNull(type, "type is null");
            literals = List.copyOf(literals);
        }
    }

    record IsNull(int column, DataType type)
            implements Leaf {}

    record IsNotNull(int column, DataType type)
            implements Leaf {}

    /** Whether a text or binary starts with those bytes. */
    record StartsWith(int column, DataType type, Slice prefix)
            implements Leaf
    {
        public StartsWith
        {
            requireNonNull(type, "type is null");
            requireNonNull(prefix, "prefix is null");
        }
    }

    /** The condition that every row meets. */
    Predicate TRUE = new And(List.of());

    /** The condition that no row meets. */
    Predicate FALSE = new Or(List.of());

    static Predicate and(List<Predicate> operands)
    {
        return operands.size() == 1 ? operands.get(0) : new And(operands);
    }

    static Predicate or(List<Predicate> operands)
    {
        return operands.size() == 1 ? operands.get(0) : new Or(operands);
    }

    /** The conjuncts of a predicate, nested ANDs resolved. */
    static List<Predicate> conjuncts(Optional<Predicate> predicate)
    {
        return predicate.map(Predicate::conjuncts).orElse(List.of());
    }

    private static List<Predicate> conjuncts(Predicate predicate)
    {
        if (predicate instanceof And and) {
            return and.operands().stream().flatMap(operand -> conjuncts(operand).stream()).toList();
        }
        return List.of(predicate);
    }
}
