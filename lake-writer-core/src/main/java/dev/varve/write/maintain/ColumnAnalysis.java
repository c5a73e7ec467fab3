package dev.varve.write.maintain;

import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.ShortColumn;
import dev.varve.column.ValueOrder;
import dev.varve.row.Literal;
import dev.varve.row.LiteralColumn;
import dev.varve.row.PartitionPath;
import dev.varve.snapshot.Analysis;
import dev.varve.type.BinaryType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.XxHash64;
import org.apache.datasketches.hll.HllSketch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sums up the values of one column. The number of distinct values is estimated by a sketch of 2^14 registers, wrong by a percent or so. Text and
 * binaries have no minimum and maximum, nested values only nulls. Not thread-safe.
 */
final class ColumnAnalysis
{
    private static final int LOG_REGISTERS = 14;

    private final Field field;
    private final boolean hasLiterals;
    private final Optional<ValueOrder> order;
    private final HllSketch distinct = new HllSketch(LOG_REGISTERS);
    private Column min;
    private Column max;
    private long values;
    private long nulls;
    private long bytes;
    private long maxBytes;

    ColumnAnalysis(Field field)
    {
        this.field = field;
        hasLiterals = Literal.exists(field.type());
        order = hasLiterals && !isBytes(field.type()) ? ValueOrder.of(field.type()) : Optional.empty();
    }

    private static boolean isBytes(DataType type)
    {
        return type instanceof VarCharType || type instanceof CharType || type instanceof BinaryType || type instanceof VarBinaryType;
    }

    /** @param column flat */
    void add(Column column)
    {
        int smallest = -1;
        int largest = -1;
        for (int i = 0; i < column.size(); i++) {
            if (column.isNull(i)) {
                nulls++;
                continue;
            }
            values++;
            if (!hasLiterals) {
                continue;
            }
            addDistinct(column, i);
            if (order.isPresent() && !isNaN(column, i)) {
                smallest = smallest < 0 || order.get().compare(column, i, column, smallest) < 0 ? i : smallest;
                largest = largest < 0 || order.get().compare(column, i, column, largest) > 0 ? i : largest;
            }
        }
        if (smallest >= 0 && (min == null || order.get().compare(column, smallest, min, 0) < 0)) {
            min = value(column, smallest);
        }
        if (largest >= 0 && (max == null || order.get().compare(column, largest, max, 0) > 0)) {
            max = value(column, largest);
        }
    }

    private static Column value(Column column, int position)
    {
        return column.select(new int[] {position}, 1).flatten();
    }

    private void addDistinct(Column column, int i)
    {
        if (column instanceof BytesColumn texts) {
            int start = texts.offsets()[i];
            int length = texts.offsets()[i + 1] - start;
            bytes += length;
            maxBytes = Math.max(maxBytes, length);
            Slice all = texts.bytes();
            distinct.update(XxHash64.hash(all, start, length));
        }
        else if (column instanceof LongColumn longs) {
            long value = longs.values()[i];
            distinct.update(field.type() instanceof DoubleType ? Double.doubleToLongBits(Double.longBitsToDouble(value) + 0.0) : value);
        }
        else if (column instanceof IntColumn ints) {
            int value = ints.values()[i];
            distinct.update(field.type() instanceof FloatType ? Float.floatToIntBits(Float.intBitsToFloat(value) + 0.0f) : (long) value);
        }
        else if (column instanceof ShortColumn shorts) {
            distinct.update((long) shorts.values()[i]);
        }
        else if (column instanceof ByteColumn bits) {
            distinct.update((long) bits.values()[i]);
        }
        else if (column instanceof Int128Column wide) {
            distinct.update(new long[] {wide.high(i), wide.low(i)});
        }
        else if (column instanceof Fixed12Column times) {
            distinct.update(new long[] {times.epochMicros(i), times.picosOfMicro(i)});
        }
    }

    private boolean isNaN(Column column, int i)
    {
        return field.type() instanceof DoubleType && Double.isNaN(Double.longBitsToDouble(((LongColumn) column).values()[i]))
                || field.type() instanceof FloatType && Float.isNaN(Float.intBitsToFloat(((IntColumn) column).values()[i]));
    }

    Analysis.Column result()
    {
        return new Analysis.Column(
                OptionalLong.of(field.id()),
                hasLiterals ? OptionalLong.of(Math.min(values, Math.round(distinct.getEstimate()))) : OptionalLong.empty(),
                text(min),
                text(max),
                OptionalLong.of(nulls),
                length(values == 0 ? 0 : (bytes + values - 1) / values),
                length(maxBytes));
    }

    /** As Paimon reads them: dates are days since 1970, timestamps of both kinds {@code 2024-01-01 10:00:00.000} in UTC. */
    private Optional<String> text(Column value)
    {
        if (value == null) {
            return Optional.empty();
        }
        DataType type = field.type() instanceof LocalZonedTimestampType zoned ? new TimestampType(zoned.precision(), true) : field.type();
        boolean internal = !(type instanceof TimestampType);
        return Optional.of(new PartitionPath(List.of(field), "", internal).valueText(type, LiteralColumn.value(field.type(), value, 0)));
    }

    private OptionalLong length(long variable)
    {
        if (!hasLiterals) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(switch (Layout.of(field.type())) {
            case BYTE -> 1;
            case SHORT -> 2;
            case INT -> 4;
            case LONG, FIXED12 -> 8;
            case INT128 -> 16;
            case BYTES, ARRAY, MAP, ROW -> variable;
        });
    }
}
