package dev.varve.datafile.orc;

import dev.varve.column.ArrayColumn;
import dev.varve.column.ByteColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.Layout;
import dev.varve.column.LongColumn;
import dev.varve.column.MapColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.ShortColumn;
import dev.varve.column.Validity;
import dev.varve.datafile.BigEndian;
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
import dev.varve.type.VectorType;
import io.airlift.slice.Slices;
import org.apache.hadoop.hive.common.type.HiveDecimal;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DoubleColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MapColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.StructColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.TypeDescription;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.apache.orc.TypeDescription.Category.BINARY;
import static org.apache.orc.TypeDescription.Category.BOOLEAN;
import static org.apache.orc.TypeDescription.Category.BYTE;
import static org.apache.orc.TypeDescription.Category.CHAR;
import static org.apache.orc.TypeDescription.Category.DATE;
import static org.apache.orc.TypeDescription.Category.DECIMAL;
import static org.apache.orc.TypeDescription.Category.DOUBLE;
import static org.apache.orc.TypeDescription.Category.FLOAT;
import static org.apache.orc.TypeDescription.Category.INT;
import static org.apache.orc.TypeDescription.Category.LIST;
import static org.apache.orc.TypeDescription.Category.LONG;
import static org.apache.orc.TypeDescription.Category.MAP;
import static org.apache.orc.TypeDescription.Category.SHORT;
import static org.apache.orc.TypeDescription.Category.STRING;
import static org.apache.orc.TypeDescription.Category.STRUCT;
import static org.apache.orc.TypeDescription.Category.TIMESTAMP;
import static org.apache.orc.TypeDescription.Category.TIMESTAMP_INSTANT;
import static org.apache.orc.TypeDescription.Category.VARCHAR;

/** Copies a vector of orc-core into a column. */
interface OrcColumn
{
    /**
     * @param vector of which at least one value is not null, or that is empty
     * @param size how many of its values count
     * @param validity of the column
     */
    Column copy(ColumnVector vector, int size, long[] validity)
            throws IOException;

    /** A column of so many values of a vector. */
    default Column column(ColumnVector vector, int size, DataType type)
            throws IOException
    {
        if (size > 0 && !vector.noNulls && vector.isRepeating && vector.isNull[0]) {
            // orc-core leaves what is below such a vector as it was.
            return ColumnBuilder.nulls(type, size);
        }
        long[] validity = null;
        if (!vector.noNulls && !vector.isRepeating) {
            validity = new long[Validity.words(size)];
            for (int i = 0; i < size; i++) {
                if (!vector.isNull[i]) {
                    Validity.set(validity, i);
                }
            }
        }
        return copy(vector, size, validity);
    }

    /**
     * How values of a file's type become values of a requested type, or empty if the file does not hold any of what is asked for.
     *
     * @param include by column id of the file: whether it must be read; the columns that are needed are added
     * @param instants what instants in the file mean
     * @throws IOException if the file's type is not one that values of the type are written with
     */
    static Optional<OrcColumn> of(TypeDescription file, DataType type, boolean[] include, OrcInstants instants)
            throws IOException
    {
        Optional<OrcColumn> column;
        if (type instanceof RowType row) {
            check(file, type, Set.of(STRUCT));
            column = struct(file, row, include, instants);
        }
        else if (type instanceof ArrayType array) {
            column = Optional.of(list(file, type, array.element(), include, instants));
        }
        else if (type instanceof VectorType vector) {
            column = Optional.of(list(file, type, vector.element(), include, instants));
        }
        else if (type instanceof MapType map) {
            column = Optional.of(map(file, type, map.key(), map.value(), include, instants));
        }
        else if (type instanceof MultisetType multiset) {
            column = Optional.of(map(file, type, multiset.element(), new IntType(false), include, instants));
        }
        else {
            column = Optional.of(primitive(file, type, instants));
        }
        column.ifPresent(held -> include[file.getId()] = true);
        return column;
    }

    private static Optional<OrcColumn> struct(TypeDescription file, RowType type, boolean[] include, OrcInstants instants)
            throws IOException
    {
        int[] sources = new int[type.size()];
        List<Optional<OrcColumn>> fields = new ArrayList<>();
        for (int i = 0; i < sources.length; i++) {
            Field field = type.field(i);
            sources[i] = file.getFieldNames().indexOf(field.name());
            fields.add(sources[i] < 0 ? Optional.empty() : of(file.getChildren().get(sources[i]), field.type(), include, instants));
        }
        if (fields.stream().allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of((vector, size, validity) -> {
            StructColumnVector struct = (StructColumnVector) vector;
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < sources.length; i++) {
                DataType fieldType = type.field(i).type();
                columns.add(fields.get(i).isPresent()
                        ? fields.get(i).get().column(struct.fields[sources[i]], size, fieldType)
                        : ColumnBuilder.nulls(fieldType, size));
            }
            return new RowColumn(size, validity, columns);
        });
    }

