package dev.varve.trino.type;

import dev.varve.type.ArrayType;
import dev.varve.type.BigIntType;
import dev.varve.type.BinaryType;
import dev.varve.type.BlobType;
import dev.varve.type.CharType;
import dev.varve.type.DataType;
import dev.varve.type.DecimalType;
import dev.varve.type.Field;
import dev.varve.type.FloatType;
import dev.varve.type.IntType;
import dev.varve.type.LocalZonedTimestampType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.TimeType;
import dev.varve.type.TimestampType;
import dev.varve.type.VarCharType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;
import org.testng.annotations.Test;

import java.util.List;

import static io.trino.type.InternalTypeManager.TESTING_TYPE_MANAGER;
import static org.assertj.core.api.Assertions.assertThat;

public class TestTypeMapping
{
    private static final DataType TEXT = new VarCharType(VarCharType.UNBOUNDED, true);

    private final TypeMapping types = TypeMapping.of(TESTING_TYPE_MANAGER);

    @Test
    public void testTypesWithLengthOrPrecision()
    {
        assertThat(shown(TEXT)).isEqualTo("varchar");
        assertThat(shown(new VarCharType(7, true))).isEqualTo("varchar(7)");
        assertThat(shown(new VarCharType(Integer.MAX_VALUE - 1, true))).isEqualTo("varchar(2147483646)");
        assertThat(shown(new CharType(7, false))).isEqualTo("char(7)");
        assertThat(shown(new CharType(65_536, true))).isEqualTo("char(65536)");
        assertThat(shown(new CharType(65_537, true))).isEqualTo("varchar(65537)");
        assertThat(shown(new BinaryType(3, true))).isEqualTo("varbinary");
        assertThat(shown(new BlobType(true))).isEqualTo("varbinary");
        assertThat(shown(new VariantType(true))).isEqualTo("json");
        assertThat(shown(new FloatType(true))).isEqualTo("real");
        assertThat(shown(new DecimalType(38, 10, true))).isEqualTo("decimal(38,10)");
        assertThat(shown(new TimeType(0, true))).isEqualTo("time(0)");
        assertThat(shown(new TimestampType(9, true))).isEqualTo("timestamp(9)");
        assertThat(shown(new LocalZonedTimestampType(6, true))).isEqualTo("timestamp(6) with time zone");
    }

    @Test
    public void testNestedTypes()
    {
        assertThat(shown(new ArrayType(new IntType(false), true))).isEqualTo("array(integer)");
        assertThat(shown(new VectorType(new FloatType(true), 3, true))).isEqualTo("array(real)");
        assertThat(shown(new MapType(TEXT, new BigIntType(true), true))).isEqualTo("map(varchar, bigint)");
        assertThat(shown(new MultisetType(TEXT, true))).isEqualTo("map(varchar, integer)");
        assertThat(shown(new RowType(List.of(new Field(0, "Some Name", TEXT), new Field(1, "b", new IntType(true))), true)))
                .isEqualTo("row(\"Some Name\" varchar, \"b\" integer)");
    }

    @Test
    public void testTypesThatTrinoCannotShow()
    {
        DataType type = new RowType(List.of(), true);
        assertThat(types.toTrino(type)).isEmpty();
        assertThat(types.toTrino(new ArrayType(type, true))).isEmpty();
        assertThat(types.toTrino(new MapType(TEXT, type, true))).isEmpty();
        assertThat(types.toTrino(new RowType(List.of(new Field(0, "a", TEXT), new Field(1, "b", type)), true))).isEmpty();
    }

    private String shown(DataType type)
    {
        return types.toTrino(type).orElseThrow().getDisplayName();
    }
}
