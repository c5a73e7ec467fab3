package dev.varve.datafile;

import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
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
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import io.airlift.slice.Slice;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericArray;
import org.apache.paimon.data.GenericMap;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.variant.GenericVariant;
import org.apache.paimon.format.FileFormat;
import org.apache.paimon.format.FileFormatFactory.FormatContext;
import org.apache.paimon.format.FormatWriter;
import org.apache.paimon.fs.Path;
import org.apache.paimon.fs.PositionOutputStream;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.options.MemorySize;
import org.apache.paimon.options.Options;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataTypes;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes data files with Apache Paimon's own writers, from rows as {@link Values} describes them. */
public final class PaimonFiles
{
    private PaimonFiles() {}

    /** @param options of a table, such as {@code file.compression} */
    public static void write(java.nio.file.Path file, String format, Map<String, String> options, RowType type, List<List<Object>> rows)
            throws IOException
    {
        Options formatOptions = Options.fromMap(options);
        MemorySize blockSize = options.containsKey("file.block-size") ? MemorySize.parse(options.get("file.block-size")) : null;
        FileFormat fileFormat = FileFormat.fromIdentifier(format, new FormatContext(formatOptions, 1024, 1024, MemorySize.ofMebiBytes(64), 1, blockSize));
        org.apache.paimon.types.RowType paimonType = (org.apache.paimon.types.RowType) paimonType(type);
        try (PositionOutputStream output = LocalFileIO.create().newOutputStream(new Path(file.toUri()), false);
                FormatWriter writer = fileFormat.createWriterFactory(paimonType).create(output, options.getOrDefault("file.compression", "zstd"))) {
            for (List<Object> row : rows) {
                writer.addElement((GenericRow) paimonValue(type, row));
            }
        }
    }

    private static org.apache.paimon.types.DataType paimonType(DataType type)
    {
        org.apache.paimon.types.DataType result;
        if (type instanceof BooleanType) {
            result = DataTypes.BOOLEAN();
        }
        else if (type instanceof TinyIntType) {
            result = DataTypes.TINYINT();
        }
        else if (type instanceof SmallIntType) {
            result = DataTypes.SMALLINT();
        }
        else if (type instanceof IntType) {
            result = DataTypes.INT();
        }
        else if (type instanceof BigIntType) {
            result = DataTypes.BIGINT();
        }
        else if (type instanceof FloatType) {
            result = DataTypes.FLOAT();
        }
        else if (type instanceof DoubleType) {
            result = DataTypes.DOUBLE();
        }
        else if (type instanceof DecimalType decimal) {
            result = DataTypes.DECIMAL(decimal.precision(), decimal.scale());
        }
        else if (type instanceof CharType text) {
            result = DataTypes.CHAR(text.length());
        }
        else if (type instanceof VarCharType text) {
            result = DataTypes.VARCHAR(text.length());
        }
        else if (type instanceof BinaryType binary) {
            result = DataTypes.BINARY(binary.length());
        }
        else if (type instanceof VarBinaryType binary) {
            result = DataTypes.VARBINARY(binary.length());
        }
        else if (type instanceof DateType) {
            result = DataTypes.DATE();
        }
        else if (type instanceof TimeType time) {
            result = DataTypes.TIME(time.precision());
        }
        else if (type instanceof TimestampType timestamp) {
            result = DataTypes.TIMESTAMP(timestamp.precision());
        }
        else if (type instanceof LocalZonedTimestampType timestamp) {
            result = DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(timestamp.precision());
        }
        else if (type instanceof ArrayType array) {
            result = DataTypes.ARRAY(paimonType(array.element()));
        }
        else if (type instanceof MapType map) {
            result = DataTypes.MAP(paimonType(map.key()), paimonType(map.value()));
        }
        else if (type instanceof MultisetType multiset) {
            result = DataTypes.MULTISET(paimonType(multiset.element()));
        }
        else if (type instanceof VariantType) {
            result = DataTypes.VARIANT();
        }
        else if (type instanceof RowType row) {
            result = DataTypes.ROW(row.fields().stream()
                    .map(field -> new DataField(field.id(), field.name(), paimonType(field.type())))
                    .toArray(DataField[]::new));
        }
        else {
            throw new IllegalArgumentException("No files with " + type);
        }
        return result.copy(type.nullable());
    }

    private static Object paimonValue(DataType type, Object value)
    {
        if (value == null) {
            return null;
        }
        if (type instanceof TinyIntType) {
            return ((Long) value).byteValue();
        }
        if (type instanceof SmallIntType) {
            return ((Long) value).shortValue();
        }
        if (type instanceof IntType || type instanceof DateType || type instanceof TimeType) {
            return ((Long) value).intValue();
        }
        if (type instanceof DecimalType decimal) {
            return Decimal.fromBigDecimal((BigDecimal) value, decimal.precision(), decimal.scale());
        }
        if (type instanceof CharType || type instanceof VarCharType) {
            return BinaryString.fromString((String) value);
        }
        if (type instanceof BinaryType || type instanceof VarBinaryType || type instanceof BlobType) {
            return ((Slice) value).getBytes();
        }
        if (value instanceof Timestamp timestamp) {
            return org.apache.paimon.data.Timestamp.fromEpochMillis(timestamp.epochMillis(), timestamp.nanosOfMilli());
        }
        if (type instanceof ArrayType array) {
            return new GenericArray(((List<?>) value).stream().map(element -> paimonValue(array.element(), element)).toArray());
        }
        if (type instanceof VectorType vector) {
            return new GenericArray(((List<?>) value).stream().map(element -> paimonValue(vector.element(), element)).toArray());
        }
        if (type instanceof MapType map) {
            return paimonMap(map.key(), map.value(), value);
        }
        if (type instanceof MultisetType multiset) {
            return paimonMap(multiset.element(), new IntType(false), value);
        }
        if (type instanceof VariantType) {
            List<?> parts = (List<?>) value;
            return new GenericVariant(((Slice) parts.get(0)).getBytes(), ((Slice) parts.get(1)).getBytes());
        }
        if (type instanceof RowType row) {
            List<?> members = (List<?>) value;
            GenericRow result = new GenericRow(row.size());
            for (int i = 0; i < row.size(); i++) {
                Field field = row.field(i);
                result.setField(i, paimonValue(field.type(), members.get(i)));
            }
            return result;
        }
        return value;
    }

    private static GenericMap paimonMap(DataType keyType, DataType valueType, Object value)
    {
        Map<Object, Object> result = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, item) -> result.put(paimonValue(keyType, key), paimonValue(valueType, item)));
        return new GenericMap(result);
    }
}
