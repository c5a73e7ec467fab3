package dev.varve.row;

import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
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
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestBinaryRow
{
    private static final DataType TINYINT = new TinyIntType(true);
    private static final DataType SMALLINT = new SmallIntType(true);
    private static final DataType INT = new IntType(true);
    private static final DataType BIGINT = new BigIntType(true);
    private static final DataType BOOLEAN = new BooleanType(true);
    private static final DataType FLOAT = new FloatType(true);
    private static final DataType DOUBLE = new DoubleType(true);
    private static final DataType DATE = new DateType(true);
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final DataType BYTES = new VarBinaryType(VarBinaryType.UNBOUNDED, true);
    private static final DataType SHORT_DECIMAL = new DecimalType(10, 2, true);
    private static final DataType LONG_DECIMAL = new DecimalType(30, 2, true);
    private static final DataType MILLIS = new TimestampType(3, true);
    private static final DataType NANOS = new TimestampType(9, true);

    /** Rows that Paimon made: types, values, bytes after the arity, hash. */
    @DataProvider
    public Object[][] paimonRows()
    {
        return new Object[][] {
                {List.of(INT, STRING), List.of(1L, utf8Slice("hello")), "0000000000000000 0100000000000000 68656c6c6f000085", (int) 3050749510L},
                {List.of(STRING), Arrays.asList((Object) null), "0001000000000000 0000000000000000", -1748325344},
                {List.of(BYTES, STRING), List.of(Slices.wrappedBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7}), utf8Slice("")),
                        "0000000000000000 0102030405060787 0000000000000080", -2050506111},
                {List.of(TINYINT, SMALLINT, BOOLEAN), List.of(-1L, -2L, true),
                        "0000000000000000 ff00000000000000 feff000000000000 0100000000000000", 266878295},
                {List.of(FLOAT, DOUBLE), List.of(-0.0f, Double.NaN), "0000000000000000 0000008000000000 000000000000f87f", 1000439317},
                {List.of(SHORT_DECIMAL), List.of(new BigDecimal("12.34")), "0000000000000000 d204000000000000", -1096042293},
                {List.of(MILLIS), List.of(Timestamp.ofMillis(-1, 0)), "0000000000000000 ffffffffffffffff", -821098432},
                {List.of(NANOS), List.of(Timestamp.ofMillis(-1, 999_999)), "0000000000000000 3f420f0010000000 ffffffffffffffff", 61627685},
                {List.of(LONG_DECIMAL, STRING), Arrays.asList(null, utf8Slice("abcdefgh")),
                        "0001000000000000 0000000018000000 0800000028000000 0000000000000000 0000000000000000 6162636465666768", 1626982067},
                {List.of(LONG_DECIMAL, NANOS), Arrays.asList(new BigDecimal("-1.00"), null),
                        "0002000000000000 0100000018000000 0000000028000000 9c00000000000000 0000000000000000 0000000000000000", 906602373},
        };
    }

    @Test(dataProvider = "paimonRows")
    public void writesWhatPaimonWrites(List<DataType> types, List<Object> values, String bytes, int hash)
    {
        BinaryRow row = BinaryRowWriter.write(types, values);
        assertThat(HexFormat.of().formatHex(row.toBytes()).substring(8)).isEqualTo(bytes.replace(" ", ""));
        assertThat(row.bucketHash()).isEqualTo(hash);
    }

    @Test(dataProvider = "paimonRows")
    public void readsWhatPaimonWrites(List<DataType> types, List<Object> values, String bytes, int hash)
    {
        BinaryRow row = row(types.size(), bytes);
        assertThat(row.arity()).isEqualTo(types.size());
        assertThat(row.values(types)).isEqualTo(values);
    }

    @Test
    public void readsDatesAndLongText()
    {
        BinaryRow row = row(2, "0000000000000000 0900000018000000 0b4d000000000000 323032342f30313a 7800000000000000");
        assertThat(row.values(List.of(STRING, DATE))).isEqualTo(List.of(utf8Slice("2024/01:x"), LocalDate.of(2024, 1, 1).toEpochDay()));
    }

    @Test
    public void fieldsBeyondTheStoredArityAreNull()
    {
        BinaryRow row = row(1, "0000000000000000 0100000000000000");
        assertThat(row.values(List.of(INT, INT, LONG_DECIMAL))).isEqualTo(Arrays.asList(1L, null, null));
    }

    @Test
    public void emptyRowIsThatOfAnUnpartitionedTable()
    {
        assertThat(BinaryRow.EMPTY).isEqualTo(BinaryRowWriter.write(List.of(), List.of())).isEqualTo(row(0, "0000000000000000"));
    }

    @Test
    public void rejectsRowsThatAreTooShort()
    {
        assertThatThrownBy(() -> BinaryRow.of(new byte[3])).isInstanceOf(VarveException.class).hasMessageContaining("3 bytes");
        assertThatThrownBy(() -> row(1, "0000000000000000")).isInstanceOf(VarveException.class).hasMessageContaining("1 fields");
        assertThatThrownBy(() -> row(Integer.MAX_VALUE, "0000000000000000")).isInstanceOf(VarveException.class);
        assertThatThrownBy(() -> row(-1, "0000000000000000")).isInstanceOf(VarveException.class);
    }

    @Test
    public void rejectsPointersOutOfTheRow()
    {
        for (String slot : List.of("0900000010000000", "0900000018000000", "ffffffff10000000", "08000000ffffff7f", "08000000ffffffff")) {
            BinaryRow row = row(1, "0000000000000000 " + slot + " 0000000000000000");
            assertThatThrownBy(() -> row.value(0, LONG_DECIMAL)).as(slot).isInstanceOf(VarveException.class);
        }
    }

    @Test
    public void readsBackRandomRows()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<DataType> types = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            int fields = random.nextInt(80);
            for (int i = 0; i < fields; i++) {
                DataType type = randomType(random);
                types.add(type);
                values.add(random.nextInt(4) == 0 ? null : randomValue(type, random));
            }
            BinaryRow row = BinaryRowWriter.write(types, values);
            assertThat(BinaryRow.of(row.toBytes()).values(types)).as("seed %s", seed).isEqualTo(values);
        }
    }

    @Test
    public void columnsAreEncodedAsTheirValuesAre()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<DataType> types = new ArrayList<>();
            int fields = random.nextInt(70);
            for (int i = 0; i < fields; i++) {
                types.add(randomType(random));
            }
            RowEncoder encoder = RowEncoder.of(types);
            for (int row = 0; row < 5; row++) {
                List<Object> values = new ArrayList<>();
                types.forEach(type -> values.add(random.nextInt(4) == 0 ? null : randomValue(type, random)));
                Column[] columns = new Column[fields];
                for (int i = 0; i < fields; i++) {
                    columns[i] = LiteralColumn.of(types.get(i), values.get(i));
                }
                encoder.encode(columns, 0);
                BinaryRow expected = BinaryRowWriter.write(types, values);
                assertThat(encoder.row()).as("seed %s", seed).isEqualTo(expected);
                assertThat(encoder.isRow(expected)).isTrue();
                assertThat(encoder.bucketHash()).isEqualTo(expected.bucketHash());
            }
        }
    }

    @Test
    public void damagedRowsNeverFailInAnUnknownWay()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<DataType> types = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                DataType type = randomType(random);
                types.add(type);
                values.add(randomValue(type, random));
            }
            byte[] bytes = BinaryRowWriter.write(types, values).toBytes();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] damaged = Arrays.copyOf(bytes, random.nextBoolean() ? bytes.length : random.nextInt(bytes.length));
            try {
                BinaryRow.of(damaged).values(types);
            }
            catch (VarveException e) {
                assertThat(e.kind()).as("seed %s", seed).isEqualTo(VarveException.Kind.CORRUPT_TABLE);
            }
        }
    }

    @Test
    public void keysAreOrderedByValueNotByBytes()
    {
        RowOrder order = RowOrder.of(List.of(INT, STRING));
        BinaryRow negative = BinaryRowWriter.write(List.of(INT, STRING), List.of(-1L, utf8Slice("z")));
        BinaryRow replacementCharacter = BinaryRowWriter.write(List.of(INT, STRING), List.of(1L, utf8Slice("\ufffd")));
        BinaryRow emoji = BinaryRowWriter.write(List.of(INT, STRING), List.of(1L, utf8Slice("\ud83d\ude00")));
        BinaryRow unknown = BinaryRowWriter.write(List.of(INT, STRING), Arrays.asList(1L, null));
        assertThat(List.of(emoji, replacementCharacter, unknown, negative).stream().sorted(order))
                .containsExactly(negative, unknown, replacementCharacter, emoji);
    }

    private static BinaryRow row(int arity, String hex)
    {
        return BinaryRow.of(HexFormat.of().parseHex("%08x".formatted(arity) + hex.replace(" ", "")));
    }

    private static DataType randomType(Random random)
    {
        List<DataType> types = List.of(TINYINT, SMALLINT, INT, BIGINT, BOOLEAN, FLOAT, DOUBLE, DATE, STRING, BYTES, SHORT_DECIMAL, LONG_DECIMAL, MILLIS, NANOS,
                new TimeType(3, true), new LocalZonedTimestampType(6, true), new LocalZonedTimestampType(0, true));
        return types.get(random.nextInt(types.size()));
    }

    private static Object randomValue(DataType type, Random random)
    {
        if (type instanceof TinyIntType) {
            return (long) (byte) random.nextInt();
        }
        if (type instanceof SmallIntType) {
            return (long) (short) random.nextInt();
        }
        if (type instanceof IntType || type instanceof DateType || type instanceof TimeType) {
            return (long) random.nextInt();
        }
        if (type instanceof BigIntType) {
            return random.nextLong();
        }
        if (type instanceof BooleanType) {
            return random.nextBoolean();
        }
        if (type instanceof FloatType) {
            return random.nextFloat();
        }
        if (type instanceof DoubleType) {
            return random.nextGaussian();
        }
        if (type instanceof DecimalType decimal) {
            return new BigDecimal(new BigInteger(decimal.isShort() ? 33 : 99, random).negate(), decimal.scale());
        }
        if (type instanceof TimestampType timestamp && timestamp.precision() == 9) {
            return Timestamp.ofMillis(random.nextInt(), random.nextInt(1_000_000));
        }
        if (type instanceof TimestampType || type instanceof LocalZonedTimestampType) {
            return Timestamp.ofMillis(random.nextInt(), 0);
        }
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return Slices.wrappedBuffer(bytes);
    }
}