    private static OrcColumn list(TypeDescription file, DataType type, DataType elementType, boolean[] include, OrcInstants instants)
            throws IOException
    {
        check(file, type, Set.of(LIST));
        OrcColumn element = element(file.getChildren().get(0), elementType, include, instants);
        return (vector, size, validity) -> {
            ListColumnVector list = (ListColumnVector) vector;
            int[] offsets = offsets(list.lengths, size, validity);
            return new ArrayColumn(size, validity, offsets, element.column(list.child, offsets[size], elementType));
        };
    }

    private static OrcColumn map(TypeDescription file, DataType type, DataType keyType, DataType valueType, boolean[] include, OrcInstants instants)
            throws IOException
    {
        check(file, type, Set.of(MAP));
        OrcColumn key = element(file.getChildren().get(0), keyType, include, instants);
        OrcColumn value = element(file.getChildren().get(1), valueType, include, instants);
        return (vector, size, validity) -> {
            MapColumnVector map = (MapColumnVector) vector;
            int[] offsets = offsets(map.lengths, size, validity);
            return new MapColumn(size, validity, offsets, key.column(map.keys, offsets[size], keyType), value.column(map.values, offsets[size], valueType));
        };
    }

    /** As {@link #of}, but elements are counted even if none of their members is asked for. */
    private static OrcColumn element(TypeDescription file, DataType type, boolean[] include, OrcInstants instants)
            throws IOException
    {
        return of(file, type, include, instants).orElse(new Absent());
    }

    /** Elements lie one after the other; what stands at a null is undefined. */
    private static int[] offsets(long[] lengths, int size, long[] validity)
    {
        int[] offsets = new int[size + 1];
        for (int i = 0; i < size; i++) {
            boolean present = validity == null || Validity.isValid(validity, i);
            offsets[i + 1] = Math.addExact(offsets[i], present ? Math.toIntExact(lengths[i]) : 0);
        }
        return offsets;
    }

    private static OrcColumn primitive(TypeDescription file, DataType type, OrcInstants instants)
            throws IOException
    {
        if (type instanceof BooleanType) {
            check(file, type, Set.of(BOOLEAN));
            return OrcColumn::bytes;
        }
        if (type instanceof TinyIntType) {
            check(file, type, Set.of(BYTE));
            return OrcColumn::bytes;
        }
        if (type instanceof SmallIntType) {
            check(file, type, Set.of(BYTE, SHORT));
            return OrcColumn::shorts;
        }
        if (type instanceof IntType || type instanceof TimeType) {
            check(file, type, Set.of(BYTE, SHORT, INT));
            return OrcColumn::ints;
        }
        if (type instanceof DateType) {
            check(file, type, Set.of(DATE));
            return OrcColumn::ints;
        }
        if (type instanceof BigIntType) {
            check(file, type, Set.of(BYTE, SHORT, INT, LONG));
            return OrcColumn::longs;
        }
        if (type instanceof FloatType) {
            check(file, type, Set.of(FLOAT));
            return OrcColumn::floats;
        }
        if (type instanceof DoubleType) {
            check(file, type, Set.of(FLOAT, DOUBLE));
            return OrcColumn::doubles;
        }
        if (type instanceof DecimalType decimal) {
            check(file, type, Set.of(DECIMAL));
            if (file.getScale() != decimal.scale()) {
                throw mismatch(file, type);
            }
            return (vector, size, validity) -> decimals(vector, size, validity, decimal);
        }
        if (type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
            check(file, type, Set.of(TIMESTAMP, TIMESTAMP_INSTANT));
            boolean wide = Layout.of(type) == Layout.FIXED12;
            OrcInstants meaning = file.getCategory() == TIMESTAMP_INSTANT ? instants : OrcInstants.AS_THEY_ARE;
            return (vector, size, validity) -> timestamps((TimestampColumnVector) vector, size, validity, wide, meaning);
        }
        if (type instanceof CharType || type instanceof VarCharType) {
            check(file, type, Set.of(CHAR, VARCHAR, STRING));
            return OrcColumn::binaries;
        }
        if (type instanceof BinaryType || type instanceof VarBinaryType || type instanceof BlobType) {
            check(file, type, Set.of(BINARY));
            return OrcColumn::binaries;
        }
        throw mismatch(file, type);
    }

    private static void check(TypeDescription file, DataType type, Set<TypeDescription.Category> allowed)
            throws IOException
    {
        if (!allowed.contains(file.getCategory())) {
            throw mismatch(file, type);
        }
    }

    private static IOException mismatch(TypeDescription file, DataType type)
    {
        return new IOException("values of type " + type + " cannot be stored as " + file);
    }

    /** Multiplied with a position: 0 if all values of the vector are that at 0. */
    private static int step(ColumnVector vector)
    {
        return vector.isRepeating ? 0 : 1;
    }

    private static Column bytes(ColumnVector vector, int size, long[] validity)
    {
        long[] source = ((LongColumnVector) vector).vector;
        int step = step(vector);
        byte[] values = new byte[size];
        for (int i = 0; i < size; i++) {
            values[i] = (byte) source[i * step];
        }
        return new ByteColumn(size, validity, values);
    }

