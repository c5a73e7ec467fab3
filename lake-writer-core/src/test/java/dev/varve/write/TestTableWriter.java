package dev.varve.write;

import dev.varve.Table;
import dev.varve.column.ByteColumn;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Selection;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;
import dev.varve.manifest.DataFile;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.row.BucketFunction;
import dev.varve.row.LiteralColumn;
import dev.varve.row.RowKind;
import dev.varve.schema.BucketPaths;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import dev.varve.write.commit.CommitMessage;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static dev.varve.write.MemoryFiles.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestTableWriter
{
    private static final DataType INT = new IntType(true);
    private static final DataType BIGINT = new BigIntType(true);
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final Long INSERT = 0L;
    private static final Long DELETE = 3L;

    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-writer");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void rowsOfAnAppendTableKeepTheirOrder()
            throws IOException
    {
        TestedTable table = table(List.of("k", "v"), List.of(INT, STRING), List.of(), List.of(), Map.of());
        try (TableWriter writer = table.writer()) {
            writer.write(table.batch(List.of(row(3L, "c"), row(1L, null), row(2L, "b"))));
            writer.write(table.batch(List.of(row(1L, "a"))));
            List<CommitMessage> messages = writer.prepareCommit(false, Long.MAX_VALUE);
            assertThat(messages).hasSize(1);
            CommitMessage message = messages.get(0);
            assertThat(message.partition()).isEqualTo(BinaryRow.EMPTY);
            assertThat(message.bucket()).isZero();
            assertThat(message.totalBuckets()).isEqualTo(-1);
            assertThat(message.compact().isEmpty()).isTrue();
            DataFile file = message.append().newFiles().get(0);
            assertThat(table.files.rows(file)).containsExactly(row(3L, "c"), row(1L, null), row(2L, "b"), row(1L, "a"));
            assertThat(file.minSequenceNumber()).isZero();
            assertThat(file.maxSequenceNumber()).isEqualTo(3);
            assertThat(writer.prepareCommit(false, Long.MAX_VALUE)).isEmpty();
        }
    }

    @Test
    public void sequenceNumbersOfAppendedRowsGoOnFromFileToFile()
            throws IOException
    {
        TestedTable table = table(List.of("k"), List.of(INT), List.of(), List.of(), Map.of("bucket", "1", "bucket-key", "k"));
        table.files = table.files(2);
        try (TableWriter writer = table.writer()) {
            writer.write(table.batch(List.of(row(1L), row(2L), row(3L))));
            List<DataFile> files = writer.prepareCommit(false, 1).get(0).append().newFiles();
            writer.write(table.batch(List.of(row(4L))));
            DataFile last = writer.prepareCommit(false, 2).get(0).append().newFiles().get(0);
            assertThat(Stream.of(files.get(0), files.get(1), last).map(file -> file.minSequenceNumber() + ".." + file.maxSequenceNumber()))
                    .containsExactly("0..1", "2..2", "3..3");
        }
    }

    @Test
    public void rowsAreSpreadOverPartitionsAndBuckets()
            throws IOException
    {
        TestedTable table = table(List.of("p", "k", "v"), List.of(STRING, BIGINT, INT), List.of("p"), List.of(), Map.of("bucket", "5", "bucket-key", "k"));
        List<List<Object>> rows = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
            rows.add(row(i % 7 == 0 ? null : "p" + i % 3, i % 50, i));
        }
        Map<String, List<List<Object>>> expected = new HashMap<>();
        for (List<Object> row : rows) {
            int bucket = BucketFunction.DEFAULT.bucket(List.of(BIGINT), row.subList(1, 2), 5);
            expected.computeIfAbsent(row.get(0) + "/" + bucket, key -> new ArrayList<>()).add(row);
        }
        try (TableWriter writer = table.writer()) {
            writer.write(table.batch(rows));
            Map<String, List<List<Object>>> written = new HashMap<>();
            for (CommitMessage message : writer.prepareCommit(false, Long.MAX_VALUE)) {
                assertThat(message.totalBuckets()).isEqualTo(5);
                Object partition = message.partition().value(0, STRING);
                written.put((partition == null ? null : ((Slice) partition).toStringUtf8()) + "/" + message.bucket(), table.rows(message.append().newFiles()));
            }
            assertThat(written).isEqualTo(expected);
        }
    }

    @Test
    public void encodedColumnsAndSelectionsAreUnderstood()
            throws IOException
    {
        TestedTable table = table(List.of("p", "k", "v"), List.of(STRING, BIGINT, STRING), List.of("p"), List.of("p", "k"), Map.of("bucket", "1"));
        Column dictionary = new DictionaryColumn(4, new int[] {1, 0, 1, 2}, table.column(2, Arrays.asList("x", "y", null)));
        Column constant = new ConstantColumn(4, table.column(0, List.of("p")));
        Column keys = table.column(1, List.of(9L, 1L, 5L, 3L));
        try (TableWriter writer = table.writer()) {
            writer.write(new ColumnsBatch(4, List.of(constant, keys, dictionary), Selection.of(new int[] {0, 2, 3}, 3)));
            assertThat(table.rows(writer.prepareCommit(false, Long.MAX_VALUE).get(0).append().newFiles()))
                    .containsExactly(row(2L, INSERT, "p", 3L, null), row(1L, INSERT, "p", 5L, "y"), row(0L, INSERT, "p", 9L, "y"));
        }
    }

    @Test
    public void refusedRowsChangeNothing()
            throws IOException
    {
        List<DataType> types = List.of(
                new IntType(false), new VarCharType(3, true), new DecimalType(4, 2, true), new DecimalType(20, 0, true), new TimestampType(3, true));
        TestedTable table = table(List.of("k", "text", "short", "long", "time"), types, List.of(), List.of("k"), Map.of("bucket", "1"));
        try (TableWriter writer = table.writer()) {
            refused(writer, table, Arrays.asList(null, null, null, null, null), "Column 'k' is INT NOT NULL, but row 1 of the batch has no value");
            refused(writer, table, Arrays.asList(1L, "four", null, null, null), "column 'text'");
            refused(writer, table, Arrays.asList(1L, null, new BigDecimal("100.00"), null, null), "column 'short'");
            refused(writer, table, Arrays.asList(1L, null, new BigDecimal("-100.00"), null, null), "too many digits");
            refused(writer, table, Arrays.asList(1L, null, null, new BigDecimal("100000000000000000000"), null), "column 'long'");
            refused(writer, table, Arrays.asList(1L, null, null, null, Timestamp.ofMicros(-1)), "finer than files hold it");
            assertThatThrownBy(() -> writer.write(new ColumnsBatch(1, List.of(table.column(0, List.of(1L))))))
                    .isInstanceOf(VarveException.class).hasMessageContaining("5 columns, the batch 1");
            List<Column> swapped = new ArrayList<>(table.columns(List.of(good())));
            Collections.swap(swapped, 0, 1);
            assertThatThrownBy(() -> writer.write(new ColumnsBatch(1, swapped))).isInstanceOf(VarveException.class).hasMessageContaining("layout INT");
            assertThatThrownBy(() -> writer.write(table.batch(List.of(good())), new ByteColumn(1, null, new byte[] {4})))
                    .isInstanceOf(VarveException.class).hasMessageContaining("kind 4");
            writer.write(new ColumnsBatch(1, table.columns(List.of(good()))));
            assertThat(writer.prepareCommit(false, Long.MAX_VALUE)).singleElement()
                    .satisfies(message -> assertThat(message.append().newFiles().get(0).rowCount()).isEqualTo(1));
        }
    }

    private static List<Object> good()
    {
        return Arrays.asList(1L, "äöü", new BigDecimal("99.99"), new BigDecimal("-99999999999999999999"), Timestamp.ofMicros(-1000));
    }

    private static void refused(TableWriter writer, TestedTable table, List<Object> bad, String message)
    {
        assertThatThrownBy(() -> writer.write(table.batch(List.of(good(), bad))))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.INVALID_REQUEST))
                .hasMessageContaining(message);
    }

    @Test
    public void appendTablesTakeNoRetractions()
            throws IOException
    {
        TestedTable table = table(List.of("k"), List.of(INT), List.of(), List.of(), Map.of());
        try (TableWriter writer = table.writer()) {
            assertThatThrownBy(() -> table.write(writer, List.of(row(1L), row(2L)), List.of(RowKind.UPDATE_AFTER, RowKind.DELETE)))
                    .isInstanceOf(VarveException.class).hasMessageContaining("-D").hasMessageContaining("no primary key");
            table.write(writer, List.of(row(3L)), List.of(RowKind.UPDATE_AFTER));
            assertThat(table.rows(writer.prepareCommit(false, 1).get(0).append().newFiles())).containsExactly(row(3L));
        }
        TestedTable lenient = table(List.of("k"), List.of(INT), List.of(), List.of(), Map.of("ignore-delete", "true"));
        try (TableWriter writer = lenient.writer()) {
            lenient.write(writer, List.of(row(1L), row(2L), row(3L)), List.of(RowKind.DELETE, RowKind.INSERT, RowKind.UPDATE_BEFORE));
            assertThat(lenient.rows(writer.prepareCommit(false, 1).get(0).append().newFiles())).containsExactly(row(2L));
        }
    }

    @Test
    public void kindsComeFromAColumn()
            throws IOException
    {
        TestedTable table = table(
                List.of("k", "kind"), List.of(new IntType(false), STRING), List.of(), List.of("k"), Map.of("bucket", "1", "rowkind.field", "kind", "ignore-update-before", "true"));
        try (TableWriter writer = table.writer()) {
            writer.write(table.batch(List.of(row(1L, "+I"), row(2L, "-d"), row(3L, "-U"), row(4L, "+u"))));
            assertThatThrownBy(() -> writer.write(table.batch(List.of(row(5L, "+X"))))).isInstanceOf(VarveException.class).hasMessageContaining("'+X'");
            assertThatThrownBy(() -> writer.write(table.batch(List.of(row(5L, null))))).isInstanceOf(VarveException.class).hasMessageContaining("no value");
            assertThat(table.rows(writer.prepareCommit(false, 1).get(0).append().newFiles()))
                    .containsExactly(row(0L, INSERT, 1L, "+I"), row(1L, DELETE, 2L, "-d"), row(2L, 2L, 4L, "+u"));
        }
    }

    @Test
    public void defaultValuesReplaceNulls()
            throws IOException
    {
        TestedTable table = tableOf(List.of(
                new Field(0, "k", INT), new Field(1, "v", INT, Optional.empty(), Optional.of("7")), new Field(2, "w", STRING)));
        try (TableWriter writer = table.writer()) {
            writer.write(table.batch(List.of(row(1L, null, null), row(2L, 3L, "x"))));
            assertThat(table.rows(writer.prepareCommit(false, 1).get(0).append().newFiles())).containsExactly(row(1L, 7L, null), row(2L, 3L, "x"));
        }
        TestedTable wrong = tableOf(List.of(new Field(0, "k", INT, Optional.empty(), Optional.of("seven"))));
        assertThatThrownBy(wrong::writer).isInstanceOf(VarveException.class).hasMessageContaining("seven");
    }

    @Test
    public void rowsOneByOne()
            throws IOException
    {
        TestedTable table = table(List.of("k", "v"), List.of(new IntType(false), STRING), List.of(), List.of("k"), Map.of("bucket", "1"));
        try (TableWriter writer = table.writer()) {
            RowAppender rows = writer.appender();
            rows.set(0, 2L).set(1, Slices.utf8Slice("two")).append();
            rows.set(0, 1L).append(RowKind.DELETE);
            assertThatThrownBy(() -> rows.set(1, Slices.utf8Slice("no key")).append()).isInstanceOf(VarveException.class).hasMessageContaining("'k'");
            assertThatThrownBy(() -> rows.set(0, "text")).isInstanceOf(VarveException.class).hasMessageContaining("not a value of column 'k'");
            assertThatThrownBy(() -> rows.set(0, 1L << 40)).isInstanceOf(VarveException.class).hasMessageContaining("not a value of column 'k'");
            assertThat(table.rows(writer.prepareCommit(false, 1).get(0).append().newFiles())).containsExactly(row(1L, DELETE, 1L, null), row(0L, INSERT, 2L, "two"));
        }
    }

    @Test
    public void whatWasNotCommittedIsDeleted()
            throws IOException
    {
        TestedTable table = table(
                List.of("k"), List.of(new IntType(false)), List.of(), List.of("k"),
                Map.of("bucket", "2", "changelog-producer", "input", "write-buffer-size", "64 kb"));
        try (TableWriter writer = table.writer()) {
            writer.write(table.batch(numbers(100)));
            writer.prepareCommit(false, 1);
            long kept = table.fileCount();
            assertThat(kept).isEqualTo(4);
            writer.write(table.batch(numbers(100_000)));
            assertThat(table.fileCount()).isGreaterThan(kept);
            writer.close();
            assertThat(table.fileCount()).isEqualTo(kept);
            assertThatThrownBy(() -> writer.write(table.batch(numbers(1)))).isInstanceOf(IllegalStateException.class);
        }
    }

    private static List<List<Object>> numbers(int count)
    {
        List<List<Object>> rows = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            rows.add(row(i));
        }
        return rows;
    }

    @Test
    public void inputChangelogHasAllRowsInTheOrderOfTheirKeys()
            throws IOException
    {
        TestedTable table = table(List.of("k", "v"), List.of(new IntType(false), INT), List.of(), List.of("k"), Map.of("bucket", "1", "changelog-producer", "input"));
        try (TableWriter writer = table.writer()) {
            table.write(
                    writer,
                    List.of(row(2L, 1L), row(1L, 1L), row(2L, 2L), row(1L, 1L)),
                    List.of(RowKind.INSERT, RowKind.INSERT, RowKind.UPDATE_AFTER, RowKind.DELETE));
            CommitMessage message = writer.prepareCommit(false, 1).get(0);
            assertThat(table.rows(message.append().newFiles())).containsExactly(row(3L, DELETE, 1L, 1L), row(2L, 2L, 2L, 2L));
            assertThat(table.rows(message.append().changelogFiles()))
                    .containsExactly(row(1L, INSERT, 1L, 1L), row(3L, DELETE, 1L, 1L), row(0L, INSERT, 2L, 1L), row(2L, 2L, 2L, 2L));
        }
    }

    @Test
    public void dynamicBucketsGrowAndRememberTheirKeys()
            throws IOException
    {
        TestedTable table = table(
                List.of("p", "k"), List.of(new IntType(false), new IntType(false)), List.of("p"), List.of("p", "k"),
                Map.of("dynamic-bucket.target-row-num", "10", "dynamic-bucket.max-buckets", "3"));
        List<List<Object>> rows = new ArrayList<>();
        for (long i = 0; i < 45; i++) {
            rows.add(row(i < 35 ? 1L : 2L, i));
        }
        try (TableWriter writer = table.writer()) {
            writer.write(table.batch(rows));
            Map<List<Object>, Integer> buckets = new HashMap<>();
            Map<Integer, IndexFile> indexes = new HashMap<>();
            for (CommitMessage message : writer.prepareCommit(false, 1)) {
                assertThat(message.totalBuckets()).isEqualTo(-1);
                List<List<Object>> written = table.rows(message.append().newFiles());
                written.forEach(row -> buckets.put(row.subList(2, 4), message.bucket()));
                assertThat(message.append().deletedIndexFiles()).isEmpty();
                IndexFile index = message.append().newIndexFiles().get(0);
                assertThat(hashes(table, index)).containsExactlyInAnyOrderElementsOf(
                        written.stream().map(row -> BinaryRowWriter.write(List.of(INT), row.subList(3, 4)).bucketHash()).toList());
                if (message.partition().value(0, INT).equals(1L)) {
                    indexes.put(message.bucket(), index);
                }
            }
            assertThat(buckets.keySet()).containsExactlyInAnyOrderElementsOf(rows);
            assertThat(rows.stream().map(buckets::get)).startsWith(Collections.nCopies(10, 0).toArray(Integer[]::new))
                    .endsWith(Collections.nCopies(10, 0).toArray(Integer[]::new));
            assertThat(buckets.values()).containsOnly(0, 1, 2);

            writer.write(table.batch(rows));
            assertThat(writer.prepareCommit(false, 2)).hasSize(4).allSatisfy(message -> assertThat(message.append().newIndexFiles()).isEmpty());

            writer.write(table.batch(List.of(row(1L, 100L))));
            CommitMessage grown = writer.prepareCommit(false, 3).get(0);
            assertThat(grown.append().newIndexFiles().get(0).rowCount()).isEqualTo(indexes.get(grown.bucket()).rowCount() + 1);
            assertThat(grown.append().deletedIndexFiles()).containsExactly(indexes.get(grown.bucket()));
        }
    }

    private List<Integer> hashes(TestedTable table, IndexFile file)
            throws IOException
    {
        IntBuffer values = ByteBuffer.wrap(storage.readAll(table.location.child("index").file(file.name()))).asIntBuffer();
        assertThat(file.rowCount()).isEqualTo(values.limit());
        assertThat(file.size()).isEqualTo(4L * values.limit());
        int[] hashes = new int[values.limit()];
        values.get(hashes);
        return IntStream.of(hashes).boxed().toList();
    }

    @Test
    public void keysMoveBetweenPartitions()
            throws IOException
    {
        assertThat(afterMove("deduplicate")).containsExactly(
                "1: [0, 0, 1, 7, 1]", "1: [1, 3, 1, 7, 2]", "2: [0, 0, 2, 7, 2]", "2: [1, 0, 2, 8, 3]");
        assertThat(afterMove("partial-update")).containsExactly("1: [1, 0, 1, 7, 2]", "2: [0, 0, 2, 8, 3]");
        assertThat(afterMove("first-row")).containsExactly("1: [0, 0, 1, 7, 1]", "2: [0, 0, 2, 8, 3]");
    }

    /** Puts key 7 into partition 1, and then into 2; the rows of all files with sequence number and kind, by partition. */
    private List<String> afterMove(String engine)
            throws IOException
    {
        TestedTable table = table(
                List.of("p", "k", "v"), List.of(new IntType(false), new IntType(false), INT), List.of("p"), List.of("k"),
                Map.of("merge-engine", engine));
        try (TableWriter writer = table.writer()) {
            List<CommitMessage> messages = new ArrayList<>();
            if (engine.equals("deduplicate")) {
                writer.write(table.batch(List.of(row(1L, 7L, 1L))));
                messages.addAll(writer.prepareCommit(false, 1));
                writer.write(table.batch(List.of(row(2L, 7L, 2L), row(2L, 8L, 3L))));
            }
            else {
                writer.write(table.batch(List.of(row(1L, 7L, 1L), row(2L, 7L, 2L), row(2L, 8L, 3L))));
            }
            messages.addAll(writer.prepareCommit(false, 2));
            List<String> rows = new ArrayList<>();
            for (CommitMessage message : messages) {
                assertThat(message.append().newIndexFiles()).isEmpty();
                table.rows(message.append().newFiles()).forEach(row -> rows.add(message.partition().value(0, INT) + ": " + row));
            }
            return rows.stream().sorted().toList();
        }
    }

    /** Random rows into random tables: each level-0 file is sorted, and all together they say what a map says. */
    @Test
    public void deduplicatesAsAMapDoes()
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            Map<String, String> options = new HashMap<>(Map.of("bucket", Integer.toString(1 + random.nextInt(3))));
            boolean small = random.nextBoolean();
            if (small) {
                options.put("write-buffer-size", "64 kb");
                options.put("write-buffer-spillable", Boolean.toString(random.nextBoolean()));
                options.put("write-buffer-spill.max-disk-size", random.nextBoolean() ? "1 tb" : "300 kb");
            }
            boolean sequenced = random.nextBoolean();
            boolean descending = random.nextBoolean();
            if (sequenced) {
                options.put("sequence.field", "s");
                options.put("sequence.field.sort-order", descending ? "descending" : "ascending");
            }
            boolean text = random.nextBoolean();
            TestedTable table = table(
                    List.of("p", "k", "k2", "s", "v"),
                    List.of(new IntType(false), text ? new VarCharType(20, false) : new BigIntType(false), new IntType(false), INT, STRING),
                    List.of("p"),
                    List.of("k2", "p", "k"),
                    options);
            Map<List<Object>, List<Object>> model = new HashMap<>();
            Map<List<Object>, List<Object>> written = new HashMap<>();
            try (TableWriter writer = table.writer()) {
                for (int commit = 0; commit < 2; commit++) {
                    for (int batch = 0; batch < 4; batch++) {
                        writeRandomBatch(random, table, writer, text, sequenced, descending, model);
                    }
                    for (CommitMessage message : writer.prepareCommit(false, commit)) {
                        apply(table, message, sequenced, descending, written);
                    }
                }
            }
            assertThat(written).as("seed %s round %s", seed, round).isEqualTo(model);
            assertThat(table.spilledFiles()).isEmpty();
        }
    }

    /** Rows as the model has them: of the table, then the kind. */
    private static void writeRandomBatch(
            Random random,
            TestedTable table,
            TableWriter writer,
            boolean text,
            boolean sequenced,
            boolean descending,
            Map<List<Object>, List<Object>> model)
            throws IOException
    {
        List<List<Object>> rows = new ArrayList<>();
        List<RowKind> kinds = new ArrayList<>();
        boolean inserts = random.nextBoolean();
        int count = random.nextInt(2) == 0 ? random.nextInt(20) : random.nextInt(3000);
        for (int i = 0; i < count; i++) {
            long key = random.nextInt(500) - 250;
            Object value = text ? (Object) ("longer than eight bytes " + key).substring(random.nextBoolean() ? 0 : 15) : (Object) (key << 33);
            rows.add(row((long) random.nextInt(2), value, (long) random.nextInt(3), random.nextInt(5) == 0 ? null : (long) random.nextInt(10), "v" + random.nextInt()));
            kinds.add(inserts ? RowKind.INSERT : RowKind.of(random.nextInt(4)));
        }
        if (text) {
            rows.replaceAll(row -> {
                String key = (String) row.get(1);
                return row(row.get(0), key.length() > 20 ? key.substring(key.length() - 20) : key, row.get(2), row.get(3), row.get(4));
            });
        }
        table.write(writer, rows, kinds);
        for (int i = 0; i < count; i++) {
            List<Object> row = new ArrayList<>(rows.get(i));
            row.add((long) kinds.get(i).value());
            merge(row, sequenced, descending, model);
        }
    }

    private static void apply(TestedTable table, CommitMessage message, boolean sequenced, boolean descending, Map<List<Object>, List<Object>> written)
    {
        for (DataFile file : message.append().newFiles()) {
            assertThat(file.level()).isZero();
            List<List<Object>> rows = table.files.rows(file);
            assertThat(rows).isSortedAccordingTo(keyOrder());
            assertThat(rows.stream().map(row -> List.of(row.get(4), row.get(3))).distinct().count()).as("keys of a file are unique").isEqualTo(rows.size());
            for (List<Object> row : rows) {
                List<Object> plain = new ArrayList<>(row.subList(2, 7));
                plain.add(row.get(1));
                merge(plain, sequenced, descending, written);
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Comparator<List<Object>> keyOrder()
    {
        Comparator<List<Object>> byFirst = Comparator.comparing(row -> (Comparable) row.get(4));
        return byFirst.thenComparing(row -> (Comparable) row.get(3));
    }

    private static void merge(List<Object> row, boolean sequenced, boolean descending, Map<List<Object>, List<Object>> rows)
    {
        rows.merge(row.subList(0, 3), row, (old, latest) -> sequenced && isNewer(old.get(3), latest.get(3), descending) ? old : latest);
    }

    private static boolean isNewer(Object left, Object right, boolean descending)
    {
        if (left == null || right == null) {
            return left != null;
        }
        return descending ? (Long) left < (Long) right : (Long) left > (Long) right;
    }

    private TestedTable table(List<String> names, List<DataType> types, List<String> partitionKeys, List<String> primaryKeys, Map<String, String> options)
            throws IOException
    {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(new Field(i, names.get(i), types.get(i)));
        }
        return table(fields, partitionKeys, primaryKeys, options);
    }

    private TestedTable tableOf(List<Field> fields)
            throws IOException
    {
        return table(fields, List.of(), List.of(), Map.of());
    }

    private TestedTable table(List<Field> fields, List<String> partitionKeys, List<String> primaryKeys, Map<String, String> options)
            throws IOException
    {
        TableSchema schema = new TableSchema(3, 0, RowType.of(fields), fields.size() - 1, partitionKeys, primaryKeys, options, Optional.empty(), 0);
        StoragePath location = StoragePath.of(Files.createTempDirectory(directory, "table").toString());
        SchemaLog.of(storage, location).create(storage, schema);
        return new TestedTable(location, schema);
    }

    /** A table whose data files are in memory. */
    private final class TestedTable
    {
        private final StoragePath location;
        private final TableSchema schema;
        private final Path spill;
        private MemoryFiles files;

        private TestedTable(StoragePath location, TableSchema schema)
                throws IOException
        {
            this.location = location;
            this.schema = schema;
            spill = Files.createDirectory(Path.of(location.text(), "spill"));
            files = files(1000);
        }

        private MemoryFiles files(int rowsPerFile)
        {
            BucketPaths paths = BucketPaths.of(location, schema, TableOptions.of(schema).layout());
            return new MemoryFiles(storage, paths::bucket, rowsPerFile);
        }

        private TableWriter writer()
        {
            return TableWriter.open(Table.open(storage, location, "db", "t"), schema, storage, WriterSettings.of("test").spillingTo(spill).withoutCompaction(), files);
        }

        private List<Path> spilledFiles()
                throws IOException
        {
            try (Stream<Path> files = Files.list(spill)) {
                return files.toList();
            }
        }

        private long fileCount()
                throws IOException
        {
            try (Stream<Path> paths = Files.walk(Path.of(location.text()))) {
                return paths.filter(path -> path.toString().endsWith(".memory")).count();
            }
        }

        private List<List<Object>> rows(List<DataFile> dataFiles)
        {
            return dataFiles.stream().flatMap(file -> files.rows(file).stream()).toList();
        }

        private ColumnsBatch batch(List<List<Object>> rows)
        {
            return new ColumnsBatch(rows.size(), columns(rows));
        }

        private void write(TableWriter writer, List<List<Object>> rows, List<RowKind> kinds)
                throws IOException
        {
            byte[] values = new byte[kinds.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = kinds.get(i).value();
            }
            writer.write(batch(rows), new ByteColumn(values.length, null, values));
        }

        private List<Column> columns(List<List<Object>> rows)
        {
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < schema.fields().size(); i++) {
                int index = i;
                columns.add(column(i, rows.stream().map(row -> row.get(index)).toList()));
            }
            return columns;
        }

        private Column column(int index, List<?> values)
        {
            DataType type = schema.fields().field(index).type();
            ColumnBuilder builder = ColumnBuilder.of(type, values.size());
            for (Object value : values) {
                builder.append(value instanceof BigDecimal decimal && decimal.precision() > ((DecimalType) type).precision()
                        ? unchecked((DecimalType) type, decimal)
                        : LiteralColumn.of(type, value instanceof String text ? Slices.utf8Slice(text) : value), 0);
            }
            return builder.build();
        }

        /** A decimal of more digits than the type allows. */
        private static Column unchecked(DecimalType type, BigDecimal value)
        {
            return LiteralColumn.of(new DecimalType(type.isShort() ? 18 : 38, type.scale(), true), value);
        }
    }
}
