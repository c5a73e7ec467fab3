package dev.varve.datafile.avro;

import dev.varve.avro.AvroInput;
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
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestAvroFormat
        extends AbstractTestDataFileFormat
{
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);

    @Override
    protected DataFileFormat format()
    {
        return new AvroFormat();
    }

    @Override
    protected boolean isColumnar()
    {
        return false;
    }

    @Override
    protected String uncompressed()
    {
        return "null";
    }

    @Override
    protected String specialName()
    {
        return "underlined_name";
    }

    @Override
    protected boolean supports(DataType type)
    {
        return !(type instanceof TimestampType timestamp && timestamp.precision() > 6
                || type instanceof LocalZonedTimestampType zoned && zoned.precision() > 6
                || type instanceof TimeType time && time.precision() > 3
                || type instanceof VariantType);
    }

    @DataProvider
    public Object[][] codecs()
    {
        return new Object[][] {{"null"}, {"deflate"}, {"snappy"}, {"zstandard"}, {"bzip2"}, {"xz"}};
    }

    @Test(dataProvider = "codecs")
    public void testCodecs(String codec)
            throws IOException
    {
        Schema schema = schema("{'name': 'n', 'type': 'long'}, {'name': 's', 'type': 'string'}");
        Path file = write(schema, codec, 64_000, IntStream.range(0, 20_000).mapToObj(i -> record(schema, (long) i, "text " + i)).toList());
        List<List<Object>> expected = IntStream.range(0, 20_000).mapToObj(i -> row((long) i, "text " + i)).toList();
        assertThat(read(file, List.of(new Field(0, "n", new BigIntType(false)), new Field(1, "s", TEXT)))).isEqualTo(expected);
    }

    @Test
    public void testUnknownCodec()
            throws IOException
    {
        Schema schema = schema("{'name': 'n', 'type': 'int'}");
        Path file = write(schema, "deflate", 1000, List.of(record(schema, 1)));
        Files.write(file, new String(Files.readAllBytes(file), ISO_8859_1).replace("deflate", "deflite").getBytes(ISO_8859_1));
        assertThatThrownBy(() -> read(file, List.of(new Field(0, "n", new IntType(true)))))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("deflite")
                .hasMessageContaining(file.toString());
    }

    @Test
    public void testOtherFormat()
            throws IOException
    {
        Path file = Files.writeString(newFile(), "PAR1....PAR1");
        assertThatThrownBy(() -> read(file, List.of(new Field(0, "n", new IntType(true)))))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("not an Avro file, but ORC or Parquet")
                .hasMessageContaining(file.toString());
    }

    /** Releases up to 1.0 write rows as a union of null and a record. */
    @Test
    public void testNullableTopLevelRecord()
            throws IOException
    {
        Schema record = schema("{'name': 'n', 'type': ['null', 'int']}, {'name': 's', 'type': ['string', 'null']}");
        Schema union = Schema.createUnion(Schema.create(Schema.Type.NULL), record);
        Path file = write(union, "null", 1000, List.of(record(record, 1, null), record(record, null, "x")));
        assertThat(read(file, List.of(new Field(1, "s", TEXT), new Field(0, "n", new IntType(true)))))
                .isEqualTo(List.of(row(null, 1L), row("x", null)));
    }

    @Test
    public void testUnitsOfTimestamps()
            throws IOException
    {
        Schema schema = schema("""
                {'name': 'millis', 'type': {'type': 'long', 'logicalType': 'local-timestamp-millis'}},
                {'name': 'micros', 'type': {'type': 'long', 'logicalType': 'timestamp-micros'}},
                {'name': 'nanos', 'type': {'type': 'long', 'logicalType': 'timestamp-nanos'}},
                {'name': 'plain', 'type': 'long'},
                {'name': 'time', 'type': {'type': 'long', 'logicalType': 'time-micros'}}""");
        Path file = write(schema, "null", 1000, List.of(record(schema, -1L, -1L, -1L, -1L, 5_000L)));
        assertThat(read(file, List.of(
                new Field(0, "millis", new TimestampType(3, true)),
                new Field(1, "micros", new LocalZonedTimestampType(6, true)),
                new Field(2, "nanos", new TimestampType(9, true)),
                new Field(3, "plain", new TimestampType(3, true)),
                new Field(4, "time", new TimeType(3, true)))))
                .isEqualTo(List.of(row(Timestamp.ofMicros(-1000), Timestamp.ofMicros(-1), new Timestamp(-1, 999), Timestamp.ofMicros(-1000), 5L)));
        assertThat(read(file, List.of(
                new Field(0, "millis", new TimestampType(9, true)),
                new Field(1, "micros", new LocalZonedTimestampType(7, true)),
                new Field(2, "nanos", new TimestampType(6, true)),
                new Field(3, "plain", new TimestampType(6, true)))))
                .isEqualTo(List.of(row(Timestamp.ofMicros(-1000), Timestamp.ofMicros(-1), Timestamp.ofMicros(-1), Timestamp.ofMicros(-1))));
    }

    @Test
    public void testDecimalsOfAnyLength()
            throws IOException
    {
        Schema schema = schema("{'name': 'd', 'type': {'type': 'bytes', 'logicalType': 'decimal', 'precision': 18, 'scale': 1}}");
        byte[] padded = new byte[20];
        Arrays.fill(padded, (byte) -1);
        padded[19] = -5;
        Path file = write(schema, "null", 1000, List.of(record(schema, ByteBuffer.wrap(padded)), record(schema, ByteBuffer.wrap(new byte[] {1, 0}))));
        for (int precision : new int[] {18, 38}) {
            assertThat(read(file, List.of(new Field(0, "d", new DecimalType(precision, 1, true)))))
                    .isEqualTo(List.of(row(new BigDecimal("-0.5")), row(new BigDecimal("25.6"))));
        }
        assertThatThrownBy(() -> read(file, List.of(new Field(0, "d", new DecimalType(18, 2, true)))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("DECIMAL(18, 2)");
    }

    /** Writers may tell the length of a part of an array in bytes, with a negative count. */
    @Test
    public void testArrayInParts()
            throws IOException
    {
        AvroInput input = new AvroInput(new byte[] {3, 4, 2, 4, 2, 6, 0}, 0, 7);
        assertThat(input.readBlockCount()).isEqualTo(2);
        assertThat(List.of(input.readInt(), input.readInt())).isEqualTo(List.of(1, 2));
        assertThat(input.readBlockCount()).isEqualTo(1);
        assertThat(input.readInt()).isEqualTo(3);
        assertThat(input.readBlockCount()).isZero();

        AvroInput skipped = new AvroInput(new byte[] {3, 4, 2, 4, 2, 6, 0}, 0, 7);
        skipped.skip(Schema.createArray(Schema.create(Schema.Type.INT)));
        assertThat(skipped.remaining()).isZero();
    }

    /** A block of more rows than a batch is cut; what is not touched of it is stepped over. */
    @Test
    public void testBlockOfManyRows()
            throws IOException
    {
        Schema schema = schema("{'name': 'n', 'type': 'int'}, {'name': 'a', 'type': {'type': 'array', 'items': 'int'}}");
        Path file = write(schema, "snappy", 1 << 20, IntStream.range(0, 100_000).mapToObj(i -> record(schema, i, List.of(i))).toList());
        List<Field> fields = List.of(new Field(0, "n", new IntType(true)), new Field(1, "a", new ArrayType(new IntType(true), true)));
        try (DataFileReader reader = format().open(new LocalStorage().open(StoragePath.of(file.toString())), new ReadRequest(fields, FileFilter.NONE, new ReadMetrics()))) {
            int batches = 0;
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                assertThat(batch.get().size()).isLessThanOrEqualTo(8192);
                if (batches++ % 3 == 1) {
                    long first = batch.get().firstRow();
                    assertThat(Values.of(fields.get(0).type(), batch.get().column(0)).get(0)).isEqualTo(first);
                    assertThat(Values.of(fields.get(1).type(), batch.get().column(1)).get(0)).isEqualTo(List.of(first));
                }
            }
            assertThat(batches).isGreaterThan(10);
        }
    }

    private Path write(Schema schema, String codec, int syncInterval, List<GenericRecord> records)
            throws IOException
    {
        Path file = newFile();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.fromString(codec));
            writer.setSyncInterval(syncInterval);
            writer.create(schema, file.toFile());
            for (GenericRecord record : records) {
                writer.append(record);
            }
        }
        return file;
    }

    private static Schema schema(String fields)
    {
        return new Schema.Parser().parse("{'type': 'record', 'name': 'record', 'fields': [".replace('\'', '"') + fields.replace('\'', '"') + "]}");
    }

    private static GenericRecord record(Schema schema, Object... values)
    {
        GenericRecordBuilder builder = new GenericRecordBuilder(schema);
        for (int i = 0; i < values.length; i++) {
            builder.set(schema.getFields().get(i), values[i]);
        }
        return builder.build();
    }
}
