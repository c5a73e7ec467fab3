package dev.varve.cli.where;

import dev.varve.error.VarveException;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.ValueEvaluation;
import dev.varve.schema.TableSchema;
import dev.varve.schema.TypeText;
import dev.varve.write.schema.NewColumn;
import dev.varve.write.schema.NewTable;
import io.airlift.slice.Slices;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestWhereClause
{
    private static final TableSchema TABLE = table(
            "id", "BIGINT", "name", "STRING", "price", "DECIMAL(10, 2)", "day", "DATE", "ok", "BOOLEAN", "x", "DOUBLE", "odd name", "INT", "raw", "BYTES", "tags", "ARRAY<INT>");
    /** A row with a value in each column, and one with nulls only. */
    private static final Object[] ROW = {
            7L, Slices.utf8Slice("it's"), new BigDecimal("12.50"), LocalDate.of(2024, 1, 31).toEpochDay(), true, 1.5, 3L, Slices.wrappedBuffer((byte) 10), null};
    private static final Object[] NULLS = new Object[ROW.length];

    @DataProvider
    public Object[][] conditions()
    {
        return new Object[][] {
                {"id = 7", true},
                {"id <> 7", false},
                {"id != 8", true},
                {"id < 7 or id >= 7", true},
                {"id = 7 AND name = 'it''s'", true},
                {"NOT (id = 7 AND name = 'other')", true},
                {"NOT (id = 7 OR name = 'other')", false},
                {"not not id = 7", true},
                {"id = 1 AND id = 2 OR id = 7", true},
                {"id = 7 AND (id = 2 OR id = 1)", false},
                {"id IN (1, 7, 9)", true},
                {"id NOT IN (1, 7)", false},
                {"NOT id IN (1, 2)", true},
                {"id BETWEEN 7 AND 9 AND ok = TRUE", true},
                {"id NOT BETWEEN 7 AND 9", false},
                {"NOT id NOT BETWEEN 7 AND 9", true},
                {"name LIKE 'it%'", true},
                {"name LIKE 'it''s'", true},
                {"name NOT LIKE 'other'", true},
                {"price > 12.4", true},
                {"price = '12.5'", true},
                {"day = '2024-01-31'", true},
                {"day < DATE '2024-02-01'", true},
                {"ok = FALSE", false},
                {"x > -1.5e3", true},
                {"\"odd name\" = 3 AND `odd name` = 3", true},
                {"raw = X'0A'", true},
                {"raw = '0x0a'", true},
                {"name IS NOT NULL", true},
                {"NOT name IS NOT NULL", false},
        };
    }

    @Test(dataProvider = "conditions")
    public void meansWhatSqlMeans(String condition, boolean expected)
    {
        assertThat(matches(condition, ROW)).isEqualTo(expected);
    }

    /** Whatever is compared with a null is not known, and so is its contrary. */
    @Test(dataProvider = "conditions")
    public void aNullMatchesOnlyIsNull(String condition, boolean expected)
    {
        assertThat(matches(condition, NULLS)).isEqualTo(condition.startsWith("NOT name IS NOT"));
        assertThat(matches("name IS NULL", NULLS)).isTrue();
    }

    @DataProvider
    public Object[][] mistakes()
    {
        return new Object[][] {
                {"", "expected is the name of a column, found the end (character 1)"},
                {"id", "expected is a comparison: =, <>, <, <=, >, >=, IN, BETWEEN, LIKE or IS, found the end (character 3)"},
                {"id = 'seven'", "column 'id': 'seven' is no whole number (character 6)"},
                {"id = 7 name", "expected is AND or OR, found 'name' (character 8)"},
                {"id = 7)", "expected is AND or OR, found ')' (character 7)"},
                {"(id = 7", "expected is ), found the end (character 8)"},
                {"id IN ()", "expected is a value"},
                {"id = NULL", "a comparison with NULL is never true: write IS NULL or IS NOT NULL"},
                {"name = 5", "column 'name' is STRING, whose values are in single quotes"},
                {"name = \"it\"", "expected is a value: a number, TRUE, FALSE, or a text in single quotes, found 'it'"},
                {"name = 'it", "a closing ' is missing for the one at character 8"},
                {"name LIKE '%it'", "of patterns, only 'text%' is possible"},
                {"name NOT LIKE 'it%'", "the contrary of LIKE 'text%' is not possible"},
                {"id LIKE '7%'", "LIKE compares columns of type STRING"},
                {"other = 1", "the table has no column 'other', only [id, name,"},
                {"tags = 1", "column 'tags': values of type ARRAY<INT> cannot be compared"},
                {"NOT x < 1", "NaN is neither less nor greater"},
                {"price = 1.234", "1.234 has more than the 2 fractional digits"},
                {"id = 7; drop", "';' at character 7 makes no sense in a condition"},
                {"id NOT 7", "expected is IN, BETWEEN or LIKE, found '7'"},
        };
    }

    @Test(dataProvider = "mistakes")
    public void saysWhatIsWrong(String condition, String message)
    {
        assertThatThrownBy(() -> WhereClause.parse(condition, TABLE))
                .isInstanceOf(VarveException.class)
                .hasMessageStartingWith("The condition \"" + condition + "\" cannot be read: ")
                .hasMessageContaining(message);
    }

    private static boolean matches(String condition, Object[] row)
    {
        Predicate predicate = WhereClause.parse(condition, TABLE);
        return ValueEvaluation.matches(predicate, column -> row[column]);
    }

    /** @param columns the name and the type of each, in turn */
    private static TableSchema table(String... columns)
    {
        List<NewColumn> result = new ArrayList<>();
        for (int i = 0; i < columns.length; i += 2) {
            result.add(NewColumn.of(columns[i], TypeText.parse(columns[i + 1])));
        }
        return new NewTable(result, List.of(), List.of(), Map.of(), Optional.empty()).schema(0);
    }
}
