package dev.varve.trino.block;

import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.column.RowColumn;
import dev.varve.column.Validity;
import dev.varve.datafile.Values;
import dev.varve.error.VarveException;
import dev.varve.trino.type.TypeMapping;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.block.Block;
import io.trino.spi.block.DictionaryBlock;
import io.trino.spi.block.IntArrayBlock;
import io.trino.spi.block.LongArrayBlock;
import io.trino.spi.block.VariableWidthBlock;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import org.testng.annotations.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import static io.trino.type.InternalTypeManager.TESTING_TYPE_MANAGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestBlocks
{
    private static final TypeMapping TYPES = TypeMapping.of(TESTING_TYPE_MANAGER);

    @Test
    public void testColumnsSurviveTheWayToBlocksAndBack()
    {
        for (int i = 0; i < 3000; i++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            RandomColumns columns = new RandomColumns(random);
            DataType type = columns.type(3);
            Type trinoType = TYPES.toTrino(type).orElseThrow();
            Column column = columns.column(type, random.nextInt(200));
            List<Object> expected = Values.of(type, column);

            Block block = BlockEncoder.of(trinoType).encode(column);
            assertThat(block.getPositionCount()).isEqualTo(column.size());
            assertThat(Values.of(type, BlockDecoder.of(trinoType).decode(block))).as("%s, seed %s", type, seed).isEqualTo(expected);

            int from = random.nextInt(column.size() + 1);
            int to = from + random.nextInt(column.size() - from + 1);
            assertThat(Values.of(type, BlockDecoder.of(trinoType).decode(block.getRegion(from, to - from))))
                    .as("%s, seed %s, region from %s to %s", type, seed, from, to)
                    .isEqualTo(expected.subList(from, to));
        }
    }

    @Test
    public void testTrinoSeesEveryValue()
    {
        for (int i = 0; i < 1000; i++) {
            long seed = new Random().nextLong();
            RandomColumns columns = new RandomColumns(new Random(seed));
            DataType type = columns.type(2);
            Type trinoType = TYPES.toTrino(type).orElseThrow();
            Column column = columns.column(type, 50);
            Block block = BlockEncoder.of(trinoType).encode(column);
            for (int position = 0; position < column.size(); position++) {
                assertThat(trinoType.getObjectValue(block, position) == null).as("%s, seed %s", type, seed).isEqualTo(column.isNull(position));
            }
        }
    }

    @Test
    public void testArraysAreShared()
    {
        long[] validity = {0b101};
        long[] values = {1, 2, 3, 4};
        LongArrayBlock longs = (LongArrayBlock) BlockEncoder.of(BigintType.BIGINT).encode(new LongColumn(3, validity, values));
        assertThat(longs.getRawValues()).isSameAs(values);
        assertThat(longs.getRawValueIsValid()).isSameAs(validity);
        LongColumn column = (LongColumn) BlockDecoder.of(BigintType.BIGINT).decode(longs);
        assertThat(column.values()).isSameAs(values);
        assertThat(column.validity()).isSameAs(validity);

        Slice bytes = Slices.utf8Slice("abc");
        int[] offsets = {0, 1, 3};
        VariableWidthBlock text = (VariableWidthBlock) BlockEncoder.of(VarcharType.VARCHAR).encode(new BytesColumn(2, null, bytes, offsets));
        assertThat(text.getRawSlice()).isSameAs(bytes);
        assertThat(text.getRawOffsets()).isSameAs(offsets);
    }

    @Test
    public void testBatchesShareTheirDictionary()
    {
        Column dictionary = new BytesColumn(3, null, Slices.utf8Slice("aabbcc"), new int[] {0, 2, 4, 6});
        BlockEncoder encoder = BlockEncoder.of(VarcharType.VARCHAR);
        DictionaryBlock first = (DictionaryBlock) encoder.encode(new DictionaryColumn(4, new int[] {2, 0, 0, 1}, dictionary));
        DictionaryBlock second = (DictionaryBlock) encoder.encode(new DictionaryColumn(3, new int[] {1, 1, 2}, dictionary));
        assertThat(second.getDictionary()).isSameAs(first.getDictionary());

        BlockDecoder decoder = BlockDecoder.of(VarcharType.VARCHAR);
        DictionaryColumn firstColumn = (DictionaryColumn) decoder.decode(first);
        DictionaryColumn secondColumn = (DictionaryColumn) decoder.decode(second);
        assertThat(secondColumn.dictionary()).isSameAs(firstColumn.dictionary());
    }

    @Test
    public void testTimeOfDay()
    {
        Block block = BlockEncoder.of(TimeType.TIME_MILLIS).encode(new IntColumn(2, null, new int[] {0, 86_399_999}));
        assertThat(TimeType.TIME_MILLIS.getObjectValue(block, 0)).hasToString("00:00:00.000");
        assertThat(TimeType.TIME_MILLIS.getObjectValue(block, 1)).hasToString("23:59:59.999");
    }

    @Test
    public void testInstants()
    {
        long micros = -1_234_567L;
        assertThat(instant(3, new LongColumn(1, null, new long[] {-1_235_000}))).isEqualTo("1969-12-31 23:59:58.765 UTC");
        assertThat(instant(6, new LongColumn(1, null, new long[] {micros}))).isEqualTo("1969-12-31 23:59:58.765433 UTC");
        int[] words = new int[3];
        Fixed12Column.set(words, 0, micros, 891_000);
        assertThat(instant(9, new Fixed12Column(1, null, words))).isEqualTo("1969-12-31 23:59:58.765433891 UTC");
    }

    @Test
    public void testInstantBeyondTrino()
    {
        long[] tooLate = {Long.MAX_VALUE};
        assertThatThrownBy(() -> instant(3, new LongColumn(1, null, tooLate)))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("beyond what Trino's timestamp with time zone can hold");
        // what stands at a null is nobody's business
        Block block = BlockEncoder.of(TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS).encode(new LongColumn(1, new long[1], tooLate));
        assertThat(block.isNull(0)).isTrue();
    }

    @Test
    public void testCharLosesTrailingSpaces()
    {
        Type type = TYPES.toTrino(new CharType(10, true)).orElseThrow();
        Slice bytes = Slices.utf8Slice("..a  b   ");
        BytesColumn column = new BytesColumn(4, null, bytes.slice(2, 7), new int[] {0, 3, 4, 4, 7});
        assertThat(texts(column)).containsExactly("a  ", "b", "", "   ");
        assertThat(texts((BytesColumn) BlockDecoder.of(type).decode(BlockEncoder.of(type).encode(column)))).containsExactly("a", "b", "", "");

        BytesColumn unpadded = new BytesColumn(1, null, Slices.utf8Slice("a b"), new int[] {0, 3});
        assertThat(((VariableWidthBlock) BlockEncoder.of(type).encode(unpadded)).getRawSlice()).isSameAs(unpadded.bytes());
    }

    @Test
    public void testRowOfNullsIsNotNull()
    {
        Type type = RowType.anonymousRow(IntegerType.INTEGER);
        Column member = new IntColumn(2, new long[] {0}, new int[2]);
        Block block = BlockEncoder.of(type).encode(new RowColumn(2, new long[] {0b01}, List.of(member)));
        assertThat(block.isNull(0)).isFalse();
        assertThat(block.isNull(1)).isTrue();
        assertThat(BlockDecoder.of(type).decode(block).isNull(0)).isFalse();
    }

    @Test
    public void testDictionaryIdsAreChecked()
    {
        Block dictionary = new IntArrayBlock(2, Optional.empty(), new int[] {7, 8});
        for (int id : new int[] {2, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            Block block = DictionaryBlock.create(3, dictionary, new int[] {0, id, 1});
            assertThatThrownBy(() -> BlockDecoder.of(IntegerType.INTEGER).decode(block)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void testUnboundedArraysOfColumns()
    {
        Column longer = new IntColumn(3, Validity.allValid(100), new int[100]);
        assertThat(BlockEncoder.of(IntegerType.INTEGER).encode(longer).getPositionCount()).isEqualTo(3);
    }

    private static String instant(int precision, Column column)
    {
        Type type = TYPES.toTrino(new LocalZonedTimestampType(precision, true)).orElseThrow();
        return type.getObjectValue(BlockEncoder.of(type).encode(column), 0).toString();
    }

    private static List<String> texts(BytesColumn column)
    {
        List<String> texts = new ArrayList<>();
        for (Object value : Values.of(new VarCharType(10, true), column)) {
            texts.add((String) value);
        }
        return texts;
    }
}
