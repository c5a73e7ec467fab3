package dev.varve.manifest;

import dev.varve.TemporaryDirectory;
import dev.varve.avro.AvroRecord;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.PaimonFiles;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.TinyIntType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.testng.annotations.AfterClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import static dev.varve.avro.AvroShape.BYTES;
import static dev.varve.avro.AvroShape.LONG;
import static dev.varve.avro.AvroShape.TEXT;
import static dev.varve.avro.AvroShape.field;
import static dev.varve.avro.AvroShape.listOf;
import static dev.varve.avro.AvroShape.recordOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Records of metadata in files of other formats than Avro, with the types that Paimon gives to its fields. */
public class TestMetadataRecords
{
    private static final RecordOf SHAPE = recordOf(
            field("_VERSION", LONG),
            field("_KIND", LONG),
            field("_PARTITION", BYTES),
            field("_FILE_NAME", TEXT),
            field("_CREATION_TIME", LONG),
            field("_NOTHING_WANTED", recordOf()),
            field("_ABSENT", TEXT),
            field("_DELETIONS_VECTORS_RANGES", listOf(recordOf(
                    field("f0", TEXT),
                    field("f1", LONG),
                    field("_CARDINALITY", LONG)))),
            field("_NULL_COUNTS", listOf(LONG)));

    private static final DataType INT = new IntType(true);
    private static final DataType TEXT_TYPE = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final RowType TYPE = RowType.of(List.of(
            new Field(0, "_VERSION", INT),
            new Field(1, "_KIND", new TinyIntType(true)),
            new Field(2, "_PARTITION", new VarBinaryType(VarBinaryType.UNBOUNDED, true)),
            new Field(3, "_FILE_NAME", TEXT_TYPE),
            new Field(4, "_CREATION_TIME", new TimestampType(3, true)),
            new Field(5, "_NOTHING_WANTED", new RowType(List.of(new Field(6, "_MIN_VALUES", INT)), true)),
            new Field(7, "_DELETIONS_VECTORS_RANGES", new ArrayType(new RowType(List.of(
                    new Field(8, "f0", TEXT_TYPE),
                    new Field(9, "f1", INT),
                    new Field(10, "_CARDINALITY", new BigIntType(true))), true), true)),
            new Field(11, "_NULL_COUNTS", new ArrayType(new BigIntType(true), true))));

    private final TemporaryDirectory temporary = TemporaryDirectory.create();

    @AfterClass(alwaysRun = true)
    public void deleteFiles()
            throws IOException
    {
        temporary.close();
    }

    @DataProvider
    public Object[][] formats()
    {
        return new Object[][] {{"orc"}, {"parquet"}};
    }

    @Test(dataProvider = "formats")
    public void columnsBecomeRecords(String format)
            throws IOException
    {
        List<List<Object>> rows = List.of(
                row(2L, 1L, Slices.utf8Slice("abc"), "one", Timestamp.ofMicros(1_234_567_000), row(1L), List.of(row("x", 5L, null), row("y", -1L, 7L)), Arrays.asList(1L, null)),
                row(2L, null, null, "two", null, null, null, List.of()));
        Path file = temporary.path().resolve(format);
        PaimonFiles.write(file, format, Map.of(), TYPE, rows);

        List<AvroRecord> records = read(file, DefaultFormats.all());
        assertThat(records).hasSize(2);
        AvroRecord first = records.get(0);
        assertThat(first.requiredInt(0)).isEqualTo(2);
        assertThat(first.requiredLong(1)).isEqualTo(1);
        assertThat(first.requiredBytes(2)).asString().isEqualTo("abc");
        assertThat(first.requiredFileName(3)).isEqualTo("one");
        assertThat(first.requiredLong(4)).as("milliseconds").isEqualTo(1_234_567);
        assertThat(first.requiredRecord(5).isEmpty()).isTrue();
        assertThat(first.optionalText(6)).isEmpty();
        assertThat(first.records(7)).extracting(vector -> vector.requiredText(0)).containsExactly("x", "y");
        assertThat(first.records(7)).extracting(vector -> vector.requiredInt(1)).containsExactly(5, -1);
        assertThat(first.records(7)).extracting(vector -> vector.optionalLong(2)).containsExactly(OptionalLong.empty(), OptionalLong.of(7));
        assertThat(first.longs(8, -1)).containsExactly(1, -1);

        AvroRecord second = records.get(1);
        assertThat(second.optionalLong(1)).isEmpty();
        assertThat(second.optionalBytes(2)).isEmpty();
        assertThat(second.optionalLong(4)).isEmpty();
        assertThat(second.records(7)).isEmpty();
        assertThat(second.longs(8, -1)).isEmpty();
        assertThatThrownBy(() -> second.requiredLong(1)).hasMessageContaining(file.toString()).hasMessageContaining("_KIND");

        assertThatThrownBy(() -> read(file, DataFileFormats.NONE))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_FEATURE))
                .hasMessageContaining(file.toString());
    }

    private static List<AvroRecord> read(Path file, DataFileFormats formats)
            throws IOException
    {
        List<AvroRecord> records = new ArrayList<>();
        try (MetadataRecords source = MetadataRecords.open(new LocalStorage().open(StoragePath.of(file.toString())), SHAPE, formats)) {
            for (Optional<AvroRecord> record = source.next(); record.isPresent(); record = source.next()) {
                records.add(record.get());
            }
        }
        return records;
    }

    private static List<Object> row(Object... values)
    {
        return Arrays.asList(values);
    }
}
