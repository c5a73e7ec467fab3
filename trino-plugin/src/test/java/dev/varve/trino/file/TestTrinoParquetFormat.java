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
import dev.varve.type.RowType;
import io.airlift.units.DataSize;
import io.trino.parquet.ParquetReaderOptions;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Files that are read in ranges. */
public class TestTrinoParquetFormat
        extends AbstractTestDataFileFormat
{
    @Override
    protected DataFileFormat format()
    {
        return new TrinoParquetFormat(ParquetReaderOptions.builder()
                .withSmallFileThreshold(DataSize.ofBytes(0))
                .withMaxMergeDistance(DataSize.ofBytes(0))
                .withMaxBufferSize(DataSize.ofBytes(20_000))
                .build());
    }

    @Override
    protected boolean supports(DataType type)
    {
        return true;
    }

    @Override
    protected Map<String, String> smallRowGroups()
    {
        return Map.of("file.block-size", "64 kb", "parquet.page.size", "1024");
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
        try (DataFileReader reader = new TrinoParquetFormat().open(new LocalStorage().open(StoragePath.of(file.toString())), request)) {
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
}
