package dev.varve.datafile.avro;

import dev.varve.avro.AvroInput;
import dev.varve.avro.MalformedAvroException;
import dev.varve.column.ArrayBuilder;
import dev.varve.column.ByteBuilder;
import dev.varve.column.BytesBuilder;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.IntBuilder;
import dev.varve.column.LongBuilder;
import dev.varve.column.MapBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.column.ShortBuilder;
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
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import org.apache.avro.Schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Appends the next value of an input, of one schema, to a builder, of one type. Made once per file. */
interface AvroValue
{
    void read(AvroInput input, ColumnBuilder builder)
            throws IOException;

    /**
     * How values of that schema become values of that type, or empty if the file does not hold any of what is asked for.
     *
     * @throws MalformedAvroException if the schema is not one that values of the type are written with
     */
    static Optional<AvroValue> of(Schema schema, DataType type)
            throws IOException
    {
        if (schema.getType() == Schema.Type.UNION) {
            return ofUnion(schema, type);
        }
        if (type instanceof RowType row) {
            return ofRecord(schema, row);
        }
        if (type instanceof VariantType) {
            DataType binary = new VarBinaryType(VarBinaryType.UNBOUNDED, false);
            return ofRecord(schema, RowType.of(List.of(new Field(0, "value", binary), new Field(1, "metadata", binary))));
        }
        if (type instanceof ArrayType array) {
            return Optional.of(ofArray(schema, type, array.element()));
        }
        if (type instanceof VectorType vector) {
            return Optional.of(ofArray(schema, type, vector.element()));
        }
        if (type instanceof MapType map) {
            return Optional.of(ofMap(schema, type, map.key(), map.value()));
        }
        if (type instanceof MultisetType multiset) {
            return Optional.of(ofMap(schema, type, multiset.element(), new IntType(false)));
        }
        return Optional.of(ofPrimitive(schema, type).orElseThrow(() -> mismatch(schema, type)));
    }

    /** Steps over a value and leaves a null. */
    static AvroValue skipping(Schema schema)
    {
        return (input, builder) -> {
            input.skip(schema);
            builder.appendNull();
        };
    }

    /** The record schema that a schema is, or is nullable. */
    static Optional<Schema> record(Schema schema)
    {
        if (schema.getType() == Schema.Type.RECORD) {
            return Optional.of(schema);
        }
        if (schema.getType() == Schema.Type.UNION) {
            return schema.getTypes().stream().filter(branch -> branch.getType() == Schema.Type.RECORD).findFirst();
        }
        return Optional.empty();
    }

    private static Optional<AvroValue> ofUnion(Schema schema, DataType type)
            throws IOException
    {
        List<Schema> branches = schema.getTypes();
        AvroValue[] values = new AvroValue[branches.size()];
        boolean held = false;
        for (int i = 0; i < values.length; i++) {
            if (branches.get(i).getType() == Schema.Type.NULL) {
                values[i] = (input, builder) -> builder.appendNull();
                continue;
            }
            Optional<AvroValue> value = of(branches.get(i), type);
            held |= value.isPresent();
            values[i] = value.orElse(skipping(branches.get(i)));
        }
        return held ? Optional.of((input, builder) -> values[input.readBranch(values.length)].read(input, builder)) : Optional.empty();
    }

    private static Optional<AvroValue> ofRecord(Schema schema, RowType type)
            throws IOException
    {
        if (schema.getType() != Schema.Type.RECORD) {
            throw mismatch(schema, type);
        }
        List<RecordValue.Step> steps = new ArrayList<>();
        boolean[] held = new boolean[type.size()];
        boolean anyHeld = false;
        for (Schema.Field field : schema.getFields()) {
            int target = type.indexOf(field.name()).orElse(-1);
            Optional<AvroValue> value = target < 0 ? Optional.empty() : of(field.schema(), type.field(target).type());
            if (value.isPresent()) {
                held[target] = true;
                anyHeld = true;
                steps.add(new RecordValue.Step(value.get(), target, field.schema()));
            }
            else {
                steps.add(new RecordValue.Step(null, -1, field.schema()));
            }
        }
        return anyHeld ? Optional.of(new RecordValue(steps.toArray(RecordValue.Step[]::new), held)) : Optional.empty();
    }

    private static AvroValue ofArray(Schema schema, DataType type, DataType elementType)
            throws IOException
    {
        if (schema.getType() != Schema.Type.ARRAY) {
            throw mismatch(schema, type);
        }
        AvroValue element = of(schema.getElementType(), elementType).orElse(skipping(schema.getElementType()));
        return (input, builder) -> {
            ArrayBuilder array = (ArrayBuilder) builder;
            for (long count = input.readBlockCount(); count != 0; count = input.readBlockCount()) {
                for (long i = 0; i < count; i++) {
                    element.read(input, array.elements());
                }
            }
            array.endValue();
        };
    }

