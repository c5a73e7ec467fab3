package dev.varve.datafile.parquet;

import dev.varve.column.Column;
import dev.varve.column.DictionaryColumn;
import dev.varve.datafile.AbstractTestDataFileFormat;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.datafile.Values;
import dev.varve.error.VarveException;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import org.apache.paimon.data.variant.GenericVariant;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestParquetFormat
        extends AbstractTestDataFileFormat
{
    private static final String SHREDDED = """
            message m {
              optional group v {
                required binary metadata;
                optional binary value;
                optional group typed_value {
                  required group a { optional binary value; optional int64 typed_value; }
                  required group b { optional binary value; optional binary typed_value (STRING); }
                  required group c { optional binary value; optional group typed_value (LIST) {
                    repeated group list { required group element { optional binary value; optional int64 typed_value; } } } }
                }
              }
            }""";
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final DataType INT = new IntType(true);
    private static final DataType BIGINT = new BigIntType(true);

    @Override
    protected DataFileFormat format()
    {
        return new ParquetFormat();
    }

    @Override
    protected boolean supports(DataType type)
    {
        return true;
    }

    @Override
    protected Map<String, String> smallRowGroups()
    {
        return Map.of("file.block-size", "64 kb", "parquet.page.size", "4096");
    }

    @DataProvider
    public Object[][] codecs()
    {
        return new Object[][] {
                {CompressionCodecName.UNCOMPRESSED},
                {CompressionCodecName.SNAPPY},
                {CompressionCodecName.GZIP},
                {CompressionCodecName.ZSTD},
                {CompressionCodecName.LZ4_RAW},
        };
    }

    /** Small pages, and dictionaries that are given up in the middle, in both versions of the page format and its encodings. */
    @Test(dataProvider = "codecs")
    public void testPagesAndEncodings(CompressionCodecName codec)
            throws IOException
    {
        MessageType schema = MessageTypeParser.parseMessageType("""
                message m {
                  required int64 id;
                  optional boolean flag;
                  optional int32 number;
                  optional float real;
                  required double number64;
                  optional binary text (STRING);
                  optional fixed_len_byte_array(3) fixed;
                  optional int96 time;
                  optional group list (LIST) { repeated group list { optional int64 element; } }
                }""");
        List<Field> fields = List.of(
                new Field(0, "id", BIGINT),
                new Field(1, "flag", new BooleanType(true)),
                new Field(2, "number", INT),
                new Field(3, "real", new FloatType(true)),
                new Field(4, "number64", new DoubleType(true)),
                new Field(5, "text", TEXT),
                new Field(6, "fixed", new VarBinaryType(VarBinaryType.UNBOUNDED, true)),
                new Field(7, "time", new TimestampType(9, true)),
                new Field(8, "list", new ArrayType(BIGINT, true)));
        long seed = new Random().nextLong();
        for (WriterVersion version : WriterVersion.values()) {
            for (boolean dictionary : new boolean[] {true, false}) {
                Random random = new Random(seed);
                List<List<Object>> expected = new ArrayList<>();
                Path file = newFile();
                try (ParquetWriter<Group> writer = writer(file, schema, builder -> builder
                        .withCompressionCodec(codec)
                        .withWriterVersion(version)
                        .withDictionaryEncoding(dictionary)
                        .withDictionaryPageSize(2000)
                        .withPageSize(3000)
                        .withRowGroupSize(100_000L))) {
                    for (int i = 0; i < 6_000; i++) {
                        Group group = new SimpleGroup(schema);
                        expected.add(addRow(group, i, random));
                        writer.write(group);
                    }
                }
                assertThat(read(file, fields)).as("seed %d, %s, dictionary %s", seed, version, dictionary).isEqualTo(expected);
            }
        }
    }

    private static List<Object> addRow(Group group, long id, Random random)
    {
        Object[] row = new Object[9];
        row[0] = id;
        group.add("id", id);
        if (random.nextInt(3) > 0) {
            row[1] = random.nextBoolean();
            group.add("flag", (boolean) row[1]);
        }
        if (random.nextInt(3) > 0) {
            int number = random.nextInt(random.nextBoolean() ? 10 : 1_000_000);
            row[2] = (long) number;
            group.add("number", number);
        }
        if (random.nextInt(10) > 0) {
            row[3] = random.nextFloat();
            group.add("real", (float) row[3]);
        }
        row[4] = (double) random.nextInt(1000);
        group.add("number64", (double) row[4]);
        if (random.nextInt(10) > 0) {
            // Few values first, so that there is a dictionary.
            row[5] = "value " + random.nextInt(id % 2000 < 1000 ? 20 : 1_000_000);
            group.add("text", (String) row[5]);
        }
        if (random.nextInt(2) > 0) {
            byte[] bytes = {(byte) random.nextInt(), (byte) random.nextInt(4), 3};
            row[6] = Slices.wrappedBuffer(bytes);
            group.add("fixed", Binary.fromConstantByteArray(bytes));
        }
        if (random.nextInt(2) > 0) {
            int day = random.nextInt(20_000) - 10_000;
            int nanos = random.nextInt(1_000_000_000);
            row[7] = new Timestamp(day * 86_400_000_000L + nanos / 1000, nanos % 1000);
            group.add("time", new NanoTime(day + 2_440_588, nanos));
        }
        if (random.nextInt(4) > 0) {
            List<Object> elements = new ArrayList<>();
            Group list = group.addGroup("list");
            for (int i = random.nextInt(random.nextInt(50) == 0 ? 2000 : 4); i > 0; i--) {
                Group element = list.addGroup("list");
                boolean present = random.nextInt(5) > 0;
                elements.add(present ? random.nextLong() : null);
                if (present) {
                    element.add("element", (long) elements.get(elements.size() - 1));
                }
            }
            row[8] = elements;
        }
        return Arrays.asList(row);
    }

    @Test
    public void testListsOfOlderFiles()
            throws IOException
    {
        Path file = write("""
                message m {
                  optional group primitives (LIST) { repeated int32 array; }
                  optional group rows (LIST) { repeated group array { required int32 x; } }
                  optional group pairs (LIST) { repeated group list { required int32 x; optional binary y (STRING); } }
                  optional group hive (LIST) { repeated group bag { optional int32 array_element; } }
                  repeated int32 bare;
                }""", 2, (row, group) -> {
            if (row == 0) {
                Group primitives = group.addGroup("primitives");
                primitives.append("array", 1).append("array", 2);
                group.addGroup("rows").addGroup("array").append("x", 3);
                group.addGroup("pairs").addGroup("list").append("x", 4);
                Group hive = group.addGroup("hive");
                hive.addGroup("bag").append("array_element", 5);
                hive.addGroup("bag");
                group.append("bare", 6).append("bare", 7);
            }
        });
        DataType array = new ArrayType(INT, true);
        DataType pair = new RowType(List.of(new Field(1, "y", TEXT), new Field(2, "x", INT)), true);
        assertThat(read(file, List.of(
                new Field(0, "primitives", array),
                new Field(1, "rows", new ArrayType(new RowType(List.of(new Field(2, "x", INT)), true), true)),
                new Field(3, "pairs", new ArrayType(pair, true)),
                new Field(4, "hive", array),
                new Field(5, "bare", array))))
                .isEqualTo(List.of(
                        row(List.of(1L, 2L), List.of(row(3L)), List.of(row(null, 4L)), row(5L, null), List.of(6L, 7L)),
                        row(null, null, null, null, List.of())));
    }

    @Test
    public void testMapsOfOlderFiles()
            throws IOException
    {
        Path file = write("""
                message m {
                  optional group a (MAP) { repeated group key_value (MAP_KEY_VALUE) { required int32 key; optional int32 value; } }
                  optional group b (MAP_KEY_VALUE) { repeated group map { optional int32 k; optional int32 v; } }
                  optional group c { repeated group entries { required int32 value; required int32 key; } }
                }""", 1, (row, group) -> {
            group.addGroup("a").addGroup("key_value").append("key", 1);
            group.addGroup("b").addGroup("map").append("k", 2).append("v", 3);
            group.addGroup("c").addGroup("entries").append("value", 4).append("key", 5);
        });
        Map<Object, Object> nullValue = new HashMap<>();
        nullValue.put(1L, null);
        DataType map = new MapType(INT, INT, true);
        assertThat(read(file, List.of(new Field(0, "a", map), new Field(1, "b", map), new Field(2, "c", map))))
                .isEqualTo(List.of(row(nullValue, Map.of(2L, 3L), Map.of(4L, 5L))));
    }

    /** An element of which nothing is asked for still counts. */
    @Test
    public void testArrayOfRowsWithoutRequestedMember()
            throws IOException
    {
        RowType type = RowType.of(List.of(new Field(0, "a", new ArrayType(new RowType(List.of(new Field(1, "x", INT)), true), true))));
        Path file = write(Map.of(), type, List.of(row(List.of(row(1L), row(2L))), row(List.of()), row((Object) null)));
        assertThat(read(file, List.of(new Field(0, "a", new ArrayType(new RowType(List.of(new Field(9, "added", INT)), true), true)))))
                .isEqualTo(List.of(row(row(null, null)), row(List.of()), row((Object) null)));
    }

    @Test
    public void testDecimalsInAllPhysicalTypes()
            throws IOException
    {
        Path file = write("""
                message m {
                  optional int32 i (DECIMAL(9,2));
                  optional int64 l (DECIMAL(18,2));
                  optional binary b (DECIMAL(38,2));
                  optional fixed_len_byte_array(16) f (DECIMAL(38,2));
                }""", 2, (row, group) -> {
            long unscaled = row == 0 ? -12345 : 99;
            byte[] fixed = new byte[16];
            Arrays.fill(fixed, (byte) (unscaled >> 63));
            byte[] bytes = BigInteger.valueOf(unscaled).toByteArray();
            System.arraycopy(bytes, 0, fixed, 16 - bytes.length, bytes.length);
            group.append("i", (int) unscaled).append("l", unscaled).append("b", Binary.fromConstantByteArray(bytes)).append("f", Binary.fromConstantByteArray(fixed));
        });
        for (int precision : new int[] {9, 18, 19, 38}) {
            DataType decimal = new DecimalType(precision, 2, true);
            assertThat(read(file, List.of(new Field(0, "i", decimal), new Field(1, "l", decimal), new Field(2, "b", decimal), new Field(3, "f", decimal))))
                    .isEqualTo(List.of(
                            row(new BigDecimal("-123.45"), new BigDecimal("-123.45"), new BigDecimal("-123.45"), new BigDecimal("-123.45")),
                            row(new BigDecimal("0.99"), new BigDecimal("0.99"), new BigDecimal("0.99"), new BigDecimal("0.99"))));
        }
        assertThatThrownBy(() -> read(file, List.of(new Field(0, "i", new DecimalType(9, 3, true)))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("column i")
                .hasMessageContaining(file.toString());
    }

    /** Writers round the day of an INT96 up before 1970, and the nanoseconds of the day are negative then. */
    @Test
    public void testTimestampsInAllPhysicalTypes()
            throws IOException
    {
        Path file = write("""
                message m {
                  optional int64 millis (TIMESTAMP(MILLIS,false));
                  optional int64 micros (TIMESTAMP(MICROS,true));
                  optional int64 nanos (TIMESTAMP(NANOS,false));
                  optional int64 plain;
                  optional int96 rounded;
                  optional int96 floored;
                }""", 1, (row, group) -> group
                .append("millis", -1L)
                .append("micros", -1L)
                .append("nanos", -1L)
                .append("plain", -1L)
                .append("rounded", new NanoTime(2_440_588, -1))
                .append("floored", new NanoTime(2_440_587, 86_400_000_000_000L - 1)));
        Timestamp oneNano = new Timestamp(-1, 999);
        assertThat(read(file, List.of(
                new Field(0, "millis", new TimestampType(9, true)),
                new Field(1, "micros", new LocalZonedTimestampType(9, true)),
                new Field(2, "nanos", new TimestampType(9, true)),
                new Field(3, "plain", new TimestampType(9, true)),
                new Field(4, "rounded", new TimestampType(9, true)),
                new Field(5, "floored", new LocalZonedTimestampType(9, true)))))
                .isEqualTo(List.of(row(Timestamp.ofMicros(-1000), Timestamp.ofMicros(-1), oneNano, oneNano, oneNano, oneNano)));
        assertThat(read(file, List.of(
                new Field(0, "millis", new TimestampType(6, true)),
                new Field(1, "micros", new LocalZonedTimestampType(3, true)),
                new Field(2, "nanos", new TimestampType(6, true)),
                new Field(3, "plain", new TimestampType(3, true)),
                new Field(4, "rounded", new TimestampType(6, true)))))
                .isEqualTo(List.of(row(Timestamp.ofMicros(-1000), Timestamp.ofMicros(-1), Timestamp.ofMicros(-1), Timestamp.ofMicros(-1000), Timestamp.ofMicros(-1))));
    }

    @Test
    public void testOtherPhysicalTypes()
            throws IOException
    {
        Path file = write("""
                message m {
                  optional int32 unsigned (INTEGER(32,false));
                  optional int32 narrow;
                  optional float real;
                  optional int64 micros (TIME(MICROS,true));
                  optional binary plain;
                }""", 1, (row, group) -> group
                .append("unsigned", -1)
                .append("narrow", -1)
                .append("real", 1.5f)
                .append("micros", 5_000L)
                .append("plain", "text"));
        assertThat(read(file, List.of(
                new Field(0, "unsigned", BIGINT),
                new Field(1, "narrow", BIGINT),
                new Field(2, "real", new DoubleType(true)),
                new Field(3, "micros", new TimeType(3, true)),
                new Field(4, "plain", TEXT))))
                .isEqualTo(List.of(row(0xFFFF_FFFFL, -1L, 1.5, 5L, "text")));
    }

    @Test
    public void testVariantInEitherOrder()
            throws IOException
    {
        Path file = write("""
                message m {
                  optional group v { required binary metadata; required binary value; }
                  optional group w { required binary value; required binary metadata; }
                }""", 2, (row, group) -> {
            if (row == 0) {
                group.addGroup("v").append("metadata", "m").append("value", "v");
                group.addGroup("w").append("metadata", "m").append("value", "v");
            }
        });
        Slice value = Slices.utf8Slice("v");
        Slice metadata = Slices.utf8Slice("m");
        assertThat(read(file, List.of(new Field(0, "v", new VariantType(true)), new Field(1, "w", new VariantType(true)))))
                .isEqualTo(List.of(row(List.of(value, metadata), List.of(value, metadata)), row(null, null)));
    }

    /** What fits the shredding schema lies in typed_value, all else in value; an object may have fields in both. */
    @Test
    public void testShreddedVariant()
            throws IOException
    {
        List<String> documents = List.of(
                "{\"a\":1,\"b\":\"text\",\"c\":[1,300,70000,5000000000]}",
                "{\"a\":\"no number\",\"z\":[true,null]}",
                "{\"c\":[1,\"no number\",{\"deep\":1.5}]}",
                "{}",
                "[1,2]",
                "null");
        Path file = write(SHREDDED, documents.size() + 1, (row, group) -> {
            if (row == documents.size()) {
                return;
            }
            GenericVariant whole = GenericVariant.fromJson(documents.get(row));
            // A dictionary without the names that only typed_value has is completed.
            Group v = group.addGroup("v").append("metadata", Binary.fromConstantByteArray(row == 0 ? new byte[] {1, 0, 0} : whole.metadata()));
            if (row > 3) {
                v.append("value", Binary.fromConstantByteArray(whole.value()));
                return;
            }
            if (row == 1) {
                GenericVariant rest = new GenericVariant(objectOf("z", whole), whole.metadata());
                v.append("value", Binary.fromConstantByteArray(rest.value()));
            }
            Group typed = v.addGroup("typed_value");
            Group first = typed.addGroup("a");
            Group second = typed.addGroup("b");
            Group third = typed.addGroup("c");
            if (row == 0) {
                first.append("typed_value", 1L);
                second.append("typed_value", "text");
                Group list = third.addGroup("typed_value");
                for (long element : new long[] {1, 300, 70_000, 5_000_000_000L}) {
                    list.addGroup("list").addGroup("element").append("typed_value", element);
                }
            }
            if (row == 1) {
                first.append("value", Binary.fromConstantByteArray(valueOf("a", whole)));
            }
            if (row == 2) {
                Group list = third.addGroup("typed_value");
                list.addGroup("list").addGroup("element").append("typed_value", 1L);
                GenericVariant elements = whole.getFieldByKey("c");
                for (int i = 1; i < 3; i++) {
                    list.addGroup("list").addGroup("element").append("value", Binary.fromConstantByteArray(elements.getElementAtIndex(i).value()));
                }
            }
        });
        List<List<Object>> rows = read(file, List.of(new Field(0, "v", new VariantType(true))));
        assertThat(rows).hasSize(documents.size() + 1);
        for (int i = 0; i < documents.size(); i++) {
            List<?> parts = (List<?>) rows.get(i).get(0);
            GenericVariant variant = new GenericVariant(((Slice) parts.get(0)).getBytes(), ((Slice) parts.get(1)).getBytes());
            assertThat(variant.toJson(ZoneOffset.UTC)).isEqualTo(documents.get(i));
        }
        assertThat(rows.get(documents.size()).get(0)).isNull();
    }

    private static byte[] valueOf(String field, GenericVariant object)
    {
        return object.getFieldByKey(field).value();
    }

    /** An object of one field of another object, with the names of that. */
    private static byte[] objectOf(String field, GenericVariant object)
    {
        for (int i = 0; i < object.objectSize(); i++) {
            if (object.getFieldAtIndex(i).key.equals(field)) {
                byte[] value = valueOf(field, object);
                byte[] result = new byte[5 + value.length];
                // An object of one field, of the id that the name has, from offset 0 to the end.
                result[0] = 2;
                result[1] = 1;
                result[2] = (byte) object.getDictionaryIdAtIndex(i);
                result[4] = (byte) value.length;
                System.arraycopy(value, 0, result, 5, value.length);
                return result;
            }
        }
        throw new IllegalArgumentException("No field " + field);
    }

    @Test
    public void testVariantShreddedToUnknownTypeFailsOnlyIfTouched()
            throws IOException
    {
        Path file = write("""
                message m {
                  required int32 id;
                  optional group v { required binary metadata; optional binary value; optional int96 typed_value; }
                }""", 1, (row, group) -> group.append("id", 1).addGroup("v").append("metadata", "m").append("value", "v"));
        List<Field> fields = List.of(new Field(0, "id", INT), new Field(1, "v", new VariantType(true)));
        try (DataFileReader reader = open(file, fields)) {
            FileBatch batch = reader.next().orElseThrow();
            assertThat(Values.of(INT, batch.column(0))).containsExactly(1L);
            assertThatThrownBy(() -> batch.column(1))
                    .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.UNSUPPORTED_FEATURE))
                    .hasMessageContaining("shredded")
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    public void testDamagedShreddedVariant()
            throws IOException
    {
        for (byte[] metadata : List.of(new byte[] {}, new byte[] {2, 0, 0}, new byte[] {1, 5, 0}, new byte[] {-63, -1, -1, -1, -1})) {
            Path file = write("message m { optional group v { required binary metadata; optional binary value; optional int64 typed_value; } }", 1, (row, group) ->
                    group.addGroup("v").append("metadata", Binary.fromConstantByteArray(metadata)).append("typed_value", 1L));
            assertThatThrownBy(() -> read(file, List.of(new Field(0, "v", new VariantType(true)))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Column v")
                    .hasMessageContaining(file.toString());
        }
    }

    /** Parts with random bytes changed: a variant or an error, and nothing else. */
    @Test
    public void testRandomlyDamagedShreddedVariant()
            throws IOException
    {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        GenericVariant whole = GenericVariant.fromJson("{\"a\":[1,{\"x\":2.5,\"y\":\"text\"}],\"c\":{\"a\":1},\"z\":[true,null,5000000000]}");
        for (int i = 0; i < 300; i++) {
            Path file = write(SHREDDED, 1, (row, group) -> {
                Group v = group.addGroup("v").append("metadata", damaged(whole.metadata(), random));
                v.append("value", damaged(random.nextBoolean() ? whole.value() : objectOf("z", whole), random));
                Group typed = v.addGroup("typed_value");
                typed.addGroup("a").append("value", damaged(valueOf("a", whole), random));
                typed.addGroup("b");
                typed.addGroup("c").append("value", damaged(valueOf("c", whole), random));
            });
            try {
                read(file, List.of(new Field(0, "v", new VariantType(true))));
            }
            catch (IOException e) {
                assertThat(e).as("seed %s, file %s", seed, i).hasMessageContaining(file.toString());
            }
            catch (RuntimeException | Error e) {
                throw new AssertionError("Seed " + seed + ", file " + i, e);
            }
        }
    }

    private static Binary damaged(byte[] bytes, Random random)
    {
        byte[] damaged = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes.clone();
        for (int i = random.nextInt(3); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return Binary.fromConstantByteArray(damaged);
    }

    @Test
    public void testRepeatedTextStaysDictionary()
            throws IOException
    {
        RowType type = RowType.of(List.of(new Field(0, "text", TEXT)));
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            rows.add(row(i % 5 == 0 ? null : "value " + i % 7));
        }
        Path file = write(Map.of(), type, rows);
        try (DataFileReader reader = open(file, type.fields())) {
            Column column = reader.next().orElseThrow().column(0);
            assertThat(column).isInstanceOf(DictionaryColumn.class);
            assertThat(((DictionaryColumn) column).dictionary().size()).isEqualTo(8);
            assertThat(Values.of(TEXT, column.flatten())).isEqualTo(Values.of(TEXT, column));
        }
        assertThat(read(file, type.fields())).isEqualTo(rows);
    }

    private DataFileReader open(Path file, List<Field> fields)
            throws IOException
    {
        return format().open(new LocalStorage().open(StoragePath.of(file.toString())), new ReadRequest(fields, FileFilter.NONE, new ReadMetrics()));
    }

    private Path write(String schemaText, int rows, BiConsumer<Integer, Group> fill)
            throws IOException
    {
        MessageType schema = MessageTypeParser.parseMessageType(schemaText);
        Path file = newFile();
        try (ParquetWriter<Group> writer = writer(file, schema, UnaryOperator.identity())) {
            for (int i = 0; i < rows; i++) {
                Group group = new SimpleGroup(schema);
                fill.accept(i, group);
                writer.write(group);
            }
        }
        return file;
    }

    private static ParquetWriter<Group> writer(Path file, MessageType schema, UnaryOperator<ExampleParquetWriter.Builder> options)
            throws IOException
    {
        return options.apply(ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema)).build();
    }
}
