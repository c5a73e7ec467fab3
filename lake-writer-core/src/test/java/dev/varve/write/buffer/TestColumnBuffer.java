package dev.varve.write.buffer;

import dev.varve.column.ArrayBuilder;
import dev.varve.column.Batch;
import dev.varve.column.ByteBuilder;
import dev.varve.column.BytesBuilder;
import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ColumnsBatch;
import dev.varve.column.Fixed12Builder;
import dev.varve.column.Int128Builder;
import dev.varve.column.IntBuilder;
import dev.varve.column.LongBuilder;
import dev.varve.column.MapBuilder;
import dev.varve.column.RowBuilder;
import dev.varve.column.ShortBuilder;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.DoubleType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.SmallIntType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Rows of all types stay what they are in memory and on disk. */
public class TestColumnBuffer
{
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final List<DataType> TYPES = List.of(
            new BooleanType(true),
            new SmallIntType(true),
            new IntType(true),
            new BigIntType(true),
            new DoubleType(true),
            new DecimalType(12, 2, true),
            new DecimalType(30, 2, true),
            new TimestampType(6, true),
            new TimestampType(9, true),
            STRING,
            new VarBinaryType(VarBinaryType.UNBOUNDED, true),
            new ArrayType(STRING, true),
            new MapType(new VarCharType(VarCharType.UNBOUNDED, false), new ArrayType(new BigIntType(true), true), true),
            new MultisetType(STRING, true),
            RowType.of(List.of(new Field(1, "a", new IntType(true)), new Field(2, "b", new ArrayType(STRING, true)))).withNullable(true),
            new VariantType(true));

    private final LocalStorage storage = new LocalStorage();
    private Path directory;

    @BeforeMethod
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-column-buffer");
    }

    @AfterMethod(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void gathersWhatWasAppended()
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            ColumnBuffer buffer = new ColumnBuffer(TYPES);
            List<String> expected = new ArrayList<>();
            int appends = random.nextInt(40);
            for (int i = 0; i < appends; i++) {
                Column[] columns = columns(random, 50);
                int[] positions = random.ints(0, 50).limit(random.nextInt(40)).sorted().distinct().toArray();
                buffer.append(columns, positions);
                IntStream.of(positions).forEach(position -> expected.add(text(columns, position)));
            }
            assertThat(buffer.size()).isEqualTo(expected.size());
            if (expected.isEmpty()) {
                continue;
            }
            int[] rows = random.ints(0, expected.size()).limit(30).toArray();
            Column[] gathered = buffer.gather(rows, 0, rows.length).toArray(Column[]::new);
            for (int i = 0; i < rows.length; i++) {
                assertThat(text(gathered, i)).as("seed %s", seed).isEqualTo(expected.get(rows[i]));
            }
            assertThat(buffer.retainedBytes()).isPositive();
            Column[] all = IntStream.range(0, TYPES.size()).mapToObj(buffer::column).toArray(Column[]::new);
            assertThat(IntStream.range(0, buffer.size()).mapToObj(i -> text(all, i))).as("seed %s", seed).isEqualTo(expected);
            buffer.clear();
            assertThat(buffer.retainedBytes()).isZero();
        }
    }

    @Test
    public void readsBackWhatWasSpilled()
            throws IOException
    {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SpillSpace space = SpillSpace.in(directory, 1 << 20);
        List<Batch> batches = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int size = random.nextInt(200);
            Column[] columns = columns(random, size);
            // Half of the rows, in a column that shares the values of the whole.
            int[] positions = random.ints(0, size + 1).limit(size / 2).map(position -> Math.min(position, size - 1)).toArray();
            Column[] selected = Arrays.stream(columns).map(column -> column.select(positions, positions.length)).toArray(Column[]::new);
            batches.add(new ColumnsBatch(positions.length, List.of(selected)));
            IntStream.range(0, positions.length).forEach(row -> expected.add(text(selected, row)));
        }
        Iterator<Batch> source = batches.iterator();
        List<String> read = new ArrayList<>();
        try (SpillFile file = SpillFile.write(space, TYPES, () -> source.hasNext() ? Optional.of(source.next()) : Optional.empty())) {
            assertThat(space.hasRoom((1 << 20) - 1)).isFalse();
            try (SpillFile.Reader reader = file.read()) {
                for (Optional<Batch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                    Column[] columns = new Column[TYPES.size()];
                    for (int i = 0; i < columns.length; i++) {
                        columns[i] = batch.get().column(i);
                    }
                    IntStream.range(0, batch.get().size()).forEach(row -> read.add(text(columns, row)));
                }
            }
        }
        assertThat(read).as("seed %s", seed).isEqualTo(expected);
        assertThat(space.hasRoom(1 << 20)).isTrue();
        space.close();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private static Column[] columns(Random random, int size)
    {
        Column[] columns = new Column[TYPES.size()];
        for (int i = 0; i < columns.length; i++) {
            ColumnBuilder builder = ColumnBuilder.of(TYPES.get(i), 1);
            boolean sparse = random.nextBoolean();
            for (int row = 0; row < size; row++) {
                append(random, builder, sparse);
            }
            columns[i] = builder.build();
        }
        return columns;
    }

    private static void append(Random random, ColumnBuilder builder, boolean sparse)
    {
        if (sparse && random.nextInt(3) == 0) {
            builder.appendNull();
        }
        else if (builder instanceof ByteBuilder bytes) {
            bytes.append((byte) random.nextInt(2));
        }
        else if (builder instanceof ShortBuilder shorts) {
            shorts.append((short) random.nextInt());
        }
        else if (builder instanceof IntBuilder ints) {
            ints.append(random.nextInt());
        }
        else if (builder instanceof LongBuilder longs) {
            longs.append(random.nextLong());
        }
        else if (builder instanceof Int128Builder words) {
            words.append(random.nextLong(), random.nextLong());
        }
        else if (builder instanceof Fixed12Builder timestamps) {
            timestamps.append(random.nextLong(), random.nextInt(1_000) * 1_000);
        }
        else if (builder instanceof BytesBuilder bytes) {
            byte[] value = new byte[random.nextInt(20)];
            random.nextBytes(value);
            bytes.append(value, 0, value.length);
        }
        else if (builder instanceof ArrayBuilder array) {
            for (int i = random.nextInt(4); i > 0; i--) {
                append(random, array.elements(), true);
            }
            array.endValue();
        }
        else if (builder instanceof MapBuilder map) {
            for (int i = random.nextInt(4); i > 0; i--) {
                append(random, map.keys(), false);
                append(random, map.values(), true);
            }
            map.endValue();
        }
        else {
            RowBuilder row = (RowBuilder) builder;
            for (int i = 0; i < row.fieldCount(); i++) {
                append(random, row.field(i), true);
            }
            row.endValue();
        }
    }

    private static String text(Column[] columns, int row)
    {
        List<String> values = new ArrayList<>();
        for (Column column : columns) {
            values.add(TestedValues.text(column, row));
        }
        return values.toString();
    }
}
