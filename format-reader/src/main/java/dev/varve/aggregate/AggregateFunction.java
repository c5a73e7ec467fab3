package dev.varve.aggregate;

import dev.varve.column.ValueOrder;
import dev.varve.error.VarveException;
import dev.varve.type.ArrayType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;

import java.util.List;
import java.util.Set;

/** The aggregate functions by the names that table options give them. */
public final class AggregateFunction
{
    /** The function of a column that has none declared in a table of merge engine {@code aggregation}. */
    public static final String LAST_NON_NULL_VALUE = "last_non_null_value";

    /** The function of sequence columns. */
    public static final String LAST_VALUE = "last_value";

    /** The function of key columns. */
    public static final String PRIMARY_KEY = "primary-key";

    private static final Set<String> NAMES = Set.of(
            PRIMARY_KEY,
            LAST_VALUE,
            LAST_NON_NULL_VALUE,
            "first_value",
            "first_non_null_value",
            "first_not_null_value",
            "max",
            "min",
            "sum",
            "product",
            "bool_and",
            "bool_or",
            "listagg",
            "collect",
            "merge_map",
            "merge_map_with_keytime",
            "nested_update",
            "nested_partial_update",
            "theta_sketch",
            "hll_sketch",
            "rbm32",
            "rbm64");

    private AggregateFunction() {}

    /** Whether there is a function of that name, for whatever column. */
    public static boolean isKnown(String function)
    {
        return NAMES.contains(function);
    }

    /**
     * The function of that name for a column.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE for an unknown name, INVALID_REQUEST if the function does not fit the
     *         column or its options
     */
    public static Accumulator create(String function, Field column, AggregateOptions options)
    {
        Accumulator accumulator = create(new FunctionColumn(function, column), options);
        return options.ignoreRetract() ? new IgnoreRetract(accumulator) : accumulator;
    }

    private static Accumulator create(FunctionColumn function, AggregateOptions options)
    {
        DataType type = function.column().type();
        return switch (function.function()) {
            case PRIMARY_KEY -> new PrimaryKeyValue();
            case LAST_VALUE -> new LastValue();
            case LAST_NON_NULL_VALUE -> new LastNonNullValue();
            case "first_value" -> new FirstValue(false, function);
            case "first_non_null_value", "first_not_null_value" -> new FirstValue(true, function);
            case "max", "min" -> new ExtremeValue(
                    function.function().equals("max"),
                    ValueOrder.of(type).filter(order -> !(type instanceof BooleanType)).orElseThrow(() -> function.wrongType("a type whose values are ordered")),
                    function);
            case "sum" -> Arithmetic.of(Arithmetic.Operation.SUM, function).orElseThrow(() -> function.wrongType("a numeric type"));
            case "product" -> Arithmetic.of(Arithmetic.Operation.PRODUCT, function).orElseThrow(() -> function.wrongType("a numeric type"));
            case "bool_and", "bool_or" -> {
                check(type instanceof BooleanType, function, "type BOOLEAN");
                yield new BooleanFold(function.function().equals("bool_or"), function);
            }
            case "listagg" -> {
                check(type instanceof VarCharType text && text.length() == VarCharType.UNBOUNDED, function, "type STRING");
                yield new ListAgg(options.listAggDelimiter(), options.distinct(), function);
            }
            case "collect" -> {
                check(type instanceof ArrayType, function, "an ARRAY type");
                yield new CollectElements((ArrayType) type, options.distinct(), options.ignoreRetract());
            }
            case "merge_map" -> {
                check(type instanceof MapType, function, "a MAP type");
                yield new MergeMap((MapType) type);
            }
            case "merge_map_with_keytime" -> mergeMapWithKeyTime(function, options);
            case "nested_update" -> {
                RowType row = nestedTable(function);
                yield new NestedUpdate(row, nestedKey(function, row, options), options.countLimit().orElse(Integer.MAX_VALUE));
            }
            case "nested_partial_update" -> {
                RowType row = nestedTable(function);
                List<Integer> key = nestedKey(function, row, options);
                if (key.isEmpty()) {
                    throw function.invalidOption("nested-key", "the function needs it");
                }
                yield new NestedPartialUpdate(row, key, function);
            }
            case "theta_sketch" -> binaryUnion(Sketches::uniteTheta, "a theta sketch", function);
            case "hll_sketch" -> binaryUnion(Sketches::uniteHll, "a HyperLogLog sketch", function);
            case "rbm32" -> binaryUnion(Sketches::uniteBitmaps, "a 32-bit roaring bitmap", function);
            case "rbm64" -> binaryUnion(Sketches::uniteBitmaps64, "a 64-bit roaring bitmap", function);
            default -> throw VarveException.unsupported(
                    "Column '%s' has the aggregate function '%s', which is not known".formatted(function.column().name(), function.function()));
        };
    }

    private static Accumulator binaryUnion(BinaryUnion.Union union, String what, FunctionColumn function)
    {
        check(function.column().type() instanceof VarBinaryType, function, "a VARBINARY type");
        return new BinaryUnion(union, what, function);
    }

    private static Accumulator mergeMapWithKeyTime(FunctionColumn function, AggregateOptions options)
    {
        if (!(function.column().type() instanceof MapType map && map.value() instanceof RowType row && row.size() >= 2)) {
            throw function.wrongType("a type MAP whose values are rows of two members or more");
        }
        int timeMember = options.tsField().isEmpty()
                ? row.size() - 1
                : row.indexOf(options.tsField().orElseThrow()).orElseThrow(() -> noSuchMember(function, "ts-field", options.tsField().orElseThrow(), row));
        DataType time = row.field(timeMember).type();
        check(time instanceof VarCharType || time instanceof CharType, function, "a type MAP whose rows have a text as their time");
        return new MergeMapWithKeyTime(map, timeMember, function);
    }

    private static RowType nestedTable(FunctionColumn function)
    {
        if (function.column().type() instanceof ArrayType array && array.element() instanceof RowType row) {
            return row;
        }
        throw function.wrongType("a type ARRAY<ROW>");
    }

    private static List<Integer> nestedKey(FunctionColumn function, RowType row, AggregateOptions options)
    {
        return options.nestedKey().stream()
                .map(name -> row.indexOf(name).orElseThrow(() -> noSuchMember(function, "nested-key", name, row)))
                .toList();
    }

    private static VarveException noSuchMember(FunctionColumn function, String option, String name, RowType row)
    {
        return function.invalidOption(option, "there is no member '%s', but %s".formatted(name, row.names()));
    }

    private static void check(boolean fits, FunctionColumn function, String expected)
    {
        if (!fits) {
            throw function.wrongType(expected);
        }
    }
}
