package dev.varve.datafile;

import dev.varve.column.Column;
import dev.varve.error.VarveException;
import dev.varve.predicate.Predicate;
import dev.varve.storage.FailingStorage;
import dev.varve.storage.GuardedStorage;
import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.ReadFailure;
import dev.varve.storage.StoragePath;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.RowType;
import dev.varve.type.VarCharType;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import static dev.varve.datafile.ReadMetrics.Counter.BYTES_READ;
import static dev.varve.datafile.ReadMetrics.Counter.FILES_OPENED;
import static dev.varve.datafile.ReadMetrics.Counter.ROWS_READ;
import static dev.varve.datafile.ReadMetrics.Counter.ROWS_SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every {@link DataFileFormat} must comply with, on files that Apache Paimon's own writers make. */
public abstract class AbstractTestDataFileFormat
{
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final DataType INT = new IntType(true);

    private Path directory;

    /** A new instance of the format. */
    protected abstract DataFileFormat format();

    /** Whether files of the format can hold values of the type; nested types are asked about as a whole. */
    protected abstract boolean supports(DataType type);

    /** Whether bytes of columns that nobody touches stay unread, and row groups are skipped by statistics. */
    protected boolean isColumnar()
    {
        return true;
    }

    /** Options of a table that make files of many row groups or stripes. */
    protected Map<String, String> smallRowGroups()
    {
        return Map.of();
    }

    /** What the format calls no compression. */
    protected String uncompressed()
    {
        return "none";
    }

    /** A name of a field with characters that only some formats allow. */
    protected String specialName()
    {
        return "dotted.name, ünïcode";
    }

    /** How many bytes at the end of a file may be damaged without the reader going astray; all by default. */
    protected int testedForDamage(int fileLength)
    {
        return fileLength;
    }

    /** The exceptions that a format may fail with on files that are corrupt. */
    protected boolean isFailureOfCorruptFile(Throwable failure)
    {
        return failure instanceof IOException || failure instanceof VarveException;
    }

