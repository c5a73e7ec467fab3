package dev.varve.hive.predicate;

import dev.varve.hive.type.HiveColumn;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.type.BooleanType;
import org.apache.hadoop.hive.ql.plan.ExprNodeColumnDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeConstantDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeGenericFuncDesc;
import org.apache.hadoop.hive.ql.udf.UDFLike;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDF;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFBetween;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFBridge;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFIn;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPAnd;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPEqual;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPEqualNS;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPEqualOrGreaterThan;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPEqualOrLessThan;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPGreaterThan;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPLessThan;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPNot;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPNotEqual;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPNotNull;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPNull;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPOr;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * Conditions of Hive as predicates of the kernel. A predicate passes every row that the condition passes, and maybe more: Hive filters again.
 * What cannot be said is left out.
 */
public final class ExpressionPredicate
{
    private final Map<String, HiveColumn> columns;

    private ExpressionPredicate(Map<String, HiveColumn> columns)
    {
        this.columns = requireNonNull(columns, "columns is null");
    }

    /** @param columns that conditions may be about; the predicate refers to the columns of the table by their index */
    public static Optional<Predicate> of(ExprNodeDesc condition, List<HiveColumn> columns)
    {
        Map<String, HiveColumn> byName = columns.stream().collect(Collectors.toMap(HiveColumn::name, Function.identity()));
        return new ExpressionPredicate(byName).translate(condition, false);
    }

    /** @param negated whether the predicate is for rows of which the condition is false */
    private Optional<Predicate> translate(ExprNodeDesc expression, boolean negated)
    {
        if (expression instanceof ExprNodeColumnDesc) {
            return column(expression)
                    .filter(column -> column.field().type() instanceof BooleanType)
                    .map(column -> new Predicate.Compare(column.index(), column.field().type(), Comparison.EQUAL, !negated));
        }
        if (!(expression instanceof ExprNodeGenericFuncDesc call)) {
            return Optional.empty();
        }
        GenericUDF function = call.getGenericUDF();
        List<ExprNodeDesc> operands = call.getChildren();
        if (function instanceof GenericUDFOPNot) {
            return translate(operands.get(0), !negated);
        }
        if (function instanceof GenericUDFOPAnd) {
            return negated ? anyOf(operands, true) : allOf(operands, false);
        }
        if (function instanceof GenericUDFOPOr) {
            return negated ? allOf(operands, true) : anyOf(operands, false);
        }
        if (function instanceof GenericUDFOPNull || function instanceof GenericUDFOPNotNull) {
            boolean isNull = function instanceof GenericUDFOPNull != negated;
            return column(operands.get(0)).map(column -> isNull
                    ? new Predicate.IsNull(column.index(), column.field().type())
                    : new Predicate.IsNotNull(column.index(), column.field().type()));
        }
        if (function instanceof GenericUDFIn) {
            return in(operands, negated);
        }
        if (function instanceof GenericUDFBetween) {
            return between(operands, negated);
        }
        if (function instanceof GenericUDFOPEqualNS) {
            // Of NULL it is false where = is NULL; the kernel has no such comparison.
            return negated ? Optional.empty() : compare(operands, Comparison.EQUAL);
        }
        if (function instanceof GenericUDFBridge bridge && UDFLike.class.getName().equals(bridge.getUdfClassName())) {
            return negated ? Optional.empty() : like(operands);
        }
        return comparison(function).flatMap(comparison -> compare(operands, negated ? negate(comparison) : comparison));
    }

