package dev.varve.row;

import dev.varve.type.BooleanType;
import dev.varve.type.DataType;
import dev.varve.type.DateType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.TimeType;
import dev.varve.type.Timestamp;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;

public class TestPartitionPath
{
    private static final DataType STRING = new VarCharType(VarCharType.UNBOUNDED, true);
    private static final DataType DATE = new DateType(true);

    @Test
    public void joinsKeysInDeclaredOrder()
    {
        List<Field> keys = List.of(new Field(3, "dt", STRING), new Field(1, "d", DATE));
        BinaryRow partition = BinaryRowWriter.write(List.of(STRING, DATE), List.of(utf8Slice("2024/01:x"), 19723L));
        assertThat(new PartitionPath(keys, "__NONE__", true).of(partition)).isEqualTo("dt=2024%2F01%3Ax/d=19723");
        assertThat(new PartitionPath(keys, "__NONE__", false).of(partition)).isEqualTo("dt=2024%2F01%3Ax/d=2024-01-01");
        assertThat(new PartitionPath(List.of(), "__NONE__", true).of(BinaryRow.EMPTY)).isEmpty();
    }

    @Test
    public void nullAndBlankShareADirectory()
    {
        List<Field> keys = List.of(new Field(0, "dt", STRING));
        PartitionPath path = new PartitionPath(keys, "__DEFAULT_PARTITION__", true);
        for (Object blank : Arrays.asList(null, utf8Slice(""), utf8Slice("  "), utf8Slice("\t"))) {
            BinaryRow partition = BinaryRowWriter.write(List.of(STRING), Arrays.asList(blank));
            assertThat(path.of(partition)).isEqualTo("dt=__DEFAULT_PARTITION__");
        }
    }

    @DataProvider
    public Object[][] values()
    {
        Timestamp minute = Timestamp.ofMillis(1704103200000L, 0);
        Timestamp nanos = Timestamp.ofMillis(1704103200120L, 4_500);
        return new Object[][] {
                {new TimestampType(0, true), minute, "2024-01-01T10:00", "2024-01-01 10:00:00"},
                {new TimestampType(3, true), minute, "2024-01-01T10:00", "2024-01-01 10:00:00.000"},
                {new TimestampType(9, true), nanos, "2024-01-01T10:00:00.120004500", "2024-01-01 10:00:00.120004500"},
                {new TimestampType(6, true), nanos, "2024-01-01T10:00:00.120004500", "2024-01-01 10:00:00.1200045"},
                {new TimeType(0, true), 3_600_000L, "3600000", "01:00:00"},
                {new TimeType(0, true), 3_600_917L, "3600917", "01:00:00"},
                {new TimeType(3, true), 3_600_000L, "3600000", "01:00:00.0"},
                {new TimeType(3, true), 3_600_470L, "3600470", "01:00:00.47"},
                {new TimeType(1, true), 3_600_970L, "3600970", "01:00:00.9"},
                {new BooleanType(true), true, "true", "true"},
                {new DecimalType(20, 2, true), new BigDecimal("-0.10"), "-0.10", "-0.10"},
                {new DateType(true), -1L, "-1", "1969-12-31"},
        };
    }

    @Test(dataProvider = "values")
    public void writesValuesAsTextInBothForms(DataType type, Object value, String legacy, String cast)
    {
        assertThat(new PartitionPath(List.of(), "-", true).valueText(type, value)).isEqualTo(legacy);
        assertThat(new PartitionPath(List.of(), "-", false).valueText(type, value)).isEqualTo(cast);
    }

    @Test
    public void escapesWhatAPathMustNotContain()
    {
        assertThat(PartitionPath.escape("\u0001\"#%'*/:=?\\{}[]^\u007f")).isEqualTo("%01%22%23%25%27%2A%2F%3A%3D%3F%5C%7B%7D%5B%5D%5E%7F");
        assertThat(PartitionPath.escape(" ,+&<>|.-_~\u00e9")).isEqualTo(" ,+&<>|.-_~\u00e9");
    }
}
