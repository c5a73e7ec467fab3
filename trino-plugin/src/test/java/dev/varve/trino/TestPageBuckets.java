package dev.varve.trino;

import dev.varve.row.BucketFunction;
import dev.varve.schema.TypeText;
import dev.varve.trino.handle.VarvePartitioningHandle;
import dev.varve.trino.predicate.NativeValue;
import dev.varve.type.DataType;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.DictionaryBlock;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestamp;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import org.testng.annotations.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import static io.airlift.slice.Slices.utf8Slice;
import static io.trino.spi.type.DateTimeEncoding.packDateTimeWithZone;
import static io.trino.spi.type.TimeZoneKey.getTimeZoneKey;
import static io.trino.spi.type.TypeUtils.writeNativeValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rows of pages get the buckets in which tables have rows with the same key. */
public class TestPageBuckets
{
    private static final int ROWS = 200;
    private static final Map<String, Type> TYPES = Map.ofEntries(
            Map.entry("BOOLEAN", BooleanType.BOOLEAN),
            Map.entry("TINYINT", TinyintType.TINYINT),
            Map.entry("SMALLINT", SmallintType.SMALLINT),
            Map.entry("INT", IntegerType.INTEGER),
            Map.entry("BIGINT", BigintType.BIGINT),
            Map.entry("DATE", DateType.DATE),
            Map.entry("DECIMAL(9, 2)", DecimalType.createDecimalType(9, 2)),
            Map.entry("DECIMAL(30, 5)", DecimalType.createDecimalType(30, 5)),
            Map.entry("STRING", VarcharType.createVarcharType(20)),
            Map.entry("BYTES", VarbinaryType.VARBINARY),
            Map.entry("TIMESTAMP(3)", TimestampType.TIMESTAMP_MILLIS),
            Map.entry("TIMESTAMP(6)", TimestampType.TIMESTAMP_MICROS),
            Map.entry("TIMESTAMP(9)", TimestampType.TIMESTAMP_NANOS),
            Map.entry("TIMESTAMP(3) WITH LOCAL TIME ZONE", TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS),
            Map.entry("TIMESTAMP(6) WITH LOCAL TIME ZONE", TimestampWithTimeZoneType.TIMESTAMP_TZ_MICROS));

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    public void testEveryType()
    {
        TYPES.forEach((name, type) -> assertBuckets(BucketFunction.DEFAULT, List.of(name), List.of(type)));
        for (String name : List.of("BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "DATE", "DECIMAL(9, 2)", "DECIMAL(30, 5)", "STRING", "BYTES")) {
            assertBuckets(BucketFunction.HIVE, List.of(name), List.of(TYPES.get(name)));
        }
        assertBuckets(BucketFunction.MOD, List.of("INT"), List.of(IntegerType.INTEGER));
        assertBuckets(BucketFunction.MOD, List.of("BIGINT"), List.of(BigintType.BIGINT));
    }

    @Test
    public void testSeveralColumns()
    {
        for (int i = 0; i < 20; i++) {
            List<String> names = random.ints(1 + random.nextInt(4), 0, TYPES.size()).mapToObj(index -> TYPES.keySet().stream().sorted().toList().get(index)).toList();
            assertBuckets(BucketFunction.DEFAULT, names, names.stream().map(TYPES::get).toList());
        }
    }

    @Test
    public void testWhatTablesHaveInCommon()
    {
        VarvePartitioningHandle four = new VarvePartitioningHandle(BucketFunction.DEFAULT, List.of("INT"), 4);
        VarvePartitioningHandle eight = new VarvePartitioningHandle(BucketFunction.DEFAULT, List.of("INT"), 8);
        assertThat(four.common(four)).contains(four);
        assertThat(four.common(eight)).contains(four);
        assertThat(eight.common(four)).contains(four);
        assertThat(eight.common(new VarvePartitioningHandle(BucketFunction.DEFAULT, List.of("INT"), 6))).isEmpty();
        assertThat(four.common(new VarvePartitioningHandle(BucketFunction.MOD, List.of("INT"), 4))).isEmpty();
        assertThat(four.common(new VarvePartitioningHandle(BucketFunction.DEFAULT, List.of("BIGINT"), 4))).isEmpty();
        assertThatThrownBy(() -> new PageBuckets(four, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertBuckets(BucketFunction function, List<String> names, List<Type> types)
    {
        VarvePartitioningHandle partitioning = new VarvePartitioningHandle(function, names, 2 + random.nextInt(20));
        PageBuckets buckets = new PageBuckets(partitioning, types);
        List<List<Object>> values = new ArrayList<>();
        Block[] blocks = new Block[types.size()];
        for (int i = 0; i < blocks.length; i++) {
            Type type = types.get(i);
            List<Object> column = IntStream.range(0, ROWS).mapToObj(row -> random.nextInt(10) == 0 ? null : value(type)).toList();
            blocks[i] = block(type, column);
            switch (random.nextInt(3)) {
                case 0 -> {
                    int[] ids = random.ints(ROWS, 0, ROWS).toArray();
                    blocks[i] = DictionaryBlock.create(ROWS, blocks[i], ids);
                    List<Object> plain = column;
                    column = Arrays.stream(ids).mapToObj(plain::get).toList();
                }
                case 1 -> {
                    Object constant = column.getFirst();
                    blocks[i] = RunLengthEncodedBlock.create(block(type, Arrays.asList(constant)), ROWS);
                    column = IntStream.range(0, ROWS).mapToObj(row -> constant).toList();
                }
                default -> {}
            }
            values.add(column);
        }
        Page page = new Page(ROWS, blocks);
        List<DataType> keyTypes = names.stream().map(TypeText::parse).toList();
        int[] several = new int[ROWS / 2];
        buckets.getBuckets(page, ROWS / 4, several.length, several);
        for (int row = 0; row < ROWS; row++) {
            List<Object> key = new ArrayList<>();
            for (int i = 0; i < blocks.length; i++) {
                Object value = values.get(i).get(row);
                key.add(value == null ? null : NativeValue.toLiteral(types.get(i), value));
            }
            int expected = function.bucket(keyTypes, key, partitioning.buckets());
            assertThat(buckets.getBucket(page, row)).as("seed %s: %s of %s", seed, key, partitioning).isEqualTo(expected);
            if (row >= ROWS / 4 && row < ROWS / 4 + several.length) {
                assertThat(several[row - ROWS / 4]).isEqualTo(expected);
            }
        }
    }

    private static Block block(Type type, List<Object> values)
    {
        BlockBuilder builder = type.createBlockBuilder(null, values.size());
        values.forEach(value -> writeNativeValue(type, builder, value));
        return builder.build();
    }

    private Object value(Type type)
    {
        return switch (type) {
            case BooleanType _ -> random.nextBoolean();
            case TinyintType _ -> (long) (byte) random.nextInt();
            case SmallintType _ -> (long) (short) random.nextInt();
            case IntegerType _ -> (long) random.nextInt();
            case DateType _ -> (long) random.nextInt(40_000) - 20_000;
            case DecimalType decimal when decimal.isShort() -> (long) random.nextInt(999_999_999);
            case DecimalType _ -> Int128.valueOf(random.nextInt(1_000), random.nextLong());
            case VarcharType _, VarbinaryType _ -> utf8Slice("é".repeat(random.nextInt(3)) + "x".repeat(random.nextInt(12)));
            case TimestampType timestamp when timestamp.getPrecision() == 3 -> (random.nextLong() >> 20) / 1_000 * 1_000;
            case TimestampType timestamp when timestamp.isShort() -> random.nextLong() >> 20;
            case TimestampType _ -> new LongTimestamp(random.nextLong() >> 20, random.nextInt(1_000) * 1_000);
            case TimestampWithTimeZoneType timestamp when timestamp.isShort() -> packDateTimeWithZone(random.nextLong() >> 30, getTimeZoneKey(zone()));
            case TimestampWithTimeZoneType _ -> LongTimestampWithTimeZone.fromEpochMillisAndFraction(random.nextLong() >> 30, random.nextInt(1_000) * 1_000_000, getTimeZoneKey(zone()));
            default -> random.nextLong();
        };
    }

    /** Instants are equal in whatever zone. */
    private String zone()
    {
        return random.nextBoolean() ? "UTC" : "Asia/Kathmandu";
    }
}
