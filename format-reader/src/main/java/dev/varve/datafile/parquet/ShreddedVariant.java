package dev.varve.datafile.parquet;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesBuilder;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.RowColumn;
import dev.varve.row.VariantBytes;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.RowType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts variants together that a file holds in parts: what fits the type of {@code typed_value} lies there, what does not in {@code value}. Of
 * an object both may hold fields; where neither holds anything, a field is missing. The fields and elements of a {@code typed_value} are
 * such groups again.
 */
public final class ShreddedVariant
{
    private static final DataType BINARY = new VarBinaryType(VarBinaryType.UNBOUNDED, true);

    private final Column value;
    private final Column typed;
    private final DataType type;
    /** Of the fields of an object, or of the elements of an array. */
    private final List<ShreddedVariant> children = new ArrayList<>();

    /** @param group the columns of a group, of a type that {@link #typeOf} tells */
    private ShreddedVariant(RowColumn group, RowType groupType)
    {
        value = groupType.indexOf("value").isPresent() ? group.field(groupType.indexOf("value").getAsInt()).flatten() : null;
        int typedIndex = groupType.indexOf("typed_value").orElse(-1);
        typed = typedIndex < 0 ? null : group.field(typedIndex).flatten();
        type = typedIndex < 0 ? null : groupType.field(typedIndex).type();
        if (type instanceof RowType object) {
            for (int i = 0; i < object.size(); i++) {
                children.add(new ShreddedVariant((RowColumn) ((RowColumn) typed).field(i).flatten(), (RowType) object.field(i).type()));
            }
        }
        else if (type instanceof ArrayType array) {
            children.add(new ShreddedVariant((RowColumn) ((ArrayColumn) typed).elements().flatten(), (RowType) array.element()));
        }
    }

