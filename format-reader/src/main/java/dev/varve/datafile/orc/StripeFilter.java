package dev.varve.datafile.orc;

import dev.varve.datafile.ReadRequest;
import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.StatisticsEvaluation;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.apache.orc.ColumnStatistics;
import org.apache.orc.DateColumnStatistics;
import org.apache.orc.DecimalColumnStatistics;
import org.apache.orc.DoubleColumnStatistics;
import org.apache.orc.IntegerColumnStatistics;
import org.apache.orc.StringColumnStatistics;
import org.apache.orc.TypeDescription;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether rows of a stripe may pass the filter of a request. Bounds of timestamps and of padded text are not used: they depend on the
 * writer's time zone and release.
 */
final class StripeFilter
{
    private StripeFilter() {}

    static boolean mayMatch(ReadRequest request, TypeDescription schema, ColumnStatistics[] statistics, long rows)
    {
        if (request.filter().predicate().isEmpty()) {
            return true;
        }
        return StatisticsEvaluation.mayMatch(
                request.filter().predicate().get(),
                column -> range(request.fields().get(column), schema, statistics, rows),
                OptionalLong.of(rows));
    }

    /** What statistics tell of a column, as far as its bounds are used. */
    static ColumnRange range(Field field, TypeDescription schema, ColumnStatistics[] statistics, long rows)
    {
        List<String> names = schema.getFieldNames();
        int index = names.indexOf(field.name());
        if (index < 0) {
            return ColumnRange.allNull(rows);
        }
        TypeDescription column = schema.getChildren().get(index);
        if (!column.getCategory().isPrimitive() || column.getId() >= statistics.length) {
            return ColumnRange.UNKNOWN;
        }
        ColumnStatistics columnStatistics = statistics[column.getId()];
        OptionalLong nulls = OptionalLong.of(rows - columnStatistics.getNumberOfValues());
        if (columnStatistics.getNumberOfValues() == 0) {
            return new ColumnRange(Optional.empty(), Optional.empty(), nulls);
        }
        Optional<Object> minimum = bound(columnStatistics, field.type(), true);
        Optional<Object> maximum = bound(columnStatistics, field.type(), false);
        return new ColumnRange(minimum, maximum, nulls);
    }

    private static Optional<Object> bound(ColumnStatistics statistics, DataType type, boolean lower)
    {
        if (statistics instanceof IntegerColumnStatistics integers && isInteger(type)) {
            return Optional.of(lower ? integers.getMinimum() : integers.getMaximum());
        }
        if (statistics instanceof DateColumnStatistics dates && type instanceof DateType) {
            return Optional.of(lower ? dates.getMinimumDayOfEpoch() : dates.getMaximumDayOfEpoch());
        }
        if (statistics instanceof DoubleColumnStatistics doubles && type instanceof DoubleType) {
            return Optional.of(lower ? doubles.getMinimum() : doubles.getMaximum());
        }
        if (statistics instanceof DoubleColumnStatistics floats && type instanceof FloatType) {
            return Optional.of((float) (lower ? floats.getMinimum() : floats.getMaximum()));
        }
        if (statistics instanceof DecimalColumnStatistics decimals && type instanceof DecimalType decimal) {
            return Optional.ofNullable(lower ? decimals.getMinimum() : decimals.getMaximum())
                    .map(value -> value.bigDecimalValue().setScale(decimal.scale()));
        }
        if (statistics instanceof StringColumnStatistics texts && type instanceof VarCharType) {
            return Optional.ofNullable(lower ? texts.getLowerBound() : texts.getUpperBound()).map(Slices::utf8Slice);
        }
        return Optional.empty();
    }

    private static boolean isInteger(DataType type)
    {
        return type instanceof TinyIntType
                || type instanceof SmallIntType
                || type instanceof IntType
                || type instanceof BigIntType
                || type instanceof TimeType;
    }
}
