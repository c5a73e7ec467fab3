package dev.varve.hive.predicate;

import dev.varve.hive.type.HiveColumn;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.apache.hadoop.hive.common.type.Date;
import org.apache.hadoop.hive.common.type.HiveChar;
import org.apache.hadoop.hive.common.type.HiveDecimal;
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
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPGreaterThan;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPLessThan;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPNot;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPNull;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFOPOr;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDFUpper;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoFactory;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

public class TestExpressionPredicate
{
    private static final DataType INT = new IntType(true);
    private static final DataType STRING = new VarCharType(Integer.MAX_VALUE, true);
    private static final DataType CHAR = new CharType(5, true);
    private static final DataType DECIMAL = new DecimalType(5, 2, true);
    private static final DataType DOUBLE = new DoubleType(true);
    private static final DataType BOOLEAN = new BooleanType(true);
    private static final DataType DATE = new DateType(true);
    private static final DataType TIMESTAMP = new TimestampType(9, true);

    private static final List<HiveColumn> COLUMNS = HiveColumn.of(new RowType(
            List.of(
                    new Field(0, "I", INT),
                    new Field(1, "s", STRING),
                    new Field(2, "c", CHAR),
                    new Field(3, "d", DECIMAL),
                    new Field(4, "f", DOUBLE),
                    new Field(5, "b", BOOLEAN),
                    new Field(6, "dt", DATE),
                    new Field(7, "ts", TIMESTAMP)),
            false));

    @Test
    public void testComparisons()
    {
        assertThat(translate(call(new GenericUDFOPLessThan(), column("i"), constant(7))))
                .contains(new Predicate.Compare(0, INT, Comparison.LESS, 7L));
        assertThat(translate(call(new GenericUDFOPLessThan(), constant(7), column("i"))))
                .contains(new Predicate.Compare(0, INT, Comparison.GREATER, 7L));
        assertThat(translate(call(new GenericUDFOPEqual(), column("s"), constant("é"))))
                .contains(new Predicate.Compare(1, STRING, Comparison.EQUAL, Slices.utf8Slice("é")));
        assertThat(translate(call(new GenericUDFOPEqual(), column("dt"), constant(TypeInfoFactory.dateTypeInfo, Date.ofEpochDay(-1)))))
                .contains(new Predicate.Compare(6, DATE, Comparison.EQUAL, -1L));
        assertThat(translate(call(
                new GenericUDFOPEqual(),
                column("ts"),
                constant(TypeInfoFactory.timestampTypeInfo, org.apache.hadoop.hive.common.type.Timestamp.ofEpochSecond(-1, 999_999_999)))))
                .contains(new Predicate.Compare(7, TIMESTAMP, Comparison.EQUAL, new Timestamp(-1, 999)));
        assertThat(translate(call(new GenericUDFOPEqual(), column("i"), constant(TypeInfoFactory.intTypeInfo, null)))).isEmpty();
        assertThat(translate(call(new GenericUDFOPEqual(), column("i"), column("i")))).isEmpty();
    }

    @Test
    public void testDecimalsThatDoNotFitTheColumnAreLeftOut()
    {
        assertThat(translate(call(new GenericUDFOPEqual(), column("d"), decimal("1.5"))))
                .contains(new Predicate.Compare(3, DECIMAL, Comparison.EQUAL, new BigDecimal("1.50")));
        assertThat(translate(call(new GenericUDFOPEqual(), column("d"), decimal("1.555")))).isEmpty();
        assertThat(translate(call(new GenericUDFOPEqual(), column("d"), decimal("1000")))).isEmpty();
    }

    @Test
    public void testOfFloatingPointOnlyWhatBothOrdersPass()
    {
        assertThat(translate(call(new GenericUDFOPLessThan(), column("f"), constant(0.0))))
                .contains(new Predicate.Compare(4, DOUBLE, Comparison.LESS_OR_EQUAL, 0.0));
        assertThat(translate(call(new GenericUDFOPGreaterThan(), column("f"), constant(0.0)))).isEmpty();
        assertThat(translate(call(new GenericUDFOPEqual(), column("f"), constant(Double.NaN)))).isEmpty();
        assertThat(translate(call(new GenericUDFOPNot(), call(new GenericUDFOPEqual(), column("f"), constant(1.0))))).isEmpty();
    }

    @Test
    public void testCharIsComparedWithCharOnly()
    {
        assertThat(translate(call(new GenericUDFOPEqual(), column("c"), constant("a ")))).isEmpty();
        assertThat(translate(call(new GenericUDFOPEqual(), column("c"), constant(TypeInfoFactory.getCharTypeInfo(5), new HiveChar("a ", 5)))))
                .contains(new Predicate.Compare(2, CHAR, Comparison.EQUAL, Slices.utf8Slice("a")));
    }