    /** The type to read a group of {@code value} and {@code typed_value} as, or empty if it is not one that variants are shredded to. */
    static Optional<RowType> typeOf(GroupType group)
    {
        List<Field> fields = new ArrayList<>();
        for (Type member : group.getFields()) {
            switch (member.getName()) {
                case "metadata", "value" -> fields.add(new Field(fields.size(), member.getName(), BINARY));
                case "typed_value" -> {
                    Optional<DataType> type = typedValue(member);
                    if (type.isEmpty()) {
                        return Optional.empty();
                    }
                    fields.add(new Field(fields.size(), member.getName(), type.get()));
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new RowType(fields, true));
    }

    private static Optional<DataType> typedValue(Type file)
    {
        if (file.isPrimitive()) {
            return primitive((PrimitiveType) file);
        }
        GroupType group = file.asGroupType();
        if (group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
            if (group.getType(0).isPrimitive() || group.getType(0).asGroupType().getType(0).isPrimitive()) {
                return Optional.empty();
            }
            return typeOf(group.getType(0).asGroupType().getType(0).asGroupType()).map(element -> new ArrayType(element, true));
        }
        List<Field> fields = new ArrayList<>();
        for (Type member : group.getFields()) {
            Optional<RowType> type = member.isPrimitive() ? Optional.empty() : typeOf(member.asGroupType());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            fields.add(new Field(fields.size(), member.getName(), type.get()));
        }
        return Optional.of(new RowType(fields, true));
    }

    private static Optional<DataType> primitive(PrimitiveType file)
    {
        LogicalTypeAnnotation annotation = file.getLogicalTypeAnnotation();
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            return Optional.of(new DecimalType(decimal.getPrecision(), decimal.getScale(), true));
        }
        DataType type = switch (file.getPrimitiveTypeName()) {
            case BOOLEAN -> new BooleanType(true);
            case INT32 -> annotation instanceof DateLogicalTypeAnnotation
                    ? new DateType(true)
                    : annotation == null || annotation instanceof IntLogicalTypeAnnotation ? new IntType(true) : null;
            case INT64 -> annotation instanceof TimestampLogicalTypeAnnotation timestamp
                    ? timestamp(timestamp)
                    : annotation == null || annotation instanceof IntLogicalTypeAnnotation ? new BigIntType(true) : null;
            case FLOAT -> new FloatType(true);
            case DOUBLE -> new DoubleType(true);
            case BINARY -> annotation instanceof StringLogicalTypeAnnotation
                    ? new VarCharType(VarCharType.UNBOUNDED, true)
                    : annotation == null ? BINARY : null;
            case INT96, FIXED_LEN_BYTE_ARRAY -> null;
        };
        return Optional.ofNullable(type);
    }

    private static DataType timestamp(TimestampLogicalTypeAnnotation timestamp)
    {
        if (timestamp.getUnit() == TimeUnit.NANOS) {
            return null;
        }
        return timestamp.isAdjustedToUTC() ? new LocalZonedTimestampType(6, true) : new TimestampType(6, true);
    }

    /**
     * A column of the layout of variants from the columns of a group.
     *
     * @param groupType members {@code metadata}, {@code value} if there is one, and {@code typed_value}: an array of such groups without metadata, a row of them, or
     *         a BOOLEAN, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, DATE, TIMESTAMP(6), TIMESTAMP_LTZ(6), STRING or BYTES
     * @throws IOException if the parts contradict each other
     */
    public static RowColumn assemble(RowColumn group, RowType groupType)
            throws IOException
    {
        ShreddedVariant variant = new ShreddedVariant(group, groupType);
        BytesColumn metadata = (BytesColumn) group.field(groupType.indexOf("metadata").orElseThrow()).flatten();
        int size = group.size();
        BytesBuilder values = new BytesBuilder(size);
        BytesBuilder metadatas = new BytesBuilder(size);
        VariantBytes.Names names = null;
        for (int i = 0; i < size; i++) {
            if (group.isNull(i)) {
                values.appendNull();
                metadatas.appendNull();
                continue;
            }
            Slice dictionary = metadata.value(i);
            if (names == null || !names.isExactly(dictionary)) {
                names = VariantBytes.Names.parse(dictionary);
            }
            byte[] bytes = variant.bytes(i, names).orElseGet(VariantBytes::ofNull);
            values.append(bytes, 0, bytes.length);
            byte[] completed = names.toBytes();
            metadatas.append(completed, 0, completed.length);
        }
        return new RowColumn(size, group.validity(), List.of(values.build(), metadatas.build()));
    }

    /** The value at a position, or empty if it is missing. */
    private Optional<byte[]> bytes(int position, VariantBytes.Names names)
            throws IOException
    {
        boolean hasValue = value != null && !value.isNull(position);
        if (typed == null || typed.isNull(position)) {
            return hasValue ? Optional.of(((BytesColumn) value).value(position).getBytes()) : Optional.empty();
        }
        if (type instanceof RowType object) {
            Map<String, byte[]> fields = new HashMap<>();
            if (hasValue) {
                VariantBytes.addFields(((BytesColumn) value).value(position), names, fields);
            }
            for (int i = 0; i < object.size(); i++) {
                Optional<byte[]> field = children.get(i).bytes(position, names);
                if (field.isPresent()) {
                    fields.put(object.field(i).name(), field.get());
                }
            }
            return Optional.of(VariantBytes.ofObject(fields, names));
        }
        if (type instanceof ArrayType) {
            int[] offsets = ((ArrayColumn) typed).offsets();
            List<byte[]> elements = new ArrayList<>();
            for (int i = offsets[position]; i < offsets[position + 1]; i++) {
                elements.add(children.get(0).bytes(i, names).orElseGet(VariantBytes::ofNull));
            }
            return Optional.of(VariantBytes.ofArray(elements));
        }
        return Optional.of(scalar(position));
    }

    private byte[] scalar(int position)
    {
        if (typed instanceof ByteColumn bytes) {
            return VariantBytes.of(bytes.values()[position] != 0);
        }
        if (typed instanceof BytesColumn bytes) {
            return type instanceof VarCharType ? VariantBytes.ofText(bytes.value(position)) : VariantBytes.ofBinary(bytes.value(position));
        }
        if (typed instanceof Int128Column decimals) {
            byte[] unscaled = ByteBuffer.allocate(2 * Long.BYTES).putLong(decimals.high(position)).putLong(decimals.low(position)).array();
            return VariantBytes.of(new BigDecimal(new BigInteger(unscaled), ((DecimalType) type).scale()));
        }
        if (typed instanceof IntColumn ints) {
            int number = ints.values()[position];
            return type instanceof FloatType ? VariantBytes.of(Float.intBitsToFloat(number)) : type instanceof DateType ? VariantBytes.ofDate(number) : VariantBytes.of((long) number);
        }
        long number = ((LongColumn) typed).values()[position];
        if (type instanceof DoubleType) {
            return VariantBytes.of(Double.longBitsToDouble(number));
        }
        if (type instanceof DecimalType decimal) {
            return VariantBytes.of(BigDecimal.valueOf(number, decimal.scale()));
        }
        if (type instanceof TimestampType) {
            return VariantBytes.ofMicros(VariantBytes.TIMESTAMP_MICROS, number);
        }
        return type instanceof LocalZonedTimestampType ? VariantBytes.ofMicros(VariantBytes.INSTANT_MICROS, number) : VariantBytes.of(number);
    }
}
