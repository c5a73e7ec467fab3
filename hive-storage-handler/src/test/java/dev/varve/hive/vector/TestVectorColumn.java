package dev.varve.hive.vector;

import dev.varve.column.ArrayColumn;
import dev.varve.column.BytesColumn;
import dev.varve.column.Column;
import dev.varve.column.ConstantColumn;
import dev.varve.column.DictionaryColumn;
import dev.varve.column.Fixed12Column;
import dev.varve.column.Int128Column;
import dev.varve.column.IntColumn;
import dev.varve.column.LongColumn;
import dev.varve.type.ArrayType;
import dev.varve.type.CharType;
import dev.varve.type.DecimalType;
import dev.varve.type.IntType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.testng.annotations.Test;

import static org.assertj.core.api.Assertions.assertThat;

public class TestVectorColumn
{
    private static final IntType INT = new IntType(true);
    private static final long[] ALL_BUT_SECOND = {0b101};

    @Test
    public void testSelectedValuesAndNulls()
    {
        LongColumnVector vector = new LongColumnVector();
        vector.isNull[1] = true;

        VectorColumn.fill(INT, new IntColumn(3, ALL_BUT_SECOND, new int[] {7, 0, 9}), new int[] {2, 0, 1}, 3, vector);

        assertThat(text(vector, 3)).containsExactly("9", "7", "null");
        assertThat(vector.noNulls).isFalse();
        assertThat(vector.isRepeating).isFalse();
    }

    @Test
    public void testDictionariesAndConstants()
    {
        Column dictionary = new DictionaryColumn(3, new int[] {1, 0, 1}, new IntColumn(2, null, new int[] {5, 6}));
        LongColumnVector values = new LongColumnVector();
        LongColumnVector repeated = new LongColumnVector();

        VectorColumn.fill(INT, dictionary, new int[] {0, 1, 2}, 3, values);
        VectorColumn.fill(INT, new ConstantColumn(3, new IntColumn(1, null, new int[] {4})), new int[] {0, 1, 2}, 3, repeated);

        assertThat(text(values, 3)).containsExactly("6", "5", "6");
        assertThat(repeated.isRepeating).isTrue();
        assertThat(repeated.vector[0]).isEqualTo(4);
    }

    @Test
    public void testTextsAreReferredToAndCharsHaveNoSpacesAtTheEnd()
    {
        BytesColumn column = new BytesColumn(2, null, Slices.utf8Slice("xab c ").slice(1, 5), new int[] {0, 2, 5});
        BytesColumnVector texts = new BytesColumnVector();
        BytesColumnVector chars = new BytesColumnVector();

        VectorColumn.fill(new VarCharType(10, true), column, new int[] {0, 1}, 2, texts);
        VectorColumn.fill(new CharType(3, true), column, new int[] {0, 1}, 2, chars);

        assertThat(texts.toString(1)).isEqualTo(" c ");
        assertThat(chars.toString(0)).isEqualTo("ab");
        assertThat(chars.toString(1)).isEqualTo(" c");
    }

    @Test
    public void testTimestampsBefore1970()
    {
        TimestampColumnVector vector = new TimestampColumnVector();
        int[] words = new int[3];
        Fixed12Column.set(words, 0, -1, 999_000);

        VectorColumn.fill(new TimestampType(9, true), new Fixed12Column(1, null, words), new int[] {0}, 1, vector);

        assertThat(vector.asScratchTimestamp(0).getTime()).isEqualTo(-1);
        assertThat(vector.asScratchTimestamp(0).getNanos()).isEqualTo(999_999_999);
    }

    @Test
    public void testDecimals()
    {
        DecimalColumnVector shorts = new DecimalColumnVector(10, 2);
        DecimalColumnVector longs = new DecimalColumnVector(38, 2);

        VectorColumn.fill(new DecimalType(10, 2, true), new LongColumn(1, null, new long[] {-1250}), new int[] {0}, 1, shorts);
        VectorColumn.fill(new DecimalType(38, 2, true), new Int128Column(1, null, new long[] {-1, -1250}), new int[] {0}, 1, longs);

        assertThat(shorts.vector[0].toString()).isEqualTo("-12.5");
        assertThat(longs.vector[0].toString()).isEqualTo("-12.5");
    }

    @Test
    public void testArraysThatAreLongerThanAVector()
    {
        int length = 5_000;
        int[] elements = new int[length + 1];
        for (int i = 0; i <= length; i++) {
            elements[i] = i;
        }
        Column column = new ArrayColumn(2, null, new int[] {0, 1, length + 1}, new IntColumn(length + 1, null, elements));
        ListColumnVector vector = new ListColumnVector(1_024, new LongColumnVector());

        VectorColumn.fill(new ArrayType(INT, true), column, new int[] {1, 0}, 2, vector);

        assertThat(vector.lengths[0]).isEqualTo(length);
        assertThat(((LongColumnVector) vector.child).vector[length - 1]).isEqualTo(length);
        assertThat(((LongColumnVector) vector.child).vector[(int) vector.offsets[1]]).isZero();
    }

    private static String[] text(ColumnVector vector, int count)
    {
        String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            StringBuilder value = new StringBuilder();
            vector.stringifyValue(value, i);
            values[i] = value.toString();
        }
        return values;
    }
}
