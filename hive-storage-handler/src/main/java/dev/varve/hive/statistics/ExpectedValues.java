package dev.varve.hive.statistics;

import dev.varve.TableVersion;
import dev.varve.hive.type.HiveColumn;
import dev.varve.scan.TableStatistics;
import dev.varve.schema.TableSchema;
import dev.varve.type.Timestamp;
import org.apache.hadoop.hive.metastore.api.BinaryColumnStatsData;
import org.apache.hadoop.hive.metastore.api.ColumnStatisticsData;
import org.apache.hadoop.hive.metastore.api.ColumnStatisticsObj;
import org.apache.hadoop.hive.metastore.api.Date;
import org.apache.hadoop.hive.metastore.api.DateColumnStatsData;
import org.apache.hadoop.hive.metastore.api.Decimal;
import org.apache.hadoop.hive.metastore.api.DecimalColumnStatsData;
import org.apache.hadoop.hive.metastore.api.DoubleColumnStatsData;
import org.apache.hadoop.hive.metastore.api.LongColumnStatsData;
import org.apache.hadoop.hive.metastore.api.StringColumnStatsData;
import org.apache.hadoop.hive.metastore.api.TimestampColumnStatsData;
import org.apache.hadoop.hive.serde2.typeinfo.PrimitiveTypeInfo;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the optimizer expects of the values of columns, from metadata alone. Hive answers no query with them: it does that only with statistics
 * of its own metastore.
 */
public final class ExpectedValues
{
    private static final long MILLIS_PER_SECOND = 1000;

    private ExpectedValues() {}

    /**
     * Of those columns of which it is known how many different values they have: by an analysis of the table, because they are its key, or
     * because there are no more whole numbers between their bounds.
     *
     * @throws dev.varve.error.VarveException if the metadata cannot be read
     */
    public static List<ColumnStatisticsObj> of(TableVersion version)
    {
        TableStatistics statistics = version.statistics(Optional.empty());
        List<ColumnStatisticsObj> columns = new ArrayList<>();
        for (HiveColumn column : HiveColumn.of(version.schema().fields())) {
            TableStatistics.Column known = statistics.columns().get(column.index());
            if (known != null && column.type() instanceof PrimitiveTypeInfo type) {
                distinct(version.schema(), column, known, statistics.rowCount())
                        .flatMap(distinct -> data(type, known, distinct, nulls(known, statistics.rowCount())))
                        .ifPresent(data -> columns.add(new ColumnStatisticsObj(column.name(), type.getTypeName(), data)));
            }
        }
        return columns;
    }

    private static long nulls(TableStatistics.Column column, long rows)
    {
        return Math.round(column.nullFraction().orElse(0) * rows);
    }

    private static Optional<Long> distinct(TableSchema schema, HiveColumn column, TableStatistics.Column known, long rows)
    {
        OptionalLong analysed = known.distinctCount();
        if (analysed.isPresent()) {
            return Optional.of(analysed.getAsLong());
        }
        if (schema.primaryKeys().equals(List.of(column.field().name()))) {
            return Optional.of(rows);
        }
        if (known.minimum().orElse(null) instanceof Long minimum && known.maximum().orElse(null) instanceof Long maximum && minimum <= maximum) {
            long last = maximum - minimum;
            return Optional.of(last < 0 || last >= rows ? rows : last + 1);
        }
        return Optional.empty();
    }

    private static Optional<ColumnStatisticsData> data(PrimitiveTypeInfo type, TableStatistics.Column known, long distinct, long nulls)
    {
        Optional<Object> low = known.minimum();
        Optional<Object> high = known.maximum();
        return Optional.ofNullable(switch (type.getPrimitiveCategory()) {
            case BYTE, SHORT, INT, LONG -> {
                LongColumnStatsData data = new LongColumnStatsData(nulls, distinct);
                low.ifPresent(value -> data.setLowValue((Long) value));
                high.ifPresent(value -> data.setHighValue((Long) value));
                yield ColumnStatisticsData.longStats(data);
            }
            case FLOAT, DOUBLE -> {
                DoubleColumnStatsData data = new DoubleColumnStatsData(nulls, distinct);
                low.map(value -> ((Number) value).doubleValue()).filter(Double::isFinite).ifPresent(data::setLowValue);
                high.map(value -> ((Number) value).doubleValue()).filter(Double::isFinite).ifPresent(data::setHighValue);
                yield ColumnStatisticsData.doubleStats(data);
            }
            case DECIMAL -> {
                DecimalColumnStatsData data = new DecimalColumnStatsData(nulls, distinct);
                low.ifPresent(value -> data.setLowValue(decimal((BigDecimal) value)));
                high.ifPresent(value -> data.setHighValue(decimal((BigDecimal) value)));
                yield ColumnStatisticsData.decimalStats(data);
            }
            case DATE -> {
                DateColumnStatsData data = new DateColumnStatsData(nulls, distinct);
                low.ifPresent(value -> data.setLowValue(new Date((Long) value)));
                high.ifPresent(value -> data.setHighValue(new Date((Long) value)));
                yield ColumnStatisticsData.dateStats(data);
            }
            case TIMESTAMP -> {
                TimestampColumnStatsData data = new TimestampColumnStatsData(nulls, distinct);
                low.ifPresent(value -> data.setLowValue(seconds((Timestamp) value)));
                high.ifPresent(value -> data.setHighValue(seconds((Timestamp) value)));
                yield ColumnStatisticsData.timestampStats(data);
            }
            case STRING, CHAR, VARCHAR -> ColumnStatisticsData.stringStats(new StringColumnStatsData(width(known), width(known), nulls, distinct));
            case BINARY -> ColumnStatisticsData.binaryStats(new BinaryColumnStatsData(width(known), width(known), nulls));
            default -> null;
        });
    }

    private static Decimal decimal(BigDecimal value)
    {
        return new Decimal((short) value.scale(), ByteBuffer.wrap(value.unscaledValue().toByteArray()));
    }

    private static org.apache.hadoop.hive.metastore.api.Timestamp seconds(Timestamp value)
    {
        return new org.apache.hadoop.hive.metastore.api.Timestamp(Math.floorDiv(value.epochMillis(), MILLIS_PER_SECOND));
    }

    private static long width(TableStatistics.Column column)
    {
        return column.averageBytes().orElse(ExpectedRows.TEXT_BYTES);
    }
}
