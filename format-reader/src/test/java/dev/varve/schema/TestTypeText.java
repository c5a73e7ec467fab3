package dev.varve.schema;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.VarCharType;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestTypeText
{
    @DataProvider
    public Object[][] types()
    {
        return new Object[][] {
                {"CHAR", "CHAR(1)"},
                {"char( 3 )  not null", "CHAR(3) NOT NULL"},
                {"VARCHAR", "VARCHAR(1)"},
                {"VARCHAR(2147483647)", "STRING"},
                {"STRING NULL", "STRING"},
                {"BYTES", "BYTES"},
                {"VARBINARY(7)", "VARBINARY(7)"},
                {"BINARY", "BINARY(1)"},
                {"DECIMAL", "DECIMAL(10, 0)"},
                {"numeric(5)", "DECIMAL(5, 0)"},
                {"DEC(38,38) NOT NULL", "DECIMAL(38, 38) NOT NULL"},
                {"INTEGER", "INT"},
                {"DOUBLE PRECISION NOT NULL", "DOUBLE NOT NULL"},
                {"TIME", "TIME(0)"},
                {"TIME(3) WITHOUT TIME ZONE", "TIME(3)"},
                {"TIMESTAMP", "TIMESTAMP(6)"},
                {"TIMESTAMP(9) WITHOUT TIME ZONE NOT NULL", "TIMESTAMP(9) NOT NULL"},
                {"TIMESTAMP(0) WITH LOCAL TIME ZONE", "TIMESTAMP(0) WITH LOCAL TIME ZONE"},
                {"TIMESTAMP_LTZ", "TIMESTAMP(6) WITH LOCAL TIME ZONE"},
                {"TIMESTAMP_LTZ(3) NOT NULL", "TIMESTAMP(3) WITH LOCAL TIME ZONE NOT NULL"},
                {"VARIANT", "VARIANT"},
                {"BLOB NOT NULL", "BLOB NOT NULL"},
                {"ARRAY<INT NOT NULL> NOT NULL", "ARRAY<INT NOT NULL> NOT NULL"},
                {"INT ARRAY NOT NULL MULTISET", "MULTISET<ARRAY<INT> NOT NULL>"},
                {"MAP<STRING,ARRAY<BIGINT>>", "MAP<STRING, ARRAY<BIGINT>>"},
                {"VECTOR<FLOAT, 4>", "VECTOR<FLOAT, 4>"},
                {"ROW<>", "ROW<>"},
        };
    }

    @Test(dataProvider = "types")
    public void parsesEveryForm(String text, String canonical)
    {
        DataType type = TypeText.parse(text);
        assertThat(type.toString()).isEqualTo(canonical);
        assertThat(TypeText.parse(type.toString())).isEqualTo(type);
    }

    @Test
    public void numbersTheMembersOfInlineRowsNestedOnesFirst()
    {
        RowType inner = new RowType(List.of(new Field(0, "z", new VarCharType(VarCharType.UNBOUNDED, true))), true);
        RowType outer = new RowType(
                List.of(
                        new Field(1, "a`b", new ArrayType(inner, true)),
                        new Field(2, "c", new IntType(false), Optional.of("it's"), Optional.empty())),
                true);
        assertThat(TypeText.parse("ROW<`a``b` ARRAY<ROW<z STRING>>, c INT NOT NULL 'it''s'>")).isEqualTo(outer);
        assertThat(TypeText.parse("ROW(`a``b` ARRAY<ROW(z STRING)>, c INT NOT NULL 'it''s')")).isEqualTo(outer);
    }

    @Test
    public void rejectsWhatIsNotAType()
    {
        for (String text : List.of("", "INT INT", "DECIMAL(", "DECIMAL(39)", "DECIMAL(5, 6)", "CHAR(0)", "CHAR(99999999999)", "ARRAY<INT", "MAP<INT>", "ROW<a>",
                "ROW<`a INT>", "ROW<a INT, a INT>", "TIMESTAMP(10)", "INT NOT", "TIMESTAMP(3) WITH TIME ZONE", "<")) {
            assertThatThrownBy(() -> TypeText.parse(text)).as(text).isInstanceOfSatisfying(
                    VarveException.class,
                    e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT_TABLE));
        }
    }

    @Test
    public void unknownTypesAreUnsupported()
    {
        assertThatThrownBy(() -> TypeText.parse("GEOMETRY('OGC:CRS84')")).isInstanceOfSatisfying(
                VarveException.class,
                e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_FEATURE));
    }

    @Test
    public void nestingIsBounded()
    {
        assertThat(TypeText.parse("ARRAY<".repeat(50) + "INT" + ">".repeat(50))).isInstanceOf(ArrayType.class);
        for (String text : List.of("ARRAY<".repeat(1_000_000), "INT" + " ARRAY".repeat(1_000_000), "ROW<a ".repeat(100_000))) {
            assertThatThrownBy(() -> TypeText.parse(text)).isInstanceOf(VarveException.class).hasMessageContaining("nests deeper");
        }
    }
}
