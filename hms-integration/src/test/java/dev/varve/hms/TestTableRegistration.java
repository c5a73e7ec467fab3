package dev.varve.hms;

import dev.varve.schema.TableSchema;
import dev.varve.type.ArrayType;
import dev.varve.type.BooleanType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

public class TestTableRegistration
{
    private static final DataType INT = new IntType(true);
    private static final DataType STRING = new VarCharType(Integer.MAX_VALUE, true);

    @DataProvider
    public Object[][] types()
    {
        return new Object[][] {
                {new BooleanType(false), "boolean"},
                {new DecimalType(10, 2, true), "decimal(10,2)"},
                {new CharType(255, true), "char(255)"},
                {new CharType(256, true), "string"},
                {new VarCharType(65_535, true), "varchar(65535)"},
                {new VarCharType(65_536, true), "string"},
                {new TimeType(3, true), "string"},
                {new TimestampType(9, true), "timestamp"},
                {new LocalZonedTimestampType(3, true), "timestamp with local time zone"},
                {new ArrayType(INT, true), "array<int>"},
                {new MapType(STRING, INT, true), "map<string,int>"},
                {new MultisetType(STRING, true), "map<string,int>"},
                {new RowType(List.of(new Field(1, "a", INT), new Field(2, "b", STRING)), true), "struct<a:int,b:string>"},
                {new VariantType(true), "struct<value:binary,metadata:binary>"},
        };
    }

    @Test(dataProvider = "types")
    public void typesHaveHivesNames(DataType type, String expected)
    {
        assertThat(HiveTypes.text(type)).isEqualTo(expected);
    }

    @Test
    public void onlyOptionsForHiveAreParametersIfNotAllAre()
    {
        CatalogSettings few = new CatalogSettings(
                Optional.empty(), false, false, false, CatalogSettings.Lock.NEVER, CatalogSettings.DEFAULT.lockTimeout(), CatalogSettings.DEFAULT.lockCheckInterval(), "me");
        HiveTable table = TableRegistration.of("db", "t", "/w/t", false, schema(Map.of("hive.foo", "bar", "bucket", "2", "partition.expiration-time", "1 d"), "c"), few);
        assertThat(table.parameters())
                .containsEntry("foo", "bar")
                .containsEntry("partition.expiration-time", "1 d")
                .doesNotContainKeys("bucket", "hive.foo", "primary-key");
    }

    @Test
    public void longCommentsAreCutToWhatTheMetastoreHasRoomFor()
    {
        HiveTable table = TableRegistration.of("db", "t", "/w/t", false, schema(Map.of(), "x".repeat(300)), CatalogSettings.DEFAULT);
        assertThat(table.columns().get(0).comment().orElseThrow()).hasSize(255).endsWith("xx...");
    }

    @Test
    public void whatAMetastoreAddsIsNoDifference()
    {
        HiveTable expected = TableRegistration.of("db", "t", "/w/t", false, schema(Map.of("bucket", "2"), "c"), CatalogSettings.DEFAULT);
        HiveTable registered = expected.withParameters(Map.of(
                "EXTERNAL", "TRUE", "TRANSLATED_TO_EXTERNAL", "TRUE", "external.table.purge", "TRUE", "transient_lastDdlTime", "1",
                "table_type", "PAIMON", "bucket", "2", "primary-key", "a", "bucket-key", "a"));
        assertThat(TableComparison.of(registered, expected, Set.of()).differences()).isEmpty();

        TableComparison comparison = TableComparison.of(registered.withColumns(List.of()), expected, Set.of("transient_lastDdlTime"));
        assertThat(comparison.differences()).hasSize(2);
        assertThat(comparison.repaired().columns()).isEqualTo(expected.columns());
        assertThat(comparison.repaired().parameters()).containsEntry("external.table.purge", "TRUE").doesNotContainKey("transient_lastDdlTime");
    }

    private static TableSchema schema(Map<String, String> options, String comment)
    {
        RowType fields = RowType.of(List.of(
                new Field(0, "a", new IntType(false), Optional.of(comment), Optional.empty()),
                new Field(1, "B", STRING)));
        return new TableSchema(3, 0, fields, 1, List.of(), List.of("a"), options, Optional.empty(), 0);
    }
}