    private static Column shorts(ColumnVector vector, int size, long[] validity)
    {
        long[] source = ((LongColumnVector) vector).vector;
        int step = step(vector);
        short[] values = new short[size];
        for (int i = 0; i < size; i++) {
            values[i] = (short) source[i * step];
        }
        return new ShortColumn(size, validity, values);
    }

    private static Column ints(ColumnVector vector, int size, long[] validity)
    {
        long[] source = ((LongColumnVector) vector).vector;
        int step = step(vector);
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            values[i] = (int) source[i * step];
        }
        return new IntColumn(size, validity, values);
    }

    private static LongColumn longs(ColumnVector vector, int size, long[] validity)
    {
        long[] source = ((LongColumnVector) vector).vector;
        int step = step(vector);
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
            values[i] = source[i * step];
        }
        return new LongColumn(size, validity, values);
    }

    private static Column floats(ColumnVector vector, int size, long[] validity)
    {
        double[] source = ((DoubleColumnVector) vector).vector;
        int step = step(vector);
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            values[i] = Float.floatToRawIntBits((float) source[i * step]);
        }
        return new IntColumn(size, validity, values);
    }

    private static Column doubles(ColumnVector vector, int size, long[] validity)
    {
        double[] source = ((DoubleColumnVector) vector).vector;
        int step = step(vector);
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
            values[i] = Double.doubleToRawLongBits(source[i * step]);
        }
        return new LongColumn(size, validity, values);
    }

    private static Column binaries(ColumnVector vector, int size, long[] validity)
    {
        BytesColumnVector source = (BytesColumnVector) vector;
        int step = step(vector);
        int[] offsets = new int[size + 1];
        for (int i = 0; i < size; i++) {
            boolean present = validity == null || Validity.isValid(validity, i);
            offsets[i + 1] = Math.addExact(offsets[i], present ? source.length[i * step] : 0);
        }
        byte[] bytes = new byte[offsets[size]];
        for (int i = 0; i < size; i++) {
            int length = offsets[i + 1] - offsets[i];
            if (length > 0) {
                System.arraycopy(source.vector[i * step], source.start[i * step], bytes, offsets[i], length);
            }
        }
        return new BytesColumn(size, validity, Slices.wrappedBuffer(bytes), offsets);
    }

    /** Up to 18 digits, orc-core yields the unscaled numbers. */
    private static Column decimals(ColumnVector vector, int size, long[] validity, DecimalType type)
    {
        boolean isShort = type.isShort();
        long[] words = new long[isShort ? size : 2 * size];
        int step = step(vector);
        long[] scratchLongs = new long[HiveDecimal.SCRATCH_LONGS_LEN];
        byte[] scratchBytes = new byte[HiveDecimal.SCRATCH_BUFFER_LEN_BIG_INTEGER_BYTES];
        for (int i = 0; i < size; i++) {
            if (validity != null && !Validity.isValid(validity, i)) {
                continue;
            }
            long high;
            long low;
            if (vector instanceof LongColumnVector longs) {
                low = longs.vector[i * step];
                high = low >> 63;
            }
            else {
                HiveDecimal value = ((DecimalColumnVector) vector).vector[i * step].getHiveDecimal();
                int length = value.bigIntegerBytesScaled(type.scale(), scratchLongs, scratchBytes);
                high = BigEndian.high(scratchBytes, 0, length);
                low = BigEndian.low(scratchBytes, 0, length);
            }
            if (isShort) {
                words[i] = low;
            }
            else {
                words[2 * i] = high;
                words[2 * i + 1] = low;
            }
        }
        return isShort ? new LongColumn(size, validity, words) : new Int128Column(size, validity, words);
    }

    /** A vector holds milliseconds, of which only the whole seconds count (rounded down), and nanoseconds of the second. */
    private static Column timestamps(TimestampColumnVector vector, int size, long[] validity, boolean wide, OrcInstants instants)
            throws IOException
    {
        int step = step(vector);
        long[] micros = wide ? null : new long[size];
        int[] words = wide ? new int[3 * size] : null;
        for (int i = 0; i < size; i++) {
            if (validity != null && !Validity.isValid(validity, i)) {
                continue;
            }
            int nanos = vector.nanos[i * step];
            long epochMicros = Math.addExact(Math.multiplyExact(Math.floorDiv(vector.time[i * step], 1_000), 1_000_000), nanos / 1_000);
            epochMicros = instants.instant(epochMicros);
            if (wide) {
                Fixed12Column.set(words, i, epochMicros, nanos % 1_000 * 1_000);
            }
            else {
                micros[i] = epochMicros;
            }
        }
        return wide ? new Fixed12Column(size, validity, words) : new LongColumn(size, validity, micros);
    }

    /** Elements of which the file holds nothing that is asked for. */
    final class Absent
            implements OrcColumn
    {
        @Override
        public Column column(ColumnVector vector, int size, DataType type)
        {
            return ColumnBuilder.nulls(type, size);
        }

        @Override
        public Column copy(ColumnVector vector, int size, long[] validity)
        {
            throw new IllegalStateException("There is nothing to copy");
        }
    }
}
