package dev.varve.datafile.parquet;

import dev.varve.datafile.CountedInput;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.SortedPortion;
import dev.varve.storage.InputFile;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
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
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the values of columns lie in a file that is sorted by them: in its pages if the file has an index of them, else in its row groups. What is not
 * understood is left out, since it only tells where a file may be cut.
 *
 * <p>Nothing here needs more than the Thrift structures of the format, so readers of other libraries may use it.
 */
public final class ParquetPortions
{
    private ParquetPortions() {}

    /** Two reads per row group and column behind that of the footer. */
    public static List<SortedPortion> read(InputFile file, List<Field> columns)
            throws IOException
    {
        try (CountedInput input = CountedInput.open(file, new ReadMetrics())) {
            byte[] footer = FooterBytes.read(input);
            try {
                FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
                List<SortedPortion.Stretches> known = new ArrayList<>();
                for (Field column : columns) {
                    Optional<SortedPortion.Stretches> stretches = stretches(input, metadata, column);
                    if (stretches.isEmpty()) {
                        break;
                    }
                    known.add(stretches.get());
                }
                return SortedPortion.of(known, metadata.getNum_rows());
            }
            // Thrift reports garbage by whatever exception comes first.
            catch (IOException | RuntimeException e) {
                throw input.corrupt("its footer or an index of pages cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private static Optional<SortedPortion.Stretches> stretches(CountedInput input, FileMetaData metadata, Field column)
            throws IOException
    {
        Optional<SchemaElement> element = metadata.getSchema().stream().skip(1).filter(found -> found.getName().equals(column.name()) && !found.isSetNum_children()).findFirst();
        if (element.isEmpty()) {
            return Optional.empty();
        }
        Bounds bounds = new Bounds(new Values(element.get(), column.type()));
        long firstRow = 0;
        for (RowGroup rowGroup : metadata.getRow_groups()) {
            Optional<ColumnChunk> chunk = rowGroup.getColumns().stream()
                    .filter(found -> found.isSetMeta_data() && found.getMeta_data().getPath_in_schema().equals(List.of(column.name())))
                    .findFirst();
            if (chunk.isEmpty() || !addPages(input, chunk.get(), firstRow, bounds) && !addRowGroup(chunk.get(), firstRow, bounds)) {
                return Optional.empty();
            }
            firstRow += rowGroup.getNum_rows();
        }
        return Optional.of(new SortedPortion.Stretches(bounds.firstRows, bounds.least, bounds.most));
    }

    private static boolean addRowGroup(ColumnChunk chunk, long firstRow, Bounds bounds)
    {
        Statistics statistics = chunk.getMeta_data().getStatistics();
        return statistics != null && statistics.isSetMin_value() && statistics.isSetMax_value() && bounds.add(firstRow, statistics.getMin_value(), statistics.getMax_value());
    }

    private static boolean addPages(CountedInput input, ColumnChunk chunk, long firstRow, Bounds bounds)
            throws IOException
    {
        if (!chunk.isSetColumn_index_offset() || !chunk.isSetOffset_index_offset()) {
            return false;
        }
        ColumnIndex column = Util.readColumnIndex(new ByteArrayInputStream(input.read(chunk.getColumn_index_offset(), chunk.getColumn_index_length())));
        OffsetIndex offsets = Util.readOffsetIndex(new ByteArrayInputStream(input.read(chunk.getOffset_index_offset(), chunk.getOffset_index_length())));
        int count = offsets.getPage_locationsSize();
        int before = bounds.firstRows.size();
        boolean known = column.getMin_valuesSize() == count && column.getMax_valuesSize() == count;
        for (int i = 0; i < count && known; i++) {
            long row = firstRow + offsets.getPage_locations().get(i).getFirst_row_index();
            known = bounds.add(row, bytes(column.getMin_values().get(i)), bytes(column.getMax_values().get(i)));
        }
        if (!known) {
            bounds.truncate(before);
        }
        return known;
    }

    private static byte[] bytes(ByteBuffer buffer)
    {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** The bounds of pages or row groups that were found so far. */
    private static final class Bounds
    {
        private final Values values;
        private final List<Long> firstRows = new ArrayList<>();
        private final List<Object> least = new ArrayList<>();
        private final List<Object> most = new ArrayList<>();

        private Bounds(Values values)
        {
            this.values = values;
        }

        /** Whether the bounds are understood. */
        private boolean add(long firstRow, byte[] min, byte[] max)
        {
            Optional<Object> lower = values.literal(min);
            Optional<Object> upper = values.literal(max);
            if (lower.isEmpty() || upper.isEmpty()) {
                return false;
            }
            firstRows.add(firstRow);
            least.add(lower.get());
            most.add(upper.get());
            return true;
        }

        private void truncate(int size)
        {
            for (List<?> list : List.of(firstRows, least, most)) {
                list.subList(size, list.size()).clear();
            }
        }
    }

    /** Values in statistics, as literals of a type. */
    private record Values(SchemaElement element, DataType type)
    {
        private Optional<Object> literal(byte[] bytes)
        {
            if (element.getType() == Type.INT32 && bytes.length == Integer.BYTES) {
                return number(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt());
            }
            if (element.getType() == Type.INT64 && bytes.length == Long.BYTES) {
                return number(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
            }
            boolean binary = element.getType() == Type.BYTE_ARRAY || element.getType() == Type.FIXED_LEN_BYTE_ARRAY;
            if (binary && type instanceof DecimalType && bytes.length > 0) {
                return decimal(new BigInteger(bytes));
            }
            boolean text = type instanceof VarCharType || type instanceof VarBinaryType;
            return binary && text ? Optional.of(Slices.wrappedBuffer(Arrays.copyOf(bytes, bytes.length))) : Optional.empty();
        }

        private Optional<Object> number(long value)
        {
            if (type instanceof DecimalType) {
                return decimal(BigInteger.valueOf(value));
            }
            if (type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
                boolean micros = element.isSetLogicalType() && element.getLogicalType().isSetTIMESTAMP() && element.getLogicalType().getTIMESTAMP().getUnit().isSetMICROS();
                return micros ? Optional.of(Timestamp.ofMicros(value)) : Optional.empty();
            }
            boolean integral = type instanceof TinyIntType
                    || type instanceof SmallIntType
                    || type instanceof IntType
                    || type instanceof BigIntType
                    || type instanceof DateType
                    || type instanceof TimeType;
            return integral ? Optional.of(value) : Optional.empty();
        }

        private Optional<Object> decimal(BigInteger unscaled)
        {
            DecimalType decimal = (DecimalType) type;
            boolean fits = element.getScale() == decimal.scale() && new BigDecimal(unscaled).precision() <= decimal.precision();
            return fits ? Optional.of(new BigDecimal(unscaled, decimal.scale())) : Optional.empty();
        }
    }
}