    @BeforeClass
    public final void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-datafile");
    }

    @AfterClass(alwaysRun = true)
    public final void deleteDirectory()
            throws IOException
    {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Test
    public void testEveryType()
            throws IOException
    {
        RowType type = RandomValues.everyType(this::supports);
        for (double nulls : new double[] {0, 0.3, 1}) {
            long seed = new Random().nextLong();
            List<List<Object>> rows = new RandomValues(new Random(seed), nulls).rows(type, 1500);
            Path file = write(Map.of(), type, rows);
            for (int column = 0; column < type.size(); column++) {
                Field field = type.field(column);
                int index = column;
                assertThat(read(file, List.of(field)))
                        .as("%s %s, seed %d, nulls %s", field.name(), field.type(), seed, nulls)
                        .isEqualTo(rows.stream().map(row -> Collections.singletonList(row.get(index))).toList());
            }
            assertThat(read(file, type.fields())).as("seed %d, nulls %s", seed, nulls).isEqualTo(rows);
        }
    }

    @Test
    public void testManyRowGroups()
            throws IOException
    {
        RowType type = RandomValues.everyType(this::supports);
        long seed = new Random().nextLong();
        List<List<Object>> rows = new RandomValues(new Random(seed), 0.2).rows(type, 8_000);
        Path file = write(smallRowGroups(), type, rows);
        assertThat(read(file, type.fields())).as("seed %d", seed).isEqualTo(rows);
    }

    @Test
    public void testColumnsTouchedNowAndThen()
            throws IOException
    {
        touchNowAndThen(smallRowGroups());
    }

    /** Untouched batches are then skipped value by value. */
    @Test
    public void testColumnsWithoutDictionariesTouchedNowAndThen()
            throws IOException
    {
        touchNowAndThen(Map.of("parquet.enable.dictionary", "false", "orc.dictionary.key.threshold", "0"));
    }

    private void touchNowAndThen(Map<String, String> options)
            throws IOException
    {
        RowType type = RandomValues.everyType(this::supports);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<List<Object>> rows = new RandomValues(random, 0.2).rows(type, 15_000);
        Path file = write(options, type, rows);
        try (DataFileReader reader = open(file, type.fields(), FileFilter.NONE, new ReadMetrics())) {
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                for (int i = random.nextInt(4) * random.nextInt(4); i > 0; i--) {
                    int index = random.nextInt(type.size());
                    int first = (int) batch.get().firstRow();
                    assertThat(Values.of(type.field(index).type(), batch.get().column(index)))
                            .as("column %s of the batch at %s, seed %s", index, first, seed)
                            .isEqualTo(column(rows.subList(first, first + batch.get().size()), index));
                    assertThat(batch.get().column(index)).isSameAs(batch.get().column(index));
                }
            }
        }
    }

    @Test
    public void testLoadedColumnsStayValid()
            throws IOException
    {
        RowType type = RandomValues.everyType(this::supports);
        List<List<Object>> rows = new RandomValues(new Random(7), 0.2).rows(type, 12_000);
        Path file = write(smallRowGroups(), type, rows);
        Map<Long, List<Column>> loaded = new LinkedHashMap<>();
        try (DataFileReader reader = open(file, type.fields(), FileFilter.NONE, new ReadMetrics())) {
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                List<Column> columns = new ArrayList<>();
                for (int i = 0; i < type.size(); i++) {
                    columns.add(batch.get().column(i));
                }
                loaded.put(batch.get().firstRow(), columns);
            }
        }
        loaded.forEach((first, columns) -> {
            for (int i = 0; i < type.size(); i++) {
                List<Object> expected = column(rows.subList(first.intValue(), first.intValue() + columns.get(i).size()), i);
                assertThat(Values.of(type.field(i).type(), columns.get(i))).as("column %s of the batch at %s", i, first).isEqualTo(expected);
            }
        });
    }

    @Test
    public void testFieldsAreFoundByExactName()
            throws IOException
    {
        RowType nested = new RowType(List.of(new Field(1, "x", INT), new Field(2, "y", TEXT)), true);
        RowType type = RowType.of(List.of(new Field(0, "r", nested), new Field(3, "Name", TEXT), new Field(4, specialName(), INT)));
        Path file = write(Map.of(), type, List.of(row(row(1L, "one"), "n", 5L)));
        RowType renamed = new RowType(List.of(new Field(2, "y", TEXT), new Field(9, "X", INT), new Field(10, "added", TEXT)), true);
        assertThat(read(file, List.of(
                new Field(3, "name", TEXT),
                new Field(4, specialName(), INT),
                new Field(0, "r", renamed),
                new Field(3, "Name", TEXT),
                new Field(5, "R", nested))))
                .isEqualTo(List.of(row(null, 5L, row("one", null, null), "n", null)));
    }

    @Test
    public void testFieldsThatTheFileDoesNotHold()
            throws IOException
    {
        RowType type = RowType.of(List.of(new Field(0, "a", INT)));
        Path file = write(Map.of(), type, List.of(row(1L), row(2L)));
        RowType every = RandomValues.everyType(ignored -> true);
        assertThat(read(file, every.fields())).isEqualTo(Collections.nCopies(2, Arrays.asList(new Object[every.size()])));
    }

    @Test
    public void testRowWithoutAnyRequestedMember()
            throws IOException
    {
        RowType inner = new RowType(List.of(new Field(2, "x", INT)), true);
        RowType type = RowType.of(List.of(new Field(0, "r", new RowType(List.of(new Field(1, "a", INT), new Field(3, "in", inner)), true)), new Field(4, "id", INT)));
        Path file = write(Map.of(), type, List.of(row(row(1L, row(2L)), 1L), row(null, 2L), row(row(null, null), 3L)));
        RowType added = new RowType(List.of(new Field(9, "added", TEXT)), true);
        assertThat(read(file, List.of(new Field(4, "id", INT), new Field(0, "r", added))))
                .isEqualTo(List.of(row(1L, null), row(2L, null), row(3L, null)));
        assertThat(read(file, List.of(new Field(0, "r", new RowType(List.of(new Field(1, "a", INT), new Field(3, "in", added)), true)))))
                .isEqualTo(List.of(row(row(1L, null)), row((Object) null), row(row(null, null))));
        assertThat(read(file, List.of(new Field(0, "r", new RowType(List.of(new Field(3, "in", added)), true)))))
                .isEqualTo(List.of(row((Object) null), row((Object) null), row((Object) null)));
    }

    @Test
    public void testNullAndEmptyAreDifferent()
            throws IOException
    {
        DataType array = new ArrayType(INT, true);
        DataType map = new MapType(TEXT, INT, true);
        DataType nested = new RowType(List.of(new Field(11, "x", INT), new Field(12, "l", new ArrayType(TEXT, true))), true);
        DataType rows = new ArrayType(nested, true);
        DataType lists = new ArrayType(array, true);
        RowType type = RowType.of(List.of(new Field(0, "a", array), new Field(1, "m", map), new Field(2, "r", nested), new Field(3, "rs", rows), new Field(4, "ll", lists)));
        List<List<Object>> values = List.of(
                row(null, null, null, null, null),
                row(List.of(), Map.of(), row(null, null), List.of(), List.of()),
                row(row((Object) null), nullValue("k"), row(null, List.of()), row((Object) null), row((Object) null)),
                row(row(1L, null, 2L), Map.of("k", 1L), row(1L, row((Object) null)), row(row(null, null), null, row(1L, List.of("s"))), row(List.of(), null, row(null, 1L))),
                row(null, null, null, null, null));
        Path file = write(Map.of(), type, values);
        assertThat(read(file, type.fields())).isEqualTo(values);
    }

    @Test
    public void testBatchesAreContiguous()
            throws IOException
    {
        int count = 50_000;
        Path file = write(smallRowGroups(), numbersType(), numbers(count));
        ReadMetrics metrics = new ReadMetrics();
        try (DataFileReader reader = open(file, numbersType().fields(), FileFilter.NONE, metrics)) {
            long row = 0;
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                assertThat(batch.get().firstRow()).isEqualTo(row);
                assertThat(batch.get().size()).isPositive();
                assertThat(batch.get().columnCount()).isEqualTo(3);
                assertThat(batch.get().selection().isAll()).isTrue();
                List<Object> ids = Values.of(new BigIntType(false), batch.get().column(0));
                assertThat(ids).hasSize(batch.get().size());
                for (Object id : ids) {
                    assertThat(id).isEqualTo(row);
                    row++;
                }
                assertThat(reader.memoryBytes()).isPositive();
            }
            assertThat(row).isEqualTo(count);
            assertThat(reader.next()).isEmpty();
        }
        assertThat(metrics.get(FILES_OPENED)).isEqualTo(1);
        assertThat(metrics.get(ROWS_READ)).isEqualTo(count);
        assertThat(metrics.get(ROWS_SKIPPED)).isZero();
        assertThat(metrics.get(BYTES_READ)).isBetween(1L, 3 * Files.size(file));
    }

    @Test
    public void testBatchesAreSmallerWhereManyFilesAreReadAtOnce()
            throws IOException
    {
        RowType type = numbersType();
        List<List<Object>> rows = numbers(20_000);
        Path file = write(Map.of(), type, rows);
        ReadRequest alone = new ReadRequest(type.fields(), FileFilter.NONE, new ReadMetrics());
        ReadRequest oneOfMany = new ReadRequest(type.fields(), FileFilter.NONE, new ReadMetrics(), true, 1 << 20);
        assertThat(read(file, oneOfMany)).isEqualTo(rows);
        assertThat(largestBatch(file, oneOfMany)).isLessThan(largestBatch(file, alone) / 2);
    }

    private int largestBatch(Path file, ReadRequest request)
            throws IOException
    {
        int largest = 0;
        try (DataFileReader reader = format().open(new LocalStorage().open(StoragePath.of(file.toString())), request)) {
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                largest = Math.max(largest, batch.get().size());
            }
        }
        return largest;
    }

    @Test
    public void testNoFields()
            throws IOException
    {
        Path file = write(smallRowGroups(), numbersType(), numbers(20_000));
        try (DataFileReader reader = open(file, List.of(), FileFilter.NONE, new ReadMetrics())) {
            long rows = 0;
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                assertThat(batch.get().columnCount()).isZero();
                assertThat(batch.get().firstRow()).isEqualTo(rows);
                rows += batch.get().size();
            }
            assertThat(rows).isEqualTo(20_000);
        }
    }

    @Test
    public void testNoRows()
            throws IOException
    {
        Path file = write(Map.of(), numbersType(), List.of());
        assertThat(read(file, numbersType().fields())).isEmpty();
    }

    @Test
    public void testFilterSkipsRowsThatCannotMatch()
            throws IOException
    {
        int count = 50_000;
        Path file = write(smallRowGroups(), numbersType(), numbers(count));
        Predicate few = new Predicate.Compare(0, new BigIntType(false), Predicate.Comparison.EQUAL, 31_234L);
        ReadMetrics metrics = new ReadMetrics();
        Map<Long, Object> found = readByPosition(file, numbersType().fields(), few, metrics);
        assertThat(found).containsEntry(31_234L, numbers(count).get(31_234));
        assertThat(metrics.get(ROWS_READ) + metrics.get(ROWS_SKIPPED)).isEqualTo(count);
        assertThat(metrics.get(ROWS_READ)).isEqualTo(found.size());
        if (isColumnar()) {
            assertThat(metrics.get(ROWS_SKIPPED)).isPositive();
        }

        Predicate ends = new Predicate.Or(List.of(
                new Predicate.Compare(0, new BigIntType(false), Predicate.Comparison.LESS, 10L),
                new Predicate.Compare(0, new BigIntType(false), Predicate.Comparison.GREATER_OR_EQUAL, count - 10L)));
        found = readByPosition(file, numbersType().fields(), ends, new ReadMetrics());
        assertThat(found).containsKeys(0L, 9L, count - 10L, count - 1L);

        metrics = new ReadMetrics();
        Predicate none = new Predicate.Compare(0, new BigIntType(false), Predicate.Comparison.GREATER, (long) count);
        found = readByPosition(file, numbersType().fields(), none, metrics);
        if (isColumnar()) {
            assertThat(found).isEmpty();
            assertThat(metrics.get(ROWS_SKIPPED)).isEqualTo(count);
        }
    }

    @Test
    public void testFilterOnColumnThatTheFileDoesNotHold()
            throws IOException
    {
        Path file = write(Map.of(), numbersType(), numbers(10));
        List<Field> fields = List.of(new Field(0, "id", new BigIntType(false)), new Field(9, "added", INT));
        assertThat(readByPosition(file, fields, new Predicate.IsNull(1, INT), new ReadMetrics())).hasSize(10);
        readByPosition(file, fields, new Predicate.Compare(1, INT, Predicate.Comparison.EQUAL, 1L), new ReadMetrics());
    }

    /** A NaN makes the bounds of its column useless, but other rows must still be found. */
    @Test
    public void testFilterDespiteNaN()
            throws IOException
    {
        DataType doubleType = new DoubleType(true);
        RowType type = RowType.of(List.of(new Field(0, "d", doubleType)));
        List<List<Object>> rows = List.of(row(1.0), row(Double.NaN), row(2.0), row(-0.0), row(0.0), row((Object) null));
        Path file = write(Map.of(), type, rows);
        for (Predicate predicate : List.of(
                new Predicate.Compare(0, doubleType, Predicate.Comparison.EQUAL, 1.0),
                new Predicate.Compare(0, doubleType, Predicate.Comparison.LESS, 2.0),
                new Predicate.Compare(0, doubleType, Predicate.Comparison.EQUAL, 0.0),
                new Predicate.Compare(0, doubleType, Predicate.Comparison.EQUAL, -0.0),
                new Predicate.Compare(0, doubleType, Predicate.Comparison.GREATER, 1.5))) {
            assertThat(readByPosition(file, type.fields(), predicate, new ReadMetrics())).as("%s", predicate).hasSize(rows.size());
        }
    }

    @Test
    public void testUntouchedColumnsAreNotRead()
            throws IOException
    {
        if (!isColumnar()) {
            return;
        }
        Path file = write(Map.of(), numbersType(), numbers(50_000));
        long nothing = bytesRead(file, new int[0]);
        long one = bytesRead(file, new int[] {0});
        long all = bytesRead(file, new int[] {0, 1, 2});
        assertThat(nothing).isLessThan(one);
        assertThat(one).isLessThan(all);
        assertThat(nothing).isLessThan(all / 4);
    }

    @Test
    public void testFactoryIsSafeForSeveralThreads()
            throws Exception
    {
        RowType type = RandomValues.everyType(this::supports);
        List<List<Object>> rows = new RandomValues(new Random(3), 0.2).rows(type, 2000);
        Path file = write(Map.of(), type, rows);
        DataFileFormat format = format();
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<List<Object>>>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(executor.submit(() -> read(format, file, type.fields())));
            }
            for (Future<List<List<Object>>> result : results) {
                assertThat(result.get()).isEqualTo(rows);
            }
        }
        finally {
            executor.shutdownNow();
        }
    }

    @Test
    public void testMissingFile()
    {
        Path missing = directory.resolve("missing." + format().identifier());
        assertThatThrownBy(() -> read(missing, numbersType().fields()))
                .isInstanceOfAny(FileNotFoundException.class, NoSuchFileException.class)
                .hasMessageContaining("missing");
    }

    @Test
    public void testFailuresOfTheStoreAreAmongTheCauses()
            throws IOException
    {
        RowType type = numbersType();
        List<List<Object>> rows = numbers(2_000);
        Path file = write(smallRowGroups(), type, rows);
        ReadRequest request = new ReadRequest(type.fields(), FileFilter.NONE, new ReadMetrics());
        FailingStorage storage;
        int operation = 0;
        do {
            storage = new FailingStorage(operation);
            InputFile input = GuardedStorage.of(storage).open(StoragePath.of(file.toString()));
            try {
                assertThat(read(format(), input, request)).isEqualTo(rows);
                assertThat(storage.failed()).as("operation %s must not fail unnoticed", operation).isEmpty();
            }
            catch (IOException e) {
                assertThat(ReadFailure.of(e)).as("operation %s", operation).satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(VarveException.Kind.STORAGE_FAILURE);
                    assertThat(failure.message()).isEqualTo("File " + file + " cannot be read: Connection reset");
                });
            }
            operation++;
        }
        while (storage.failed().isPresent());
        assertThat(operation).isGreaterThan(2);
    }

    @Test
    public void testTruncatedFiles()
            throws IOException
    {
        RowType type = RandomValues.everyType(this::supports);
        byte[] bytes = Files.readAllBytes(write(Map.of(), type, new RandomValues(new Random(5), 0.2).rows(type, 500)));
        for (int i = 0; i < 40; i++) {
            int length = i < 20 ? i : (int) ((long) bytes.length * (i - 20) / 20);
            Path file = directory.resolve("truncated-" + i + "." + format().identifier());
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> read(file, type.fields()))
                    .as("%s of %s bytes", length, bytes.length)
                    .matches(this::isFailureOfCorruptFile, "is a failure of a corrupt file")
                    .hasMessageContaining(file.getFileName().toString());
        }
    }

    @Test
    public void testDamagedFiles()
            throws IOException
    {
        RowType type = RandomValues.everyType(this::supports);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] bytes = Files.readAllBytes(write(Map.of("file.compression", uncompressed()), type, new RandomValues(random, 0.2).rows(type, 60)));
        byte[] compressed = Files.readAllBytes(write(Map.of(), type, new RandomValues(random, 0.2).rows(type, 60)));
        Path file = directory.resolve("damaged." + format().identifier());
        for (int i = 0; i < 400; i++) {
            byte[] damaged = (i % 2 == 0 ? bytes : compressed).clone();
            int tested = testedForDamage(damaged.length);
            int position = damaged.length - 1 - random.nextInt(i % 4 < 2 ? tested : Math.min(tested, 4000));
            for (int j = random.nextInt(3); j >= 0; j--) {
                damaged[Math.min(position + j, damaged.length - 1)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                read(file, type.fields());
            }
            catch (Throwable e) {
                if (!isFailureOfCorruptFile(e) || !String.valueOf(e.getMessage()).contains("damaged.")) {
                    throw new AssertionError("Seed " + seed + ", file " + i + ", damaged at " + position, e);
                }
            }
        }
    }

    @Test
    public void testGarbage()
            throws IOException
    {
        Random random = new Random(11);
        for (int length : new int[] {0, 1, 3, 4, 8, 12, 100, 5000, 100_000}) {
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            Path file = directory.resolve("garbage-" + length + "." + format().identifier());
            Files.write(file, garbage);
            assertThatThrownBy(() -> read(file, numbersType().fields()))
                    .as("%s bytes", length)
                    .matches(this::isFailureOfCorruptFile, "is a failure of a corrupt file")
                    .hasMessageContaining(file.getFileName().toString());
        }
    }

    @Test
    public void testOtherTypeThanInTheFile()
            throws IOException
    {
        RowType type = RowType.of(List.of(new Field(0, "a", TEXT)));
        Path file = write(Map.of(), type, List.of(row("text")));
        assertThatThrownBy(() -> read(file, List.of(new Field(0, "a", new ArrayType(INT, true)))))
                .matches(this::isFailureOfCorruptFile, "is a failure of a corrupt file")
                .hasMessageContaining(file.getFileName().toString());
    }

    /** A file of the format in the test's directory. */
    protected final Path write(Map<String, String> options, RowType type, List<List<Object>> rows)
            throws IOException
    {
        Path file = newFile();
        PaimonFiles.write(file, format().identifier(), options, type, rows);
        return file;
    }

    /** The path of a file that does not exist yet. */
    protected final Path newFile()
            throws IOException
    {
        Path file = Files.createTempFile(directory, "data-", "." + format().identifier());
        Files.delete(file);
        return file;
    }

    /** All rows of those fields. */
    protected final List<List<Object>> read(Path file, List<Field> fields)
            throws IOException
    {
        return read(format(), file, fields);
    }

    /** All rows that a request is for. */
    protected final List<List<Object>> read(Path file, ReadRequest request)
            throws IOException
    {
        return read(format(), file, request);
    }

    protected static List<Object> row(Object... values)
    {
        return Arrays.asList(values);
    }

    /** The same by another format than that of the test. */
    protected static List<List<Object>> read(DataFileFormat format, Path file, List<Field> fields)
            throws IOException
    {
        return read(format, file, new ReadRequest(fields, FileFilter.NONE, new ReadMetrics()));
    }

    private static List<List<Object>> read(DataFileFormat format, Path file, ReadRequest request)
            throws IOException
    {
        return read(format, new LocalStorage().open(StoragePath.of(file.toString())), request);
    }

    private static List<List<Object>> read(DataFileFormat format, InputFile file, ReadRequest request)
            throws IOException
    {
        List<List<Object>> rows = new ArrayList<>();
        try (DataFileReader reader = format.open(file, request)) {
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                rows.addAll(rows(batch.get(), request.fields()));
            }
        }
        return rows;
    }

    private Map<Long, Object> readByPosition(Path file, List<Field> fields, Predicate predicate, ReadMetrics metrics)
            throws IOException
    {
        Map<Long, Object> rows = new HashMap<>();
        try (DataFileReader reader = open(file, fields, new FileFilter(Optional.of(predicate)), metrics)) {
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                long position = batch.get().firstRow();
                for (List<Object> row : rows(batch.get(), fields)) {
                    rows.put(position++, row);
                }
            }
        }
        return rows;
    }

    private static List<List<Object>> rows(FileBatch batch, List<Field> fields)
            throws IOException
    {
        List<List<Object>> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            assertThat(batch.column(i).size()).isEqualTo(batch.size());
            columns.add(Values.of(fields.get(i).type(), batch.column(i)));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            int row = i;
            rows.add(Arrays.asList(columns.stream().map(column -> column.get(row)).toArray()));
        }
        return rows;
    }

    private long bytesRead(Path file, int[] columns)
            throws IOException
    {
        ReadMetrics metrics = new ReadMetrics();
        try (DataFileReader reader = open(file, numbersType().fields(), FileFilter.NONE, metrics)) {
            for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                for (int column : columns) {
                    assertThat(batch.get().column(column).size()).isEqualTo(batch.get().size());
                }
            }
        }
        return metrics.get(BYTES_READ);
    }

    private DataFileReader open(Path file, List<Field> fields, FileFilter filter, ReadMetrics metrics)
            throws IOException
    {
        return format().open(new LocalStorage().open(StoragePath.of(file.toString())), new ReadRequest(fields, filter, metrics));
    }

    private static RowType numbersType()
    {
        return RowType.of(List.of(new Field(0, "id", new BigIntType(false)), new Field(1, "text", TEXT), new Field(2, "hash", INT)));
    }

    private static List<List<Object>> numbers(int count)
    {
        List<List<Object>> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(row((long) i, "text of " + i, i % 7 == 0 ? null : (long) (i * 0x9E3779B9)));
        }
        return rows;
    }

    private static List<Object> column(List<List<Object>> rows, int index)
    {
        return rows.stream().map(row -> row.get(index)).toList();
    }

    private static Map<Object, Object> nullValue(Object key)
    {
        Map<Object, Object> map = new HashMap<>();
        map.put(key, null);
        return map;
    }
}
