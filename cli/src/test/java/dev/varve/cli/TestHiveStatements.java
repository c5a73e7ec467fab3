package dev.varve.cli;

import org.testng.annotations.Test;

import static org.assertj.core.api.Assertions.assertThat;

public class TestHiveStatements
{
    @Test
    public void testSemicolonsInQuotesAndCommentsDoNotEndAStatement()
    {
        assertThat(HiveStatements.split("SELECT ';', \"a;\\\"b\", `c;d` -- no; end\nFROM t;\n\n; SET a=b; SELECT 'it\\'s;'"))
                .containsExactly("SELECT ';', \"a;\\\"b\", `c;d` \nFROM t", "SET a=b", "SELECT 'it\\'s;'");
    }

    @Test
    public void testCompleteInput()
    {
        assertThat(HiveStatements.isComplete("SELECT 1;\n")).isTrue();
        assertThat(HiveStatements.isComplete("SELECT 1; -- done")).isTrue();
        assertThat(HiveStatements.isComplete("SELECT ';\n")).isFalse();
        assertThat(HiveStatements.isComplete("SELECT 1;\nSELECT")).isFalse();
    }
}
