package dev.varve.product.sql;

import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestCondition
{
    private static final Map<String, Object> ROW = new HashMap<>(Map.of(
            "i", 5,
            "s", "b'ä",
            "d", new BigDecimal("1.50"),
            "f", Double.NaN,
            "x", new byte[] {(byte) 0xff},
            "t", Instant.parse("1969-12-31T23:59:59.000999Z")));

    static {
        ROW.put("n", null);
    }

    @DataProvider
    public Object[][] conditions()
    {
        return new Object[][] {
                {"\"i\" = 5", Truth.TRUE},
                {"NOT (\"i\" <> 5)", Truth.TRUE},
                {"\"i\" BETWEEN BIGINT '-9223372036854775808' AND 4", Truth.FALSE},
                {"\"n\" = 5", Truth.UNKNOWN},
                {"NOT (\"n\" = 5)", Truth.UNKNOWN},
                {"\"n\" IS NULL", Truth.TRUE},
                {"\"i\" IS NOT NULL", Truth.TRUE},
                {"(\"n\" = 1) OR (\"i\" IN (1, 5))", Truth.TRUE},
                {"(\"n\" = 1) AND (\"i\" IN (1, 5))", Truth.UNKNOWN},
                {"(\"n\" = 1) AND (\"i\" < 5)", Truth.FALSE},
                {"\"s\" = 'b''ä'", Truth.TRUE},
                {"\"s\" LIKE 'b%'", Truth.TRUE},
                {"\"s\" > 'b'", Truth.TRUE},
                {"\"d\" = DECIMAL '1.5'", Truth.TRUE},
                {"\"f\" <> DOUBLE '1.0'", Truth.TRUE},
                {"\"f\" >= DOUBLE '1.0'", Truth.FALSE},
                {"\"x\" > X'7f'", Truth.TRUE},
                {"\"t\" = TIMESTAMP '1969-12-31 23:59:59.000999000 UTC'", Truth.TRUE},
        };
    }

    @Test(dataProvider = "conditions")
    public void testThreeValuedLogic(String sql, Truth expected)
    {
        Condition condition = Condition.parse(sql);

        assertThat(condition.test(ROW::get)).isEqualTo(expected);
        assertThat(Condition.parse(condition.toString()).test(ROW::get)).isEqualTo(expected);
    }

    @Test
    public void testUnknownSyntaxIsRefused()
    {
        assertThatThrownBy(() -> Condition.parse("\"i\" = 5 %")).hasMessageContaining("Cannot parse");
        assertThatThrownBy(() -> Condition.parse("\"i\" = ")).hasMessageContaining("Cannot parse");
        assertThatThrownBy(() -> Condition.parse("(\"i\" = 1")).hasMessageContaining("Cannot parse");
    }
}
