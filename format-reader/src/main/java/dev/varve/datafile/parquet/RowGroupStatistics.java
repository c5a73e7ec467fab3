package dev.varve.datafile.parquet;

import dev.varve.datafile.ReadRequest;
import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.StatisticsEvaluation;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** What the footer tells about the values of a row group. Bounds are used only where the file holds the very type asked for. */
final class RowGroupStatistics
{
    private final MessageType schema;
    private final BlockMetaData rowGroup;

    RowGroupStatistics(MessageType schema, BlockMetaData rowGroup)
    {
        this.schema = schema;
        this.rowGroup = rowGroup;
    }

    /** Whether rows of a row group may pass the filter of a request. */
    static boolean mayMatch(ReadRequest request, MessageType schema, BlockMetaData rowGroup)
    {
        if (request.filter().predicate().isEmpty()) {
            return true;
        }
        RowGroupStatistics statistics = new RowGroupStatistics(schema, rowGroup);
        return StatisticsEvaluation.mayMatch(
                request.filter().predicate().get(),
                column -> statistics.range(request.fields().get(column)),
                OptionalLong.of(rowGroup.getRowCount()));
    }

    private ColumnRange range(Field field)
    {
        if (!schema.containsField(field.name())) {
            return ColumnRange.allNull(rowGroup.getRowCount());
        }
        return chunk(field).map(chunk -> range(schema.getType(field.name()).asPrimitiveType(), field.type(), chunk.getStatistics())).orElse(ColumnRange.UNKNOWN);
    }

    /** Of some of the rows: without the number of nulls, unless there are none. */
    ColumnRange bounds(Field field)
    {
        ColumnRange range = range(field);
        boolean none = range.nullCount().isPresent() && range.nullCount().getAsLong() == 0;
        return new ColumnRange(range.minimum(), range.maximum(), none ? OptionalLong.of(0) : OptionalLong.empty());
    }

    /** The column, if it is one of primitive values. */
    Optional<ColumnChunkMetaData> chunk(Field field)
    {
        if (!schema.containsField(field.name()) || !schema.getType(field.name()).isPrimitive() || schema.getType(field.name()).isRepetition(Type.Repetition.REPEATED)) {
            return Optional.empty();
        }
        String[] path = {field.name()};
        return rowGroup.getColumns().stream().filter(chunk -> Arrays.equals(chunk.getPath().toArray(), path)).findFirst();
    }

    /** @param statistics of some values of that type in the file */
    static ColumnRange range(PrimitiveType fileType, DataType type, Statistics<?> statistics)
    {
        if (statistics == null || statistics.isEmpty()) {
            return ColumnRange.UNKNOWN;
        }
        OptionalLong nulls = statistics.isNumNullsSet() ? OptionalLong.of(statistics.getNumNulls()) : OptionalLong.empty();
        if (!statistics.hasNonNullValue()) {
            return new ColumnRange(Optional.empty(), Optional.empty(), nulls);
        }
        return new ColumnRange(literal(fileType, type, statistics.genericGetMin()), literal(fileType, type, statistics.genericGetMax()), nulls);
    }

    private static Optional<Object> literal(PrimitiveType fileType, DataType type, Object bound)
    {
        boolean unsigned = fileType.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
        if (bound instanceof Integer number && !unsigned) {
            if (type instanceof DecimalType decimal) {
                return decimal(fileType, decimal, BigInteger.valueOf(number));
            }
            boolean integral = type instanceof TinyIntType || type instanceof SmallIntType || type instanceof IntType || type instanceof DateType || type instanceof TimeType;
            return integral ? Optional.of(number.longValue()) : Optional.empty();
        }
        if (bound instanceof Long number && !unsigned) {
            if (type instanceof DecimalType decimal) {
                return decimal(fileType, decimal, BigInteger.valueOf(number));
            }
            if (type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
                return timestamp(fileType, number);
            }
            return type instanceof BigIntType ? Optional.of(number) : Optional.empty();
        }
        if (bound instanceof Binary bytes) {
            if (type instanceof DecimalType decimal) {
                return bytes.length() == 0 ? Optional.empty() : decimal(fileType, decimal, new BigInteger(bytes.getBytes()));
            }
            boolean variable = type instanceof CharType || type instanceof VarCharType || type instanceof BinaryType || type instanceof VarBinaryType;
            return variable && fileType.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY ? Optional.of(Slices.wrappedBuffer(bytes.getBytes())) : Optional.empty();
        }
        boolean same = bound instanceof Boolean && type instanceof BooleanType
                || bound instanceof Float && type instanceof FloatType
                || bound instanceof Double && type instanceof DoubleType;
        return same ? Optional.of(bound) : Optional.empty();
    }

    private static Optional<Object> decimal(PrimitiveType fileType, DecimalType type, BigInteger unscaled)
    {
        boolean sameScale = fileType.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal && decimal.getScale() == type.scale();
        return sameScale ? Optional.of(new BigDecimal(unscaled, type.scale())) : Optional.empty();
    }

    private static Optional<Object> timestamp(PrimitiveType fileType, long value)
    {
        if (!(fileType.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp)) {
            return Optional.empty();
        }
        if (timestamp.getUnit() == TimeUnit.MICROS) {
            return Optional.of(Timestamp.ofMicros(value));
        }
        boolean fits = Math.abs(value / 1_000_000) < Long.MAX_VALUE / 1_000_000_000;
        return timestamp.getUnit() == TimeUnit.MILLIS && fits ? Optional.of(Timestamp.ofMillis(value, 0)) : Optional.empty();
    }
}
