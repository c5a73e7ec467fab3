package dev.varve.predicate;

import dev.varve.predicate.Predicate.And;
import dev.varve.predicate.Predicate.Compare;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.predicate.Predicate.In;
import dev.varve.predicate.Predicate.IsNotNull;
import dev.varve.predicate.Predicate.IsNull;
import dev.varve.predicate.Predicate.Leaf;
import dev.varve.predicate.Predicate.NotIn;
import dev.varve.predicate.Predicate.Or;
import dev.varve.predicate.Predicate.StartsWith;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import io.airlift.slice.Slice;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** SQL's conditions, row by row and in three values, as plainly as they can be written down. */
final class RowModel
{
    private static final int PADDED_BYTES = 30;

    private RowModel() {}

    static boolean passes(Predicate predicate, List<Object> row)
    {
        return Boolean.TRUE.equals(evaluate(predicate, row));
    }

    /** True, false, or null for unknown. */
    private static Boolean evaluate(Predicate predicate, List<Object> row)
    {
        if (predicate instanceof And and) {
            return combine(and.operands(), row, false);
        }
        if (predicate instanceof Or or) {
            return combine(or.operands(), row, true);
        }
        Object value = row.get(((Leaf) predicate).column());
        if (predicate instanceof IsNull) {
            return value == null;
        }
        if (predicate instanceof IsNotNull) {
            return value != null;
        }
        if (value == null) {
            return null;
        }
        if (predicate instanceof Compare leaf) {
            return compare(leaf.type(), leaf.comparison(), value, leaf.literal());
        }
        if (predicate instanceof In leaf) {
            return isOneOf(leaf.type(), value, leaf.literals());
        }
        if (predicate instanceof NotIn leaf) {
            return !isOneOf(leaf.type(), value, leaf.literals());
        }
        StartsWith leaf = (StartsWith) predicate;
        return hex(leaf.type(), (Slice) value).startsWith(HexFormat.of().formatHex(leaf.prefix().getBytes()));
    }

    /** AND is decided by one false operand, OR by one true operand; otherwise one unknown makes both unknown. */
    private static Boolean combine(List<Predicate> operands, List<Object> row, boolean decisive)
    {
        boolean unknown = false;
        for (Predicate operand : operands) {
            Boolean result = evaluate(operand, row);
            if (result == null) {
                unknown = true;
            }
            else if (result == decisive) {
                return decisive;
            }
        }
        return unknown ? null : Boolean.valueOf(!decisive);
    }

    private static boolean isOneOf(DataType type, Object value, List<Object> literals)
    {
        return literals.stream().anyMatch(literal -> compare(type, Comparison.EQUAL, value, literal));
    }

    @SuppressWarnings("unchecked")
    private static boolean compare(DataType type, Comparison comparison, Object value, Object literal)
    {
        if (value instanceof Double || value instanceof Float) {
            double left = ((Number) value).doubleValue();
            double right = ((Number) literal).doubleValue();
            return switch (comparison) {
                case EQUAL -> left == right;
                case NOT_EQUAL -> left != right;
                case LESS -> left < right;
                case LESS_OR_EQUAL -> left <= right;
                case GREATER -> left > right;
                case GREATER_OR_EQUAL -> left >= right;
            };
        }
        int order = value instanceof Slice
                ? hex(type, (Slice) value).compareTo(hex(type, (Slice) literal))
                : ((Comparable<Object>) value).compareTo(literal);
        return switch (comparison) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    /** Orders as the bytes do, CHAR padded with spaces. */
    private static String hex(DataType type, Slice value)
    {
        byte[] bytes = value.getBytes();
        if (type instanceof CharType) {
            byte[] padded = Arrays.copyOf(bytes, PADDED_BYTES);
            Arrays.fill(padded, bytes.length, PADDED_BYTES, (byte) ' ');
            return HexFormat.of().formatHex(padded);
        }
        return HexFormat.of().formatHex(bytes);
    }
}
