package dev.varve.hive.statistics;

import dev.varve.TableVersion;
import dev.varve.column.Layout;
import dev.varve.scan.TableStatistics;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import org.apache.hadoop.hive.common.StatsSetupConst;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many rows a table has, from metadata alone, and about how many bytes they take.
 *
 * @param exact whether {@code rows} is their number and not just the most there can be
 */
public record ExpectedRows(long rows, boolean exact, long bytes)
{
    static final int TEXT_BYTES = 20;
    private static final int ELEMENTS = 5;

    /**
     * @throws dev.varve.error.VarveException if the metadata cannot be read
     */
    public static ExpectedRows of(TableVersion version)
    {
        TableStatistics statistics = version.statistics(Optional.empty());
        long width = 0;
        List<Field> fields = version.schema().fields().fields();
        for (int i = 0; i < fields.size(); i++) {
            TableStatistics.Column column = statistics.columns().get(i);
            width += column == null ? width(fields.get(i).type()) : column.averageBytes().orElse(width(fields.get(i).type()));
        }
        return new ExpectedRows(statistics.rowCount(), statistics.exact(), Math.multiplyExact(statistics.rowCount(), width));
    }

    /** As Hive names it. */
    public Map<String, String> basicStatistics()
    {
        return Map.of(
                StatsSetupConst.ROW_COUNT, Long.toString(rows),
                StatsSetupConst.RAW_DATA_SIZE, Long.toString(bytes),
                StatsSetupConst.TOTAL_SIZE, Long.toString(bytes));
    }

    private static long width(DataType type)
    {
        if (type instanceof BooleanType || type instanceof TinyIntType) {
            return 1;
        }
        if (type instanceof SmallIntType) {
            return 2;
        }
        if (type instanceof BigIntType || type instanceof DoubleType || type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
            return 8;
        }
        if (type instanceof DecimalType decimal) {
            return decimal.isShort() ? 8 : 16;
        }
        if (type instanceof ArrayType array) {
            return ELEMENTS * width(array.element());
        }
        if (type instanceof MapType map) {
            return ELEMENTS * (width(map.key()) + width(map.value()));
        }
        if (type instanceof RowType row) {
            return row.fields().stream().mapToLong(field -> width(field.type())).sum();
        }
        return Layout.of(type) == Layout.INT ? 4 : TEXT_BYTES;
    }
}
