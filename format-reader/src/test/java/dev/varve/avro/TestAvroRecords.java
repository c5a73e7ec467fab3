package dev.varve.avro;

import dev.varve.TemporaryDirectory;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.testng.annotations.AfterClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

import static dev.varve.avro.AvroShape.BYTES;
import static dev.varve.avro.AvroShape.LONG;
import static dev.varve.avro.AvroShape.TEXT;
import static dev.varve.avro.AvroShape.field;
import static dev.varve.avro.AvroShape.listOf;
import static dev.varve.avro.AvroShape.recordOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Reads what the Avro library writes, and the other way round. */
public class TestAvroRecords
{
    private static final String FIELDS = """
            {"type": "record", "name": "record", "namespace": "n", "fields": [
              {"name": "skipped_fixed", "type": {"type": "fixed", "name": "f", "size": 3}},
              {"name": "number", "type": "int"},
              {"name": "skipped_map", "type": {"type": "map", "values": ["null", "double"]}},
              {"name": "text", "type": ["null", "string"]},
              {"name": "skipped_enum", "type": {"type": "enum", "name": "e", "symbols": ["A", "B"]}},
              {"name": "bytes", "type": "bytes"},
              {"name": "skipped_boolean", "type": "boolean"},
              {"name": "nested", "type": ["null", {"type": "record", "name": "record_nested", "fields": [
                {"name": "skipped_float", "type": "float"},
                {"name": "numbers", "type": ["null", {"type": "array", "items": ["null", "long"]}]}]}]},
              {"name": "skipped_records", "type": {"type": "array", "items": "record_nested"}}]}""";

    private static final RecordOf WANTED = recordOf(
            field("bytes", BYTES),
            field("nested", recordOf(field("numbers", listOf(LONG)), field("not_there", TEXT))),
            field("text", TEXT),
            field("number", LONG),
            field("not_there", LONG));

    private final TemporaryDirectory temporary = TemporaryDirectory.create();

    @AfterClass(alwaysRun = true)
    public void deleteFiles()
            throws IOException
    {
        temporary.close();
    }

    @DataProvider
    public Object[][] forms()
    {
        List<Object[]> forms = new ArrayList<>();
        for (String codec : List.of("null", "deflate", "snappy", "zstandard", "bzip2", "xz")) {
            forms.add(new Object[] {codec, FIELDS});
            forms.add(new Object[] {codec, "[\"null\", " + FIELDS + "]"});
        }
        return forms.toArray(Object[][]::new);
    }

