package dev.varve.write.schema;

import dev.varve.evolution.ColumnCast;
import dev.varve.schema.TypeText;
import dev.varve.type.DataType;
import org.apache.paimon.casting.CastExecutors;
import org.apache.paimon.types.DataTypeCasts;
import org.testng.annotations.Test;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

public class TestTypeChange
{
    private static final List<String> TYPES = List.of(
            "BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(10, 2)", "DECIMAL(38, 0)",
            "CHAR(3)", "CHAR(5)", "VARCHAR(3)", "VARCHAR(9)", "STRING", "BINARY(3)", "BINARY(7)", "VARBINARY(3)", "BYTES",
            "DATE", "TIME(0)", "TIME(3)", "TIMESTAMP(3)", "TIMESTAMP(6)", "TIMESTAMP(3) WITH LOCAL TIME ZONE", "TIMESTAMP(9) WITH LOCAL TIME ZONE",
            "VARIANT", "BLOB", "ARRAY<INT>", "ARRAY<BIGINT>", "MULTISET<INT>", "MAP<INT, INT>", "MAP<INT, BIGINT>", "ROW<a INT>", "ROW<a BIGINT>", "VECTOR<INT, 3>");

    @Test
    public void allowsWhatPaimonAllows()
    {
        List<DataType> types = TYPES.stream().flatMap(text -> Stream.of(TypeText.parse(text), TypeText.parse(text).withNullable(false))).toList();
        for (DataType from : types) {
            for (DataType to : types) {
                for (boolean lossy : new boolean[] {true, false}) {
                    assertThat(TypeChange.allowed(from, to, lossy))
                            .as("%s to %s, %s", from, to, lossy ? "lossy" : "widening")
                            .isEqualTo(paimonAllows(from, to, lossy));
                }
            }
        }
    }

    @Test
    public void oldValuesCanBeReadAsWhatIsAllowed()
    {
        List<DataType> types = TYPES.stream().map(TypeText::parse).toList();
        for (DataType from : types) {
            for (DataType to : types) {
                if (TypeChange.allowed(from, to, true)) {
                    assertThat(ColumnCast.of("c", from, to)).as("%s to %s", from, to).isNotNull();
                }
            }
        }
    }

    private static boolean paimonAllows(DataType from, DataType to, boolean lossy)
    {
        org.apache.paimon.types.DataType paimonFrom = PaimonTypes.of(from);
        org.apache.paimon.types.DataType paimonTo = PaimonTypes.of(to);
        return DataTypeCasts.supportsCast(paimonFrom, paimonTo, lossy) && CastExecutors.resolve(paimonFrom, paimonTo) != null;
    }
}