    private Optional<Predicate> allOf(List<ExprNodeDesc> operands, boolean negated)
    {
        List<Predicate> known = operands.stream().flatMap(operand -> translate(operand, negated).stream()).toList();
        return known.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(known));
    }

    private Optional<Predicate> anyOf(List<ExprNodeDesc> operands, boolean negated)
    {
        List<Predicate> known = operands.stream().flatMap(operand -> translate(operand, negated).stream()).toList();
        return known.size() < operands.size() ? Optional.empty() : Optional.of(Predicate.or(known));
    }

    private Optional<Predicate> in(List<ExprNodeDesc> operands, boolean negated)
    {
        Optional<HiveColumn> column = column(operands.get(0));
        if (column.isEmpty()) {
            return Optional.empty();
        }
        Comparison comparison = negated ? Comparison.NOT_EQUAL : Comparison.EQUAL;
        List<Object> literals = new ArrayList<>();
        for (ExprNodeDesc operand : operands.subList(1, operands.size())) {
            if (!(operand instanceof ExprNodeConstantDesc constant)) {
                return Optional.empty();
            }
            if (constant.getValue() == null) {
                if (negated) {
                    return Optional.empty();
                }
                continue;
            }
            Optional<ConstantLiteral> literal = ConstantLiteral.of(column.get(), constant, comparison);
            if (literal.isEmpty()) {
                return Optional.empty();
            }
            literals.add(literal.get().value());
        }
        return Optional.of(negated
                ? new Predicate.NotIn(column.get().index(), column.get().field().type(), literals)
                : new Predicate.In(column.get().index(), column.get().field().type(), literals));
    }

    /** Operands: whether it is NOT BETWEEN, the value, the bounds. */
    private Optional<Predicate> between(List<ExprNodeDesc> operands, boolean negated)
    {
        if (!(operands.get(0) instanceof ExprNodeConstantDesc constant) || !(constant.getValue() instanceof Boolean inverted)) {
            return Optional.empty();
        }
        boolean outside = inverted != negated;
        Optional<Predicate> low = compare(List.of(operands.get(1), operands.get(2)), outside ? Comparison.LESS : Comparison.GREATER_OR_EQUAL);
        Optional<Predicate> high = compare(List.of(operands.get(1), operands.get(3)), outside ? Comparison.GREATER : Comparison.LESS_OR_EQUAL);
        if (outside) {
            return low.isPresent() && high.isPresent() ? Optional.of(Predicate.or(List.of(low.get(), high.get()))) : Optional.empty();
        }
        List<Predicate> bounds = new ArrayList<>();
        low.ifPresent(bounds::add);
        high.ifPresent(bounds::add);
        return bounds.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(bounds));
    }

    private Optional<Predicate> like(List<ExprNodeDesc> operands)
    {
        if (!(operands.get(1) instanceof ExprNodeConstantDesc constant) || !(constant.getValue() instanceof String pattern)) {
            return Optional.empty();
        }
        return column(operands.get(0))
                .filter(ConstantLiteral::isText)
                .flatMap(column -> LikePrefix.of(pattern).map(prefix -> new Predicate.StartsWith(column.index(), column.field().type(), prefix)));
    }

    private Optional<Predicate> compare(List<ExprNodeDesc> operands, Comparison comparison)
    {
        Optional<HiveColumn> left = column(operands.get(0));
        if (left.isEmpty()) {
            return column(operands.get(1)).flatMap(column -> compare(column, swap(comparison), operands.get(0)));
        }
        return compare(left.get(), comparison, operands.get(1));
    }

    private static Optional<Predicate> compare(HiveColumn column, Comparison comparison, ExprNodeDesc operand)
    {
        if (!(operand instanceof ExprNodeConstantDesc constant) || constant.getValue() == null) {
            return Optional.empty();
        }
        return ConstantLiteral.of(column, constant, comparison)
                .map(literal -> new Predicate.Compare(column.index(), column.field().type(), literal.comparison(), literal.value()));
    }

    private Optional<HiveColumn> column(ExprNodeDesc expression)
    {
        if (!(expression instanceof ExprNodeColumnDesc column)) {
            return Optional.empty();
        }
        // An expression that names another type is about what the column was when it was planned. In which zone times are shown does not matter.
        return Optional.ofNullable(columns.get(column.getColumn().toLowerCase(Locale.ROOT)))
                .filter(found -> found.type().getQualifiedName().equals(column.getTypeInfo().getQualifiedName()));
    }

    private static Optional<Comparison> comparison(GenericUDF function)
    {
        if (function instanceof GenericUDFOPEqual) {
            return Optional.of(Comparison.EQUAL);
        }
        if (function instanceof GenericUDFOPNotEqual) {
            return Optional.of(Comparison.NOT_EQUAL);
        }
        if (function instanceof GenericUDFOPLessThan) {
            return Optional.of(Comparison.LESS);
        }
        if (function instanceof GenericUDFOPEqualOrLessThan) {
            return Optional.of(Comparison.LESS_OR_EQUAL);
        }
        if (function instanceof GenericUDFOPGreaterThan) {
            return Optional.of(Comparison.GREATER);
        }
        if (function instanceof GenericUDFOPEqualOrGreaterThan) {
            return Optional.of(Comparison.GREATER_OR_EQUAL);
        }
        return Optional.empty();
    }

    private static Comparison negate(Comparison comparison)
    {
        return switch (comparison) {
            case EQUAL -> Comparison.NOT_EQUAL;
            case NOT_EQUAL -> Comparison.EQUAL;
            case LESS -> Comparison.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Comparison.GREATER;
            case GREATER -> Comparison.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> Comparison.LESS;
        };
    }

    private static Comparison swap(Comparison comparison)
    {
        return switch (comparison) {
            case EQUAL, NOT_EQUAL -> comparison;
            case LESS -> Comparison.GREATER;
            case LESS_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
            case GREATER -> Comparison.LESS;
            case GREATER_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
        };
    }
}