    @Test(dataProvider = "forms")
    public void readsFieldsByName(String codec, String schema)
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<GenericRecord> records = randomRecords(schema, random);
        Path file = write(schema, codec, records);
        try (AvroRecords reader = open(file, WANTED)) {
            for (GenericRecord expected : records) {
                AvroRecord actual = reader.next().orElseThrow();
                assertThat(actual.requiredBytes(0)).as("seed %s", seed).isEqualTo(((ByteBuffer) expected.get("bytes")).array());
                GenericRecord nested = (GenericRecord) expected.get("nested");
                if (nested == null) {
                    assertThatThrownBy(() -> actual.requiredRecord(1)).isInstanceOf(VarveException.class).hasMessageContaining("nested is missing");
                }
                else {
                    assertThat(actual.requiredRecord(1).longs(0, -1)).isEqualTo(numbers(nested));
                    assertThat(actual.requiredRecord(1).optionalText(1)).isEmpty();
                }
                assertThat(actual.optionalText(2)).isEqualTo(Optional.ofNullable((String) expected.get("text")));
                assertThat(actual.requiredInt(3)).isEqualTo(expected.get("number"));
                assertThat(actual.optionalLong(4)).isEmpty();
            }
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test(dataProvider = "codecs")
    public void readsRecordsThatAreLargerThanUsualBlocks(String codec)
            throws IOException
    {
        byte[] large = new byte[300_000];
        Path file = temporary.file(".avro");
        try (AvroContainerWriter writer = AvroContainerWriter.create(
                Files.newOutputStream(file), "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"bytes\",\"type\":\"bytes\"}]}", AvroCompression.of(codec, 1))) {
            for (int i = 0; i < 3; i++) {
                large[i] = 1;
                writer.values().writeBytes(large);
                writer.endRecord();
            }
        }
        try (AvroRecords reader = open(file, recordOf(field("bytes", BYTES)))) {
            for (int i = 0; i < 3; i++) {
                byte[] bytes = reader.next().orElseThrow().requiredBytes(0);
                assertThat(bytes).hasSize(large.length);
                assertThat(Arrays.copyOf(bytes, 4)).isEqualTo(new byte[] {1, (byte) (i > 0 ? 1 : 0), (byte) (i > 1 ? 1 : 0), 0});
            }
            assertThat(reader.next()).isEmpty();
        }
    }

    @DataProvider
    public Object[][] codecs()
    {
        return new Object[][] {{"null"}, {"none"}, {"deflate"}, {"snappy"}, {"zstd"}, {"bzip2"}, {"xz"}};
    }

    @Test(dataProvider = "codecs")
    public void theLibraryReadsWhatIsWritten(String codec)
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            byte[] text = new byte[random.nextInt(i == 7 ? 1 << 17 : 100)];
            Arrays.fill(text, (byte) ('a' + random.nextInt(26)));
            texts.add(text);
        }
        String schema = """
                {"type":"record","name":"r","fields":[{"name":"text","type":"string"},{"name":"number","type":"long"},
                {"name":"double","type":"double"},{"name":"float","type":"float"},{"name":"flag","type":"boolean"},
                {"name":"list","type":{"type":"array","items":["null","int"]}}]}""";
        Path file = temporary.file(".avro");
        try (AvroContainerWriter writer = AvroContainerWriter.create(Files.newOutputStream(file), schema, AvroCompression.of(codec, 1))) {
            for (int i = 0; i < texts.size(); i++) {
                writer.values().writeBytes(texts.get(i));
                writer.values().writeLong(number(i));
                writer.values().writeDoubleBits(Double.doubleToRawLongBits(i / 7.0));
                writer.values().writeFloatBits(Float.floatToRawIntBits(i / 7.0f));
                writer.values().writeBoolean(i % 3 == 0);
                writer.values().writeList(i % 5 == 0 ? List.of() : List.of(i), (output, item) -> output.writeOptional(OptionalLong.of(item)));
                writer.endRecord();
            }
            writer.close();
            assertThat(writer.written()).isEqualTo(Files.size(file));
        }
        int index = 0;
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            for (GenericRecord record : reader) {
                assertThat(record.get("text").toString()).as("seed %s, record %s", seed, index).isEqualTo(new String(texts.get(index), ISO_8859_1));
                assertThat(record.get("number")).isEqualTo(number(index));
                assertThat(record.get("double")).isEqualTo(index / 7.0);
                assertThat(record.get("float")).isEqualTo(index / 7.0f);
                assertThat(record.get("flag")).isEqualTo(index % 3 == 0);
                assertThat(record.get("list")).isEqualTo(index % 5 == 0 ? List.of() : List.of(index));
                index++;
            }
        }
        finally {
            Files.delete(file);
        }
        assertThat(index).isEqualTo(texts.size());
    }

    /** Numbers of all lengths and both signs. */
    private static long number(int index)
    {
        return (index % 2 == 0 ? 1 : -1) * (Long.MIN_VALUE >> index % 64);
    }

    @Test(dataProvider = "forms")
    public void damageIsNoticedOrHarmless(String codec, String schema)
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = write(schema, codec, randomRecords(schema, random));
        byte[] content = Files.readAllBytes(file);
        Path damagedFile = temporary.file(".avro");
        for (int round = 0; round < 50; round++) {
            byte[] damaged = content.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            Files.write(damagedFile, round % 5 == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged);
            try (AvroRecords reader = open(damagedFile, WANTED)) {
                Optional<AvroRecord> record = reader.next();
                while (record.isPresent()) {
                    touchAll(record.get());
                    record = reader.next();
                }
            }
            catch (VarveException e) {
                assertThat(e).as("seed %s, round %s", seed, round).hasMessageContaining(damagedFile.toString());
                assertThat(e.kind()).isIn(Kind.CORRUPT_TABLE, Kind.UNSUPPORTED_FEATURE);
            }
        }
    }

    /** Values are decoded only when they are asked for. */
    private static void touchAll(AvroRecord record)
    {
        record.requiredBytes(0);
        record.optionalRecord(1).ifPresent(nested -> {
            nested.longs(0, -1);
            nested.optionalText(1);
        });
        record.optionalText(2);
        record.requiredLong(3);
    }

    @Test
    public void rejectsOtherTypesOfAField()
            throws IOException
    {
        Path file = write(FIELDS, "null", randomRecords(FIELDS, new Random(1)));
        assertThatThrownBy(() -> open(file, recordOf(field("number", TEXT))))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("field number is of Avro type int, expected is string");
    }

    @Test
    public void rejectsOtherFormatsByTheirMagic()
            throws IOException
    {
        for (String magic : List.of("ORC", "PAR1")) {
            assertRejected(magic + "........", Kind.UNSUPPORTED_FEATURE, "it is not an Avro file, but ORC or Parquet");
        }
        assertRejected("", Kind.CORRUPT_TABLE, "does not start like an Avro file");
        assertRejected("Obj", Kind.CORRUPT_TABLE, "does not start like an Avro file");
        assertRejected("<html>busy</html>", Kind.CORRUPT_TABLE, "does not start like an Avro file");
    }

    @Test
    public void rejectsUnknownCodecsByName()
            throws IOException
    {
        byte[] content = Files.readAllBytes(write(FIELDS, "deflate", randomRecords(FIELDS, new Random(1))));
        String text = new String(content, ISO_8859_1).replace("deflate", "elastic");
        Path file = temporary.file(".avro");
        Files.write(file, text.getBytes(ISO_8859_1));
        assertThatThrownBy(() -> {
            try (AvroRecords reader = open(file, WANTED)) {
                reader.next();
            }
        }).isInstanceOfSatisfying(VarveException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_FEATURE);
            assertThat(e).hasMessageContaining("codec 'elastic'");
        });
    }

    @Test
    public void lengthsAreCheckedBeforeMemoryIsTaken()
            throws IOException
    {
        String schema = "{\"type\": \"record\", \"name\": \"r\", \"fields\": [{\"name\": \"a\", \"type\": {\"type\": \"array\", \"items\": \"bytes\"}}]}";
        byte[] twoGigabytes = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
        ByteArrayOutputStream length = new ByteArrayOutputStream();
        length.write(2);
        length.writeBytes(twoGigabytes);
        for (byte[] data : List.of(twoGigabytes, length.toByteArray())) {
            for (RecordOf wanted : List.of(recordOf(field("a", listOf(BYTES))), recordOf())) {
                AvroPlan plan = AvroPlan.of(new Schema.Parser().parse(schema), wanted);
                assertThatThrownBy(() -> plan.walk(new AvroInput(data, 0, data.length))).isInstanceOf(MalformedAvroException.class);
            }
        }
    }

    /** Arrays of nulls could otherwise hold billions of items in a few kilobytes. */
    @Test
    public void itemsWithoutBytesAreLimited()
            throws IOException
    {
        Schema nulls = Schema.createArray(Schema.create(Schema.Type.NULL));
        byte[] manyTimes60000 = new byte[3000];
        for (int i = 0; i < manyTimes60000.length; i += 3) {
            manyTimes60000[i] = (byte) 0xc0;
            manyTimes60000[i + 1] = (byte) 0xa9;
            manyTimes60000[i + 2] = 7;
        }
        AvroPlan plan = AvroPlan.of(nulls, listOf(LONG));
        assertThatThrownBy(() -> plan.walk(new AvroInput(manyTimes60000, 0, manyTimes60000.length)))
                .isInstanceOf(MalformedAvroException.class)
                .hasMessageContaining("60000 more bytes or items are expected");
        assertThatThrownBy(() -> new AvroInput(manyTimes60000, 0, manyTimes60000.length).skip(nulls))
                .isInstanceOf(MalformedAvroException.class)
                .hasMessageContaining("60000 more bytes or items are expected");
    }

    @Test
    public void schemasThatContainThemselvesAreRejected()
            throws IOException
    {
        String schema = "{\"type\": \"record\", \"name\": \"r\", \"fields\": [{\"name\": \"a\", \"type\": [\"null\", \"r\"]}, {\"name\": \"b\", \"type\": [\"null\", \"r\"]}]}";
        Path file = write(schema, "null", List.of());
        assertThatThrownBy(() -> open(file, recordOf())).isInstanceOf(VarveException.class).hasMessageContaining("nests too deep");
    }

    @Test
    public void missingFileIsWhatTheStorageSays()
    {
        assertThatThrownBy(() -> open(Path.of("/does/not/exist"), WANTED)).isInstanceOf(NoSuchFileException.class);
    }

    private static long[] numbers(GenericRecord nested)
    {
        List<?> numbers = nested.get("numbers") == null ? List.of() : (List<?>) nested.get("numbers");
        return numbers.stream().mapToLong(number -> number == null ? -1 : (Long) number).toArray();
    }

    private void assertRejected(String content, Kind kind, String message)
            throws IOException
    {
        Path file = temporary.file("");
        Files.writeString(file, content);
        assertThatThrownBy(() -> open(file, WANTED)).isInstanceOfSatisfying(VarveException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e).hasMessageContaining(message).hasMessageContaining(file.toString());
        });
    }

    private static AvroRecords open(Path file, RecordOf shape)
            throws IOException
    {
        return AvroRecords.open(new LocalStorage().open(StoragePath.of(file.toString())), shape);
    }

    private Path write(String json, String codec, List<GenericRecord> records)
            throws IOException
    {
        Schema schema = new Schema.Parser().parse(json);
        Path file = temporary.file(".avro");
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.fromString(codec)).setSyncInterval(1000);
            writer.create(schema, file.toFile());
            for (GenericRecord record : records) {
                writer.append(record);
            }
        }
        return file;
    }

    private static List<GenericRecord> randomRecords(String json, Random random)
    {
        Schema parsed = new Schema.Parser().parse(json);
        Schema schema = parsed.getType() == Schema.Type.UNION ? parsed.getTypes().get(1) : parsed;
        Schema nested = schema.getField("nested").schema().getTypes().get(1);
        List<GenericRecord> records = new ArrayList<>();
        for (int i = random.nextInt(200); i >= 0; i--) {
            GenericRecordBuilder record = new GenericRecordBuilder(schema)
                    .set("skipped_fixed", new GenericData.Fixed(schema.getField("skipped_fixed").schema(), new byte[3]))
                    .set("number", random.nextInt())
                    .set("skipped_map", random.nextBoolean() ? Map.of() : Map.of("k", random.nextGaussian()))
                    .set("text", random.nextInt(3) == 0 ? null : "t\u00e9xt".repeat(random.nextInt(5)))
                    .set("skipped_enum", new GenericData.EnumSymbol(schema.getField("skipped_enum").schema(), "B"))
                    .set("bytes", ByteBuffer.wrap(new byte[random.nextInt(100)]))
                    .set("skipped_boolean", random.nextBoolean())
                    .set("nested", random.nextInt(3) == 0 ? null : nested(nested, random))
                    .set("skipped_records", List.of(nested(nested, random)));
            records.add(record.build());
        }
        return records;
    }

    private static GenericRecord nested(Schema schema, Random random)
    {
        List<Long> numbers = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            numbers.add(random.nextInt(3) == 0 ? null : random.nextLong());
        }
        return new GenericRecordBuilder(schema)
                .set("skipped_float", random.nextFloat())
                .set("numbers", random.nextInt(3) == 0 ? null : numbers)
                .build();
    }
}
