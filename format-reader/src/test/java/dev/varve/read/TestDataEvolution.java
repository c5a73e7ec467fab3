package dev.varve.read;

import dev.varve.TableVersion;
import dev.varve.column.Batch;
import dev.varve.column.Column;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.Values;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.merge.BatchSource;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.Predicate.Comparison;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.scan.SplitSource;
import dev.varve.schema.OriginFields;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import io.airlift.slice.Slices;
import org.apache.paimon.append.dataevolution.DataEvolutionCompactCoordinator;
import org.apache.paimon.append.dataevolution.DataEvolutionCompactTask;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.BlobData;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.SpecialFields;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables whose columns real Paimon writes by separate commits, into files of their own. */
public class TestDataEvolution
{
    private static final int STEPS = Integer.getInteger("varve.evolution.steps", 7);
    private static final int MAX_ROWS = 40;

    @DataProvider
    public Object[][] formats()
    {
        return new Object[][] {{"parquet"}, {"orc"}, {"avro"}};
    }

    @Test(dataProvider = "formats")
    public void rowsAreThoseOfPaimon(String format)
            throws Exception
    {
        long seed = Long.getLong("varve.evolution.seed", System.nanoTime());
        Random random = new Random(seed);
        try (PaimonTable table = PaimonTable.create(schema(format, random.nextBoolean()))) {
            for (int step = 0; step < STEPS; step++) {
                change(table, random);
                compare(table, random);
            }
        }
        catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ", " + format, e);
        }
    }

    private static Schema schema(String format, boolean blobs)
    {
        Schema.Builder schema = Schema.newBuilder()
                .column("id", DataTypes.INT())
                .column("a", DataTypes.STRING())
                .column("b", DataTypes.INT())
                .column("c", DataTypes.DOUBLE())
                .option("bucket", "-1")
                .option("file.format", format)
                .option("row-tracking.enabled", "true")
                .option("data-evolution.enabled", "true")
                .option("blob.target-file-size", "200 b");
        if (blobs) {
            schema.column("p", DataTypes.BLOB());
        }
        return schema.build();
    }

    private static void change(PaimonTable table, Random random)
            throws Exception
    {
        FileStoreTable files = table.paimon();
        List<RowIds> groups = groups(files);
        switch (groups.isEmpty() ? 0 : random.nextInt(8)) {
            case 0, 1 -> write(files, columns(files, random, true), 1 + random.nextInt(MAX_ROWS), OptionalLong.empty(), random);
            case 2, 3, 4, 5 -> {
                RowIds group = groups.get(random.nextInt(groups.size()));
                write(files, columns(files, random, false), group.count(), OptionalLong.of(group.first()), random);
            }
            case 6 -> table.alter(alteration(files, random));
            default -> compact(files);
        }
    }

    /** No renaming: Paimon 1.4.2 looks for the columns of older files under their new names, and loses their values, or whole rows. */
    private static SchemaChange alteration(FileStoreTable table, Random random)
    {
        return random.nextBoolean()
                ? SchemaChange.addColumn("n" + random.nextInt(1_000_000), DataTypes.INT())
                : SchemaChange.updateColumnType(table.rowType().getFieldNames().get(2), DataTypes.BIGINT());
    }

    private record RowIds(long first, int count) {}

    private static List<RowIds> groups(FileStoreTable table)
    {
        Set<RowIds> groups = new HashSet<>();
        for (DataSplit split : table.newSnapshotReader().read().dataSplits()) {
            for (DataFileMeta file : split.dataFiles()) {
                if (!file.fileName().endsWith(".blob")) {
                    groups.add(new RowIds(file.firstRowId(), (int) file.rowCount()));
                }
            }
        }
        return List.copyOf(groups);
    }

    private static org.apache.paimon.types.RowType columns(FileStoreTable table, Random random, boolean withBlobs)
    {
        List<DataField> fields = new ArrayList<>(table.rowType().getFields());
        boolean all = withBlobs && random.nextBoolean();
        List<DataField> chosen = fields.stream()
                .filter(field -> field.type().equals(DataTypes.BLOB()) ? withBlobs : all || random.nextBoolean())
                .toList();
        boolean blobsOnly = chosen.stream().allMatch(field -> field.type().equals(DataTypes.BLOB()));
        return new org.apache.paimon.types.RowType(blobsOnly ? Stream.concat(Stream.of(fields.get(0)), chosen.stream()).toList() : chosen);
    }

    private static void write(FileStoreTable table, org.apache.paimon.types.RowType columns, int rows, OptionalLong firstRowId, Random random)
            throws Exception
    {
        try (BatchTableWrite write = table.newBatchWriteBuilder().newWrite();
                BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
            write.withWriteType(columns);
            for (int i = 0; i < rows; i++) {
                write.write(GenericRow.of(columns.getFieldTypes().stream().map(type -> value(type, random)).toArray()));
            }
            List<CommitMessage> messages = write.prepareCommit();
            if (firstRowId.isPresent()) {
                for (CommitMessage message : messages) {
                    List<DataFileMeta> files = ((CommitMessageImpl) message).newFilesIncrement().newFiles();
                    files.replaceAll(file -> file.assignFirstRowId(firstRowId.getAsLong()));
                }
            }
            commit.commit(messages);
        }
    }

    private static Object value(org.apache.paimon.types.DataType type, Random random)
    {
        if (random.nextInt(5) == 0) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case INTEGER -> random.nextInt(20);
            case BIGINT -> (long) random.nextInt(20);
            case DOUBLE -> (double) random.nextInt(20);
            case BLOB -> new BlobData(bytes(random));
            default -> BinaryString.fromString("text " + random.nextInt(20));
        };
    }

    private static byte[] bytes(Random random)
    {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void compact(FileStoreTable table)
            throws Exception
    {
        List<CommitMessage> messages = new ArrayList<>();
        for (DataEvolutionCompactTask task : new DataEvolutionCompactCoordinator(table, false, true).plan()) {
            messages.add(task.doCompact(table, "compaction"));
        }
        if (!messages.isEmpty()) {
            try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
                commit.commit(messages);
            }
        }
    }

    /** All rows with their ids, then some columns of the rows that meet a condition. */
    private static void compare(PaimonTable table, Random random)
            throws Exception
    {
        List<List<Object>> expected = paimonRows(table.paimon());
        TableVersion version = tracked(table.open().latest());
        List<Integer> all = IntStream.range(0, version.schema().fields().size()).boxed().toList();
        assertThat(read(version, all, Optional.empty())).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(version.statistics(Optional.empty()).rowCount()).isEqualTo(expected.size());

        List<Integer> some = new ArrayList<>(all.stream().filter(column -> random.nextBoolean()).toList());
        Collections.shuffle(some, random);
        for (int column : List.of(0, 2, 3)) {
            Field field = version.schema().fields().field(column);
            Object literal = column == 3 ? (Object) (double) random.nextInt(20) : (Object) (long) random.nextInt(20);
            Predicate condition = random.nextInt(4) == 0
                    ? new Predicate.IsNull(column, field.type())
                    : new Predicate.Compare(column, field.type(), random.nextBoolean() ? Comparison.EQUAL : Comparison.GREATER, literal);
            List<List<Object>> matching = expected.stream()
                    .filter(row -> matches(row.get(column), condition))
                    .map(row -> some.stream().map(row::get).toList())
                    .toList();
            assertThat(read(version, some, Optional.of(condition))).as("%s of columns %s", condition, some).containsExactlyInAnyOrderElementsOf(matching);
        }
    }

    private static boolean matches(Object value, Predicate condition)
    {
        if (condition instanceof Predicate.IsNull) {
            return value == null;
        }
        Predicate.Compare compare = (Predicate.Compare) condition;
        double difference = value == null ? Double.NaN : ((Number) value).doubleValue() - ((Number) compare.literal()).doubleValue();
        return compare.comparison() == Comparison.EQUAL ? difference == 0 : difference > 0;
    }

    private static List<List<Object>> paimonRows(FileStoreTable table)
            throws IOException
    {
        org.apache.paimon.types.RowType type = SpecialFields.rowTypeWithRowTracking(table.rowType());
        ReadBuilder builder = table.newReadBuilder().withReadType(type);
        List<List<Object>> rows = new ArrayList<>();
        try (RecordReader<InternalRow> reader = builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < type.getFieldCount(); i++) {
                    values.add(row.isNullAt(i) ? null : switch (type.getTypeAt(i).getTypeRoot()) {
                        case INTEGER -> (Object) (long) row.getInt(i);
                        case BIGINT -> row.getLong(i);
                        case DOUBLE -> row.getDouble(i);
                        case BLOB -> Slices.wrappedBuffer(row.getBlob(i).toData());
                        default -> row.getString(i).toString();
                    });
                }
                rows.add(values);
            });
        }
        return rows;
    }

    private static TableVersion tracked(TableVersion version)
    {
        TableSchema schema = version.schema();
        List<Field> fields = Stream.concat(schema.fields().fields().stream(), Stream.of(OriginFields.ROW_ID, OriginFields.SEQUENCE_NUMBER)).toList();
        return TableVersion.of(version.table(), schema.withFields(new RowType(fields, false)), version.snapshot());
    }

    private static List<List<Object>> read(TableVersion version, List<Integer> columns, Optional<Predicate> filter)
            throws IOException
    {
        TableReader reader = TableReader.of(version, DefaultFormats.all(), columns, filter, new ReadMetrics());
        ScanRequest request = filter.map(condition -> ScanRequest.ALL.withPredicate(condition)).orElse(ScanRequest.ALL).withColumns(Set.copyOf(columns));
        SplitSource splits = version.plan(request);
        List<List<Object>> rows = new ArrayList<>();
        for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
            try (BatchSource batches = reader.open(split.get())) {
                for (Optional<Batch> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    List<List<Object>> values = new ArrayList<>();
                    for (int i = 0; i < columns.size(); i++) {
                        Column column = batch.get().selection().apply(batch.get().column(i));
                        values.add(Values.of(version.schema().fields().field(columns.get(i)).type(), column));
                    }
                    for (int row = 0; row < batch.get().selection().count(); row++) {
                        int position = row;
                        rows.add(new ArrayList<>(values.stream().map(column -> column.get(position)).toList()));
                    }
                }
            }
        }
        return rows;
    }

    @Test
    public void aQueryReadsOnlyFilesWithItsColumns()
            throws Exception
    {
        Schema schema = schema("parquet", true);
        try (PaimonTable table = PaimonTable.create(schema)) {
            Random random = new Random(1);
            write(table.paimon(), table.paimon().rowType(), 10, OptionalLong.empty(), random);
            write(table.paimon(), table.paimon().rowType().project("a"), 10, OptionalLong.of(0), random);
            TableVersion version = table.open().latest();
            assertThat(files(version, Set.of(1))).hasSize(1);
            assertThat(files(version, Set.of(0))).hasSize(2).noneMatch(file -> file.name().endsWith(".blob"));
            assertThat(files(version, Set.of(4))).filteredOn(file -> file.name().endsWith(".blob")).hasSizeGreaterThan(1);
        }
    }

    private static List<SplitFile> files(TableVersion version, Set<Integer> columns)
    {
        return version.plan(ScanRequest.ALL.withColumns(columns)).next().orElseThrow().files();
    }

    @Test
    public void renamedColumnsKeepTheirValues()
            throws Exception
    {
        try (PaimonTable table = PaimonTable.create(schema("parquet", false))) {
            Random random = new Random(1);
            write(table.paimon(), table.paimon().rowType(), 10, OptionalLong.empty(), random);
            write(table.paimon(), table.paimon().rowType().project("a"), 10, OptionalLong.of(0), random);
            write(table.paimon(), table.paimon().rowType().project("a"), 5, OptionalLong.empty(), random);
            List<List<Object>> before = read(table.open().latest(), List.of(0, 1), Optional.empty());
            table.alter(SchemaChange.renameColumn("a", "renamed"));
            assertThat(read(table.open().latest(), List.of(0, 1), Optional.empty())).isEqualTo(before).hasSize(15);
        }
    }

    @Test
    public void aCutBlobFileIsCorrupt()
            throws Exception
    {
        try (PaimonTable table = PaimonTable.create(schema("parquet", true))) {
            write(table.paimon(), table.paimon().rowType(), 10, OptionalLong.empty(), new Random(1));
            TableVersion version = table.open().latest();
            Path blob;
            try (Stream<Path> files = Files.walk(table.directory())) {
                blob = files.filter(file -> file.toString().endsWith(".blob")).findFirst().orElseThrow();
            }
            byte[] bytes = Files.readAllBytes(blob);
            Files.write(blob, Arrays.copyOf(bytes, bytes.length / 2));
            assertThatThrownBy(() -> read(version, List.of(4), Optional.empty()))
                    .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.CORRUPT_TABLE))
                    .hasMessageContaining(blob.getFileName().toString());
            assertThat(read(version, List.of(0, 1), Optional.empty())).hasSize(10);
        }
    }
}
