package dev.varve;

import dev.varve.error.VarveException;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestTableName
{
    @DataProvider
    public Object[][] names()
    {
        return new Object[][] {
                {"t", new TableName("t", Optional.empty(), Optional.empty())},
                {"t$snapshots", new TableName("t", Optional.empty(), Optional.of("snapshots"))},
                {"t$branch_b", new TableName("t", Optional.of("b"), Optional.empty())},
                {"t$branch_b$files", new TableName("t", Optional.of("b"), Optional.of("files"))},
                {"a_b$branch_c_d$file_key_ranges", new TableName("a_b", Optional.of("c_d"), Optional.of("file_key_ranges"))},
        };
    }

    @Test(dataProvider = "names")
    public void partsAreToldApart(String text, TableName name)
    {
        assertThat(TableName.parse(text)).isEqualTo(name);
        assertThat(name).hasToString(text);
    }

    @Test
    public void theMainBranchIsTheTable()
    {
        assertThat(TableName.parse("t$branch_main")).isEqualTo(TableName.parse("t"));
    }

    @Test
    public void partsMustNotBeMissing()
    {
        for (String text : new String[] {"$snapshots", "t$", "t$branch_", "t$branch_b$", "$branch_b"}) {
            assertThatThrownBy(() -> TableName.parse(text)).as(text).isInstanceOf(VarveException.class).hasMessageContaining("names are of the form");
        }
    }
}