    @Test
    public void testPartsThatCannotBeSaidAreLeftOutOfAndButNotOfOr()
    {
        ExprNodeDesc known = call(new GenericUDFOPEqual(), column("i"), constant(1));
        ExprNodeDesc unknown = call(new GenericUDFOPEqual(), call(new GenericUDFUpper(), column("s")), constant("A"));
        Predicate one = new Predicate.Compare(0, INT, Comparison.EQUAL, 1L);
        Predicate notOne = new Predicate.Compare(0, INT, Comparison.NOT_EQUAL, 1L);

        assertThat(translate(call(new GenericUDFOPAnd(), known, unknown))).contains(one);
        assertThat(translate(call(new GenericUDFOPOr(), known, unknown))).isEmpty();
        assertThat(translate(call(new GenericUDFOPNot(), call(new GenericUDFOPOr(), known, unknown)))).contains(notOne);
        assertThat(translate(call(new GenericUDFOPNot(), call(new GenericUDFOPAnd(), known, unknown)))).isEmpty();
    }

    @Test
    public void testInWithNull()
    {
        ExprNodeDesc in = call(new GenericUDFIn(), column("i"), constant(1), constant(TypeInfoFactory.intTypeInfo, null), constant(3));

        assertThat(translate(in)).contains(new Predicate.In(0, INT, List.of(1L, 3L)));
        assertThat(translate(call(new GenericUDFOPNot(), in))).isEmpty();
    }

    @Test
    public void testBetween()
    {
        ExprNodeDesc inside = call(new GenericUDFBetween(), constant(false), column("i"), constant(1), constant(3));
        ExprNodeDesc outside = call(new GenericUDFBetween(), constant(true), column("i"), constant(1), constant(3));
        Predicate low = new Predicate.Compare(0, INT, Comparison.LESS, 1L);
        Predicate high = new Predicate.Compare(0, INT, Comparison.GREATER, 3L);

        assertThat(translate(inside)).contains(Predicate.and(List.of(
                new Predicate.Compare(0, INT, Comparison.GREATER_OR_EQUAL, 1L),
                new Predicate.Compare(0, INT, Comparison.LESS_OR_EQUAL, 3L))));
        assertThat(translate(outside)).contains(Predicate.or(List.of(low, high)));
        assertThat(translate(call(new GenericUDFOPNot(), inside))).contains(Predicate.or(List.of(low, high)));
    }

    @Test
    public void testNullsAndTruthValues()
    {
        assertThat(translate(call(new GenericUDFOPNull(), column("s")))).contains(new Predicate.IsNull(1, STRING));
        assertThat(translate(call(new GenericUDFOPNot(), call(new GenericUDFOPNull(), column("s"))))).contains(new Predicate.IsNotNull(1, STRING));
        assertThat(translate(column("b"))).contains(new Predicate.Compare(5, BOOLEAN, Comparison.EQUAL, true));
        assertThat(translate(call(new GenericUDFOPNot(), column("b")))).contains(new Predicate.Compare(5, BOOLEAN, Comparison.EQUAL, false));
    }

    @Test
    public void testLikeIsPushedByWhatItStartsWith()
    {
        assertThat(translate(like("s", "ab_c%"))).contains(new Predicate.StartsWith(1, STRING, Slices.utf8Slice("ab")));
        assertThat(translate(like("s", "a\\%b"))).contains(new Predicate.StartsWith(1, STRING, Slices.utf8Slice("a")));
        assertThat(translate(like("s", "%a"))).isEmpty();
        assertThat(translate(like("c", "a%"))).isEmpty();
        assertThat(translate(call(new GenericUDFOPNot(), like("s", "ab%")))).isEmpty();
    }

    private static Optional<Predicate> translate(ExprNodeDesc expression)
    {
        return ExpressionPredicate.of(expression, COLUMNS);
    }

    private static ExprNodeDesc like(String column, String pattern)
    {
        return call(new GenericUDFBridge("like", false, UDFLike.class.getName()), column(column), constant(pattern));
    }

    private static ExprNodeDesc call(GenericUDF function, ExprNodeDesc... operands)
    {
        return new ExprNodeGenericFuncDesc(TypeInfoFactory.booleanTypeInfo, function, List.of(operands));
    }

    private static ExprNodeDesc column(String name)
    {
        HiveColumn column = COLUMNS.stream().filter(candidate -> candidate.name().equals(name)).findFirst().orElseThrow();
        return new ExprNodeColumnDesc(column.type(), name, "t", false);
    }

    private static ExprNodeDesc constant(Object value)
    {
        return new ExprNodeConstantDesc(value);
    }

    private static ExprNodeDesc constant(TypeInfo type, Object value)
    {
        return new ExprNodeConstantDesc(type, value);
    }

    private static ExprNodeDesc decimal(String text)
    {
        return constant(TypeInfoFactory.getDecimalTypeInfo(10, 3), HiveDecimal.create(text));
    }
}
