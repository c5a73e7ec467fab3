package dev.varve.trino.file;

import dev.varve.datafile.AbstractTestDataFileFormat;
import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.RandomValues;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.datafile.Values;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import io.airlift.units.DataSize;
import io.trino.orc.OrcReaderOptions;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;

import static org.assertj.core.api.Assertions.assertThat;

/** Files that are read in ranges. */
public class TestTrinoOrcFormat
        extends AbstractTestDataFileFormat
{
    private TimeZone defaultZone;

    @Override
    protected DataFileFormat format()
    {
        return new TrinoOrcFormat(new OrcReaderOptions()
                .withTinyStripeThreshold(DataSize.ofBytes(0))
                .withMaxMergeDistance(DataSize.ofBytes(0))
                .withMaxBufferSize(DataSize.ofBytes(100)));
    }

    @Override
    protected boolean supports(DataType type)
    {
        return !(type instanceof VariantType || type instanceof VectorType);
    }

    @Override
    protected Map<String, String> smallRowGroups()
    {
        return Map.of("orc.stripe.size", "65536", "orc.row.index.stride", "1000");
    }

    /** Paimon's writer passes timestamps through the default zone, and those that a change to summer time skips do not survive. */
    @BeforeMethod
    public void writeInUtc()
    {
        defaultZone = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    @AfterMethod(alwaysRun = true)
    public void restoreZone()
    {
        TimeZone.setDefault(defaultZone);
    }

    @Test
    public void testSmallFilesAreReadAtOnce()
            throws IOException
    {
        RowType type = RandomValues.everyType(this::supports);
        List<List<Object>> rows = new RandomValues(new Random(1), 0.2).rows(type, 100);
        Path file = write(Map.of(), type, rows);
        ReadMetrics metrics = new ReadMetrics();
        ReadRequest request = new ReadRequest(type.fields(), FileFilter.NONE, metrics);
        try (DataFileReader reader = new TrinoOrcFormat().open(new LocalStorage().open(StoragePath.of(file.toString())), request)) {
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                int first = (int) batch.get().firstRow();
                for (int i = 0; i < type.size(); i++) {
                    int column = i;
                    assertThat(Values.of(type.field(i).type(), batch.get().column(i)))
                            .isEqualTo(rows.subList(first, first + batch.get().size()).stream().map(row -> row.get(column)).toList());
                }
            }
        }
        assertThat(metrics.get(ReadMetrics.Counter.BYTES_READ)).isEqualTo(Files.size(file));
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
    public void testTimestampsAroundTheEpochByWritersOfAnyZone()
            throws IOException
    {
        RowType type = RowType.of(List.of(
                new Field(0, "local", new TimestampType(9, true)),
                new Field(1, "instant", new LocalZonedTimestampType(9, true)),
                new Field(2, "micros", new TimestampType(6, true))));
        List<List<Object>> rows = new ArrayList<>();
        for (long second : new long[] {-100_000, -50_401, -28_802, -28_801, -28_799, -3_601, -3_599, -2, 0, 1, 28_800, 50_400, 100_000}) {
            for (int nanos : new int[] {0, 1_000, 500_000, 999_000, 1_000_000, 999_999_000}) {
                Timestamp timestamp = Timestamp.ofMillis(second * 1000 + nanos / 1_000_000, nanos % 1_000_000);
                rows.add(row(timestamp, timestamp, timestamp));
            }
        }
        for (String zone : List.of("UTC", "Asia/Shanghai", "America/Los_Angeles", "Europe/Moscow")) {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            Path file = write(Map.of(), type, rows);
            for (String reader : List.of("UTC", "Asia/Kolkata")) {
                TimeZone.setDefault(TimeZone.getTimeZone(reader));
                List<List<Object>> read = read(file, type.fields());
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(read.get(i)).as("writer in %s, reader in %s", zone, reader).isEqualTo(expected(rows.get(i), zone));
                }
            }
        }
    }

    @Test
    public void testInstantsOfTablesThatStoreThemAsSuch()
            throws IOException
    {
        Field field = new Field(0, "instant", new LocalZonedTimestampType(6, true));
        Timestamp noon = Timestamp.ofMicros(1_700_000_000_123_456L);
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Shanghai"));
        Path file = write(Map.of("orc.timestamp-ltz.legacy.type", "false"), RowType.of(List.of(field)), List.of(row(noon)));
        ReadRequest request = new ReadRequest(List.of(field), FileFilter.NONE, new ReadMetrics(), false);
        try (DataFileReader reader = format().open(new LocalStorage().open(StoragePath.of(file.toString())), request)) {
            assertThat(Values.of(field.type(), reader.next().orElseThrow().column(0))).isEqualTo(List.of(noon));
        }
    }

    /** ORC cannot hold what is less than a second before 1970 UTC if there are milliseconds: real readers see it a second late. */
    private static List<Object> expected(List<Object> row, String zone)
    {
        return row.stream().map(value -> {
            Timestamp timestamp = (Timestamp) value;
            long millis = timestamp.epochMillis() - TimeZone.getTimeZone(zone).getOffset(0);
            boolean late = millis > -1000 && millis < 0 && timestamp.nanosOfMilli() + Math.floorMod(millis, 1000) > 0;
            return (Object) (late ? Timestamp.ofMillis(timestamp.epochMillis() + 1000, timestamp.nanosOfMilli()) : timestamp);
        }).toList();
    }
}
