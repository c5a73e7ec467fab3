package dev.varve.hive.type;

import dev.varve.type.ArrayType;
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
import dev.varve.type.VarBinaryType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import org.testng.annotations.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

public class TestHiveColumn
{
    private static final DataType INT = new IntType(true);
    private static final DataType STRING = new VarCharType(Integer.MAX_VALUE, true);

    @Test
    public void testTypes()
    {
        assertThat(typeName(INT)).isEqualTo("int");
        assertThat(typeName(new DecimalType(38, 10, true))).isEqualTo("decimal(38,10)");
        assertThat(typeName(STRING)).isEqualTo("string");
        assertThat(typeName(new VarCharType(65_535, true))).isEqualTo("varchar(65535)");
        assertThat(typeName(new VarCharType(65_536, true))).isEqualTo("string");
        assertThat(typeName(new CharType(255, true))).isEqualTo("char(255)");
        assertThat(typeName(new CharType(256, true))).isEqualTo("string");
        assertThat(typeName(new VarBinaryType(3, true))).isEqualTo("binary");
        assertThat(typeName(new TimeType(3, true))).isEqualTo("string");
        assertThat(typeName(new TimestampType(9, true))).isEqualTo("timestamp");
        assertThat(typeName(new LocalZonedTimestampType(6, true))).isEqualTo("timestamp with local time zone");
        assertThat(typeName(new ArrayType(STRING, true))).isEqualTo("array<string>");
        assertThat(typeName(new MapType(STRING, new ArrayType(INT, true), true))).isEqualTo("map<string,array<int>>");
        assertThat(typeName(new MultisetType(STRING, true))).isEqualTo("map<string,int>");
        assertThat(typeName(new VariantType(true))).isEqualTo("struct<value:binary,metadata:binary>");
        assertThat(typeName(new RowType(List.of(new Field(1, "Ab", INT), new Field(2, "c_d", STRING)), true))).isEqualTo("struct<ab:int,c_d:string>");
    }

    @Test
    public void testColumnsThatHiveCannotShowDoNotHideTheOthers()
    {
        RowType fields = new RowType(
                List.of(
                        new Field(0, "Id", INT),
                        new Field(1, "ID", STRING),
                        new Field(2, "nothing", new RowType(List.of(), true)),
                        new Field(3, "twice", new ArrayType(new RowType(List.of(new Field(4, "a", INT), new Field(5, "A", INT)), true), true)),
                        new Field(6, "last one, really", STRING)),
                false);

        List<HiveColumn> columns = HiveColumn.of(fields);

        assertThat(columns).extracting(HiveColumn::name).containsExactly("id", "last one, really");
        assertThat(columns).extracting(HiveColumn::index).containsExactly(0, 4);
    }

    private static String typeName(DataType type)
    {
        return HiveTypes.shown(type).orElseThrow().getTypeName();
    }
}
