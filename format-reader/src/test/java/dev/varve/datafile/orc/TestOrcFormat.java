package dev.varve.datafile.orc;

import dev.varve.datafile.AbstractTestDataFileFormat;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.RandomValues;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.type.ArrayType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VariantType;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.exec.vector.DateColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestOrcFormat
        extends AbstractTestDataFileFormat
{
    private static final long DAY_1500 = LocalDate.of(1500, 1, 1).toEpochDay();

    @Override
    protected DataFileFormat format()
    {
        return new OrcFormat();
    }

    @Override
    protected boolean supports(DataType type)
    {
        return !(type instanceof VariantType);
    }

    /** orc-core 2.2 spins for minutes where a damaged stream of numbers ends too early, so only footers are damaged. */
    @Override
    protected int testedForDamage(int fileLength)
    {
        return 2000;
    }

    @Override
    protected Map<String, String> smallRowGroups()
    {
        return Map.of("file.block-size", "64 kb", "orc.stripe.row.count", "5000");
    }

    @DataProvider
    public Object[][] codecs()
    {
        return new Object[][] {{"none"}, {"snappy"}, {"zlib"}, {"lz4"}, {"zstd"}};
    }

    @Test(dataProvider = "codecs")
    public void testCodecs(String codec)
            throws IOException
    {
        RowType type = RandomValues.everyType(this::supports);
        long seed = new Random().nextLong();
        List<List<Object>> rows = new RandomValues(new Random(seed), 0.2).rows(type, 2000);
        Path file = write(Map.of("file.compression", codec), type, rows);
        assertThat(read(file, type.fields())).as("seed %d", seed).isEqualTo(rows);
    }

    /** Writers of this format lose a second between it and 1970; everything before is exact. */
    @Test
    public void testTimestampsBefore1970()
            throws IOException
    {
        RowType type = RowType.of(List.of(new Field(0, "t", new TimestampType(9, true)), new Field(1, "z", new LocalZonedTimestampType(6, true))));
        Timestamp exact = new Timestamp(-1_000_001, 1);
        Timestamp lost = Timestamp.ofMicros(-1_000);
        Path file = write(Map.of(), type, List.of(row(exact, Timestamp.ofMicros(-1_000_001)), row(lost, lost)));
        assertThat(read(file, type.fields())).isEqualTo(List.of(
                row(exact, Timestamp.ofMicros(-1_000_001)),
                row(Timestamp.ofMicros(999_000), Timestamp.ofMicros(999_000))));
    }

    @DataProvider
    public Object[][] flags()
    {
        return new Object[][] {{true}, {false}};
    }

    /** Neither the zone of the writer nor that of the reader matters, whichever way instants are stored. */
    @Test(dataProvider = "flags")
    public void testTimeZones(boolean wallClockInstants)
            throws IOException
    {
        List<Field> fields = List.of(
                new Field(0, "t", new TimestampType(3, true)),
                new Field(1, "z", new LocalZonedTimestampType(3, true)),
                new Field(2, "a", new ArrayType(new LocalZonedTimestampType(9, true), true)));
        List<List<Object>> rows = new ArrayList<>();
        for (long day = -20_000; day < 20_000; day += 97) {
            Timestamp timestamp = Timestamp.ofMicros(day * 86_400_000_000L + 123_000);
            rows.add(row(timestamp, timestamp, row(timestamp, null)));
        }
        TimeZone zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            Path file = write(Map.of("orc.timestamp-ltz.legacy.type", String.valueOf(wallClockInstants)), RowType.of(fields), rows);
            for (String readerZone : List.of("America/New_York", "UTC", "Asia/Tokyo")) {
                TimeZone.setDefault(TimeZone.getTimeZone(readerZone));
                assertThat(read(file, new ReadRequest(fields, FileFilter.NONE, new ReadMetrics(), wallClockInstants))).as(readerZone).isEqualTo(rows);
            }
        }
        finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    public void testInstantsOfAFileThatNamesNoZone()
            throws IOException
    {
        RowType type = RowType.of(List.of(new Field(0, "z", new LocalZonedTimestampType(3, true))));
        List<List<Object>> rows = new ArrayList<>();
        for (long day = -20_000; day < 20_000; day += 97) {
            rows.add(row(Timestamp.ofMicros(day * 86_400_000_000L + 123_000)));
        }
        TimeZone zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            assertThat(read(write(Map.of(), type, rows), type.fields())).isEqualTo(rows);
        }
        finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    public void testPaddingIsNotPartOfAChar()
            throws IOException
    {
        RowType type = RowType.of(List.of(new Field(0, "c", new CharType(5, true))));
        assertThat(read(write(Map.of(), type, List.of(row("a"), row(""), row("abcde"))), type.fields()))
                .isEqualTo(List.of(row("a"), row(""), row("abcde")));
    }

    @Test
    public void testDecimalsKeepTheirScale()
            throws IOException
    {
        RowType type = RowType.of(List.of(new Field(0, "long", new DecimalType(38, 10, true)), new Field(1, "short", new DecimalType(18, 4, true))));
        List<List<Object>> rows = List.of(
                row(new BigDecimal("100.0000000000"), new BigDecimal("100.0000")),
                row(new BigDecimal("-0.0000000001"), new BigDecimal("-0.0001")));
        Path file = write(Map.of(), type, rows);
        assertThat(read(file, type.fields())).isEqualTo(rows);
        assertThatThrownBy(() -> read(file, List.of(new Field(0, "long", new DecimalType(38, 9, true)))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("column long")
                .hasMessageContaining(file.toString());
    }

    /** Apache Paimon writes days of the proleptic calendar but does not say so; other writers do. */
    @Test
    public void testDaysBefore1582()
            throws IOException
    {
        List<Field> fields = List.of(new Field(0, "d", new DateType(true)));
        assertThat(read(write(Map.of(), RowType.of(fields), List.of(row(DAY_1500))), fields)).isEqualTo(List.of(row(DAY_1500)));

        Path file = newFile();
        TypeDescription schema = TypeDescription.fromString("struct<d:date>");
        try (Writer writer = writer(file, schema, true)) {
            VectorizedRowBatch batch = schema.createRowBatch();
            DateColumnVector vector = (DateColumnVector) batch.cols[0];
            vector.changeCalendar(true, false);
            vector.vector[0] = DAY_1500;
            batch.size = 1;
            writer.addRowBatch(batch);
        }
        assertThat(read(file, fields)).isEqualTo(List.of(row(DAY_1500)));
    }

    @Test
    public void testInstantsStoredAsLocalTimes()
            throws IOException
    {
        Path file = newFile();
        TypeDescription schema = TypeDescription.fromString("struct<z:timestamp>");
        try (Writer writer = writer(file, schema, false)) {
            VectorizedRowBatch batch = schema.createRowBatch();
            TimestampColumnVector vector = (TimestampColumnVector) batch.cols[0];
            vector.setIsUTC(true);
            vector.time[0] = 1_700_000_000_000L;
            vector.nanos[0] = 5_000;
            batch.size = 1;
            writer.addRowBatch(batch);
        }
        assertThat(read(file, List.of(new Field(0, "z", new LocalZonedTimestampType(6, true)))))
                .isEqualTo(List.of(row(Timestamp.ofMicros(1_700_000_000_000_005L))));
    }

    private static Writer writer(Path file, TypeDescription schema, boolean prolepticGregorian)
            throws IOException
    {
        return OrcFile.createWriter(new org.apache.hadoop.fs.Path(file.toUri()), OrcFile.writerOptions(new Configuration(false))
                .setSchema(schema)
                .useUTCTimestamp(true)
                .setProlepticGregorian(prolepticGregorian));
    }
}
