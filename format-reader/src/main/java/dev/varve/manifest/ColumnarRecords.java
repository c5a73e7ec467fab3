package dev.varve.manifest;

import dev.varve.avro.AvroRecord;
import dev.varve.avro.AvroShape;
import dev.varve.avro.AvroShape.ListOf;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.RowColumn;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.storage.InputFile;
import dev.varve.storage.StoragePath;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records that lie in columns, as in ORC files. */
final class ColumnarRecords
        implements Closeable
{
    private static final long MICROS_PER_MILLI = 1_000;
    private static final DataType INT = new IntType(true);
    private static final DataType TINYINT = new TinyIntType(true);
    private static final DataType MILLIS = new TimestampType(3, true);

    /** Numbers that are not BIGINT. In Avro files they are ints and longs. */
    private static final Map<String, DataType> TYPES = Map.ofEntries(
            Map.entry("_VERSION", INT),
            Map.entry("_KIND", TINYINT),
            Map.entry("_BUCKET", INT),
            Map.entry("_TOTAL_BUCKETS", INT),
            Map.entry("_MIN_BUCKET", INT),
            Map.entry("_MAX_BUCKET", INT),
            Map.entry("_MIN_LEVEL", INT),
            Map.entry("_MAX_LEVEL", INT),
            Map.entry("_LEVEL", INT),
            Map.entry("_CREATION_TIME", MILLIS),
            Map.entry("_FILE_SOURCE", TINYINT),
            Map.entry("f1", INT),
            Map.entry("f2", INT));

    private final StoragePath file;
    private final RecordOf shape;
    private final DataFileReader reader;
    private final List<Integer> columns;
    private List<Object> values = List.of();
    private int next;

    private ColumnarRecords(StoragePath file, RecordOf shape, DataFileReader reader, List<Integer> columns)
    {
        this.file = file;
        this.shape = shape;
        this.reader = reader;
        this.columns = columns;
    }

    static ColumnarRecords open(InputFile file, RecordOf shape, DataFileFormat format)
            throws IOException
    {
        List<Field> fields = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        for (AvroShape.Field field : shape.fields()) {
            Optional<DataType> type = type(field.name(), field.shape());
            columns.add(type.isPresent() ? fields.size() : -1);
            type.ifPresent(wanted -> fields.add(new Field(fields.size(), field.name(), wanted)));
        }
        return new ColumnarRecords(file.path(), shape, format.open(file, new ReadRequest(fields, FileFilter.NONE, new ReadMetrics())), columns);
    }

    /** The type that a column has in files; empty if nothing of it is wanted. */
    private static Optional<DataType> type(String name, AvroShape shape)
    {
        if (shape instanceof RecordOf record) {
            List<Field> fields = new ArrayList<>();
            for (AvroShape.Field field : record.fields()) {
                type(field.name(), field.shape()).ifPresent(type -> fields.add(new Field(fields.size(), field.name(), type)));
            }
            return fields.isEmpty() ? Optional.empty() : Optional.of(new RowType(fields, true));
        }
        if (shape instanceof ListOf list) {
            return type("", list.element()).map(element -> new ArrayType(element, true));
        }
        if (shape == AvroShape.BYTES) {
            return Optional.of(new VarBinaryType(VarBinaryType.UNBOUNDED, true));
        }
        return Optional.of(shape == AvroShape.TEXT ? new VarCharType(VarCharType.UNBOUNDED, true) : TYPES.getOrDefault(name, new BigIntType(true)));
    }

    /** The next record; empty after the last one. */
    Optional<AvroRecord> next()
            throws IOException
    {
        while (next >= values.size()) {
            Optional<FileBatch> batch = reader.next();
            if (batch.isEmpty()) {
                return Optional.empty();
            }
            values = records(batch.get());
            next = 0;
        }
        return Optional.of(AvroRecord.of(file, shape, (Object[]) values.get(next++)));
    }

    private List<Object> records(FileBatch batch)
            throws IOException
    {
        Object[][] records = new Object[batch.size()][shape.fields().size()];
        for (int i = 0; i < shape.fields().size(); i++) {
            AvroShape.Field field = shape.fields().get(i);
            Object[] column = columns.get(i) < 0
                    ? absent(batch.size())
                    : values(batch.column(columns.get(i)), field.name(), field.shape());
            for (int row = 0; row < records.length; row++) {
                records[row][i] = column[row];
            }
        }
        return Arrays.asList((Object[]) records);
    }

    /** Records of which nothing is wanted. */
    private static Object[] absent(int size)
    {
        Object[] values = new Object[size];
        Arrays.fill(values, new Object[0]);
        return values;
    }

    /** The values of a column as {@link AvroRecord} has them. */
    private static Object[] values(Column encoded, String name, AvroShape shape)
    {
        Column column = encoded.flatten();
        Object[] values = new Object[column.size()];
        Object[] nested = shape instanceof RecordOf record ? members((RowColumn) column, record)
                : shape instanceof ListOf list ? values(((ArrayColumn) column).elements(), "", list.element())
                : null;
        for (int i = 0; i < values.length; i++) {
            if (!column.isNull(i)) {
                values[i] = shape instanceof RecordOf ? nested[i]
                        : shape instanceof ListOf ? elements((ArrayColumn) column, nested, i)
                        : scalar(column, i, name, shape);
            }
        }
        return values;
    }

    private static Object[] members(RowColumn column, RecordOf shape)
    {
        Object[][] records = new Object[column.size()][shape.fields().size()];
        int wanted = 0;
        for (int i = 0; i < shape.fields().size(); i++) {
            AvroShape.Field field = shape.fields().get(i);
            Object[] members = type(field.name(), field.shape()).isPresent()
                    ? values(column.field(wanted++), field.name(), field.shape())
                    : absent(column.size());
            for (int row = 0; row < records.length; row++) {
                records[row][i] = members[row];
            }
        }
        return records;
    }

    private static List<Object> elements(ArrayColumn column, Object[] elements, int position)
    {
        return Arrays.asList(elements).subList(column.offsets()[position], column.offsets()[position + 1]);
    }

    private static Object scalar(Column column, int position, String name, AvroShape shape)
    {
        if (column instanceof BytesColumn bytes) {
            return shape == AvroShape.TEXT ? bytes.value(position).toStringUtf8() : bytes.value(position).getBytes();
        }
        if (column instanceof ByteColumn bytes) {
            return (long) bytes.values()[position];
        }
        if (column instanceof IntColumn ints) {
            return (long) ints.values()[position];
        }
        long value = ((LongColumn) column).values()[position];
        return TYPES.get(name) == MILLIS ? Math.floorDiv(value, MICROS_PER_MILLI) : value;
    }

    @Override
    public void close()
            throws IOException
    {
        reader.close();
    }
}
