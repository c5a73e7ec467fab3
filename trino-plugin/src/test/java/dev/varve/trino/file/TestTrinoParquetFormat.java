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
import dev.varve.predicate.Predicate;
import dev.varve.predicate.ValueEvaluation;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import dev.varve.type.VarCharType;
import io.airlift.units.DataSize;
import io.trino.parquet.ParquetReaderOptions;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.testng.annotations.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    /** Decoders allocate what page headers claim. */
    @Test
    public void testPageHeadersThatClaimTooMuch()
            throws IOException
    {
        DataType bigint = new BigIntType(false);
        RowType type = RowType.of(List.of(new Field(0, "id", bigint)));
        List<List<Object>> rows = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
            rows.add(row(i % 10));
        }
        byte[] file = Files.readAllBytes(write(Map.of("parquet.page.size", "100", "parquet.page.row.count.limit", "100"), type, rows));
        int most = Integer.MAX_VALUE - 100;
        Map<String, Consumer<PageHeader>> damages = Map.of(
                "a dictionary that claims %s values, where 10 are possible", header -> header.getDictionary_page_header().setNum_values(most),
                "a dictionary that claims 11 values, where 10 are possible", header -> header.getDictionary_page_header().setNum_values(11),
                "a dictionary that claims -1 values", header -> header.getDictionary_page_header().setNum_values(-1),
                "an uncompressed page that claims %s bytes", header -> header.setUncompressed_page_size(most),
                "a page that claims %s bytes", header -> header.setCompressed_page_size(most));
        for (Map.Entry<String, Consumer<PageHeader>> damage : damages.entrySet()) {
            Path damaged = newFile();
            Files.write(damaged, withFirstPageHeader(file, damage.getValue()));
            for (DataFileFormat format : List.of(format(), new TrinoParquetFormat())) {
                assertThatThrownBy(() -> read(format, damaged, type.fields()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(damaged.toString())
                        .hasMessageContaining("column 'id' has " + damage.getKey().formatted(most));
            }
        }
        Path whole = newFile();
        Files.write(whole, withFirstPageHeader(file, _ -> {}));
        assertThat(read(whole, type.fields())).isEqualTo(rows);
    }

    /** The file of one column with the header of its first page changed, and a footer that fits. */
    private static byte[] withFirstPageHeader(byte[] file, Consumer<PageHeader> change)
            throws IOException
    {
        ByteBuffer tail = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int footerLength = tail.getInt(file.length - 8);
        int footerStart = file.length - 8 - footerLength;
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(file, footerStart, footerLength));
        ColumnMetaData column = footer.getRow_groups().getFirst().getColumns().getFirst().getMeta_data();
        int start = (int) column.getDictionary_page_offset();
        ByteArrayInputStream pages = new ByteArrayInputStream(file, start, footerStart - start);
        PageHeader header = Util.readPageHeader(pages);
        int bodyStart = footerStart - pages.available();
        change.accept(header);
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(file, 0, start);
        Util.writePageHeader(header, changed);
        int added = changed.size() - bodyStart;
        changed.write(file, bodyStart, footerStart - bodyStart);
        column.setData_page_offset(column.getData_page_offset() + added);
        column.setTotal_compressed_size(column.getTotal_compressed_size() + added);
        footer.getRow_groups().getFirst().getColumns().getFirst().unsetOffset_index_offset();
        footer.getRow_groups().getFirst().getColumns().getFirst().unsetColumn_index_offset();
        int newFooterStart = changed.size();
        Util.writeFileMetaData(footer, changed);
        changed.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(changed.size() - newFooterStart).array());
        changed.write(new byte[] {'P', 'A', 'R', '1'});
        return changed.toByteArray();
    }

    /** Pages are skipped in all columns, whose pages end at different rows; positions must be those in the file all the same. */
    @Test
    public void testSkippedPagesLeaveTheOtherRowsInTheirPlaces()
            throws IOException
    {
        int count = 20_000;
        DataType bigint = new BigIntType(true);
        DataType text = new VarCharType(VarCharType.UNBOUNDED, true);
        RowType type = RowType.of(List.of(
                new Field(0, "id", bigint),
                new Field(1, "group", bigint),
                new Field(2, "text", text),
                new Field(3, "texts", new ArrayType(text, true)),
                new Field(4, "nested", new RowType(List.of(new Field(5, "a", bigint), new Field(6, "b", text)), true))));
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<List<Object>> rows = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            String value = "text " + "x".repeat(random.nextInt(50)) + i;
            rows.add(row(
                    i / 3,
                    random.nextInt(20) == 0 ? null : i / 1000 % 5,
                    value,
                    random.nextInt(5) == 0 ? null : Collections.nCopies(random.nextInt(4), value),
                    random.nextInt(5) == 0 ? null : row(random.nextInt(5) == 0 ? null : i, value)));
        }
        Path file = write(Map.of("parquet.page.size", "2000", "parquet.page.row.count.limit", "300"), type, rows);
        long skipped = 0;
        for (int i = 0; i < 20; i++) {
            Predicate predicate = new Predicate.And(List.of(
                    new Predicate.Or(List.of(
                            new Predicate.Compare(0, bigint, Predicate.Comparison.LESS, (long) random.nextInt(count / 3)),
                            new Predicate.Compare(0, bigint, Predicate.Comparison.GREATER, (long) random.nextInt(count / 3)))),
                    random.nextBoolean() ? new Predicate.Compare(1, bigint, Predicate.Comparison.EQUAL, (long) random.nextInt(6)) : new Predicate.IsNotNull(2, text)));
            ReadMetrics metrics = new ReadMetrics();
            Set<Long> found = new HashSet<>();
            ReadRequest request = new ReadRequest(type.fields(), new FileFilter(Optional.of(predicate)), metrics);
            try (DataFileReader reader = format().open(new LocalStorage().open(StoragePath.of(file.toString())), request)) {
                for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                    for (int column = 0; column < type.size(); column++) {
                        if (random.nextInt(4) > 0) {
                            int index = column;
                            int first = (int) batch.get().firstRow();
                            assertThat(Values.of(type.field(column).type(), batch.get().column(column)))
                                    .as("column %s at row %s, seed %s", column, first, seed)
                                    .isEqualTo(rows.subList(first, first + batch.get().size()).stream().map(row -> row.get(index)).toList());
                        }
                    }
                    for (int row = 0; row < batch.get().size(); row++) {
                        found.add(batch.get().firstRow() + row);
                    }
                }
            }
            List<Long> lost = new ArrayList<>();
            for (int row = 0; row < count; row++) {
                List<Object> values = rows.get(row);
                if (ValueEvaluation.matches(predicate, values::get) && !found.contains((long) row)) {
                    lost.add((long) row);
                }
            }
            assertThat(lost).as("%s, seed %s", predicate, seed).isEmpty();
            assertThat(metrics.get(ReadMetrics.Counter.ROWS_READ)).isEqualTo(found.size());
            assertThat(metrics.get(ReadMetrics.Counter.ROWS_READ) + metrics.get(ReadMetrics.Counter.ROWS_SKIPPED)).isEqualTo(count);
            skipped += metrics.get(ReadMetrics.Counter.ROWS_SKIPPED);
        }
        assertThat(skipped).isGreaterThan(2L * count);
    }
}