    /** Maps with keys that are not text are arrays of records of key and value. */
    private static AvroValue ofMap(Schema schema, DataType type, DataType keyType, DataType valueType)
            throws IOException
    {
        AvroValue entry;
        if (schema.getType() == Schema.Type.MAP && isText(keyType)) {
            AvroValue value = of(schema.getValueType(), valueType).orElse(skipping(schema.getValueType()));
            entry = (input, builder) -> {
                MapBuilder map = (MapBuilder) builder;
                readBytes(input, map.keys());
                value.read(input, map.values());
            };
        }
        else if (schema.getType() == Schema.Type.ARRAY && schema.getElementType().getType() == Schema.Type.RECORD && schema.getElementType().getFields().size() == 2) {
            Schema keySchema = schema.getElementType().getFields().get(0).schema();
            Schema valueSchema = schema.getElementType().getFields().get(1).schema();
            AvroValue key = of(keySchema, keyType).orElse(skipping(keySchema));
            AvroValue value = of(valueSchema, valueType).orElse(skipping(valueSchema));
            entry = (input, builder) -> {
                MapBuilder map = (MapBuilder) builder;
                key.read(input, map.keys());
                value.read(input, map.values());
            };
        }
        else {
            throw mismatch(schema, type);
        }
        return (input, builder) -> {
            for (long count = input.readBlockCount(); count != 0; count = input.readBlockCount()) {
                for (long i = 0; i < count; i++) {
                    entry.read(input, builder);
                }
            }
            ((MapBuilder) builder).endValue();
        };
    }

    private static Optional<AvroValue> ofPrimitive(Schema schema, DataType type)
    {
        Schema.Type physical = schema.getType();
        AvroValue value = null;
        if (type instanceof BooleanType && physical == Schema.Type.BOOLEAN) {
            value = (input, builder) -> ((ByteBuilder) builder).append((byte) (input.readBoolean() ? 1 : 0));
        }
        else if (type instanceof TinyIntType && physical == Schema.Type.INT) {
            value = (input, builder) -> ((ByteBuilder) builder).append((byte) input.readInt());
        }
        else if (type instanceof SmallIntType && physical == Schema.Type.INT) {
            value = (input, builder) -> ((ShortBuilder) builder).append((short) input.readInt());
        }
        else if ((type instanceof IntType || type instanceof DateType) && physical == Schema.Type.INT) {
            value = (input, builder) -> ((IntBuilder) builder).append(input.readInt());
        }
        else if (type instanceof TimeType && (physical == Schema.Type.INT || physical == Schema.Type.LONG)) {
            int unitsPerMilli = physical == Schema.Type.LONG ? 1_000 : 1;
            value = (input, builder) -> ((IntBuilder) builder).append((int) (input.readLong() / unitsPerMilli));
        }
        else if (type instanceof BigIntType && (physical == Schema.Type.LONG || physical == Schema.Type.INT)) {
            value = (input, builder) -> ((LongBuilder) builder).append(input.readLong());
        }
        else if (type instanceof FloatType && physical == Schema.Type.FLOAT) {
            value = (input, builder) -> ((IntBuilder) builder).append(input.readFloatBits());
        }
        else if (type instanceof DoubleType && physical == Schema.Type.DOUBLE) {
            value = (input, builder) -> ((LongBuilder) builder).append(input.readDoubleBits());
        }
        else if (type instanceof TimestampType timestamp && physical == Schema.Type.LONG) {
            value = AvroTimestamps.of(schema, timestamp.precision());
        }
        else if (type instanceof LocalZonedTimestampType timestamp && physical == Schema.Type.LONG) {
            value = AvroTimestamps.of(schema, timestamp.precision());
        }
        else if (type instanceof DecimalType decimal && (physical == Schema.Type.BYTES || physical == Schema.Type.FIXED)) {
            value = AvroDecimals.of(schema, decimal);
        }
        else if ((isText(type) || isBinary(type)) && Set.of(Schema.Type.STRING, Schema.Type.BYTES).contains(physical)) {
            value = AvroValue::readBytes;
        }
        else if (isBinary(type) && physical == Schema.Type.FIXED) {
            int length = schema.getFixedSize();
            value = (input, builder) -> ((BytesBuilder) builder).append(input.bytes(), input.take(length), length);
        }
        return Optional.ofNullable(value);
    }

    private static void readBytes(AvroInput input, ColumnBuilder builder)
            throws IOException
    {
        int length = input.readLength();
        ((BytesBuilder) builder).append(input.bytes(), input.take(length), length);
    }

    private static boolean isText(DataType type)
    {
        return type instanceof CharType || type instanceof VarCharType;
    }

    private static boolean isBinary(DataType type)
    {
        return type instanceof BinaryType || type instanceof VarBinaryType || type instanceof BlobType;
    }

    private static MalformedAvroException mismatch(Schema schema, DataType type)
    {
        return new MalformedAvroException("values of type " + type + " cannot be stored as Avro's " + schema);
    }

    /** A record as a row: its fields in the order of the file, those that nobody asked for skipped. */
    final class RecordValue
            implements AvroValue
    {
        /** @param value null if the field is to be skipped */
        private record Step(AvroValue value, int target, Schema schema) {}

        private final Step[] steps;
        private final int[] absent;

        private RecordValue(Step[] steps, boolean[] held)
        {
            this.steps = steps;
            absent = IntStream.range(0, held.length).filter(i -> !held[i]).toArray();
        }

        @Override
        public void read(AvroInput input, ColumnBuilder builder)
                throws IOException
        {
            RowBuilder row = (RowBuilder) builder;
            for (Step step : steps) {
                if (step.value() == null) {
                    input.skip(step.schema());
                }
                else {
                    step.value().read(input, row.field(step.target()));
                }
            }
            for (int field : absent) {
                row.field(field).appendNull();
            }
            row.endValue();
        }
    }
}
