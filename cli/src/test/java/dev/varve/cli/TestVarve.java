package dev.varve.cli;

import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

public class TestVarve
{
    private record Outcome(int exitCode, String out, String err) {}

    @DataProvider
    public Object[][] commands()
    {
        return new Object[][] {
                {"demo", "--no-shell"},
                {"sql", "--format=FORMAT"},
                {"server", "--port=N"},
                {"create-database", "--warehouse=URI"},
                {"drop-database", "--cascade"},
                {"create-table", "--column='NAME TYPE'"},
                {"alter-table", "--add-column='PATH TYPE'"},
                {"rename-table", "DB.NEW"},
                {"drop-table", "--if-exists"},
                {"write", "--commit-every=N|TIME"},
                {"compact", "--full"},
                {"expire", "--keep-max=N"},
                {"tag", "rename"},
                {"branch", "fast-forward"},
                {"rollback", "--snapshot=ID"},
                {"remove-orphans", "--dry-run"},
                {"analyze", "--column=NAME"},
                {"fsck", "--metadata-only"},
                {"metastore", "--data=DIR"},
                {"sync", "--drop-partitions"},
        };
    }

    @Test(dataProvider = "commands")
    public void everyCommandHasHelp(String command, String option)
    {
        Outcome help = run(command, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: varve " + command).contains(option);
        assertThat(help.err()).isEmpty();
    }

    /** The script refuses what it does not know, so that it need not start a JVM for it. */
    @Test
    public void theScriptKnowsAllCommands()
            throws IOException
    {
        String script = Files.readString(Path.of(System.getProperty("varve.test.home"), "varve"));
        String dispatch = script.substring(script.indexOf("case ${1:-} in"));
        for (String command : Varve.commandLine().getSubcommands().keySet()) {
            assertThat(script).as("its usage").containsPattern("\n  " + command + " +[A-Z]");
            assertThat(dispatch).containsPattern("(?m)^[a-zA-Z| \\\\-]* ?\\b" + command + "\\b( \\||\\)|;)");
        }
    }

    @Test
    public void anUnknownOptionIsNamedInOneLineWithTheWayToHelp()
    {
        Outcome outcome = run("sql", "--wharehouse", "x");
        assertThat(outcome.exitCode()).isEqualTo(Varve.USAGE_ERROR);
        assertThat(outcome.err().lines()).hasSize(2)
                .first().asString().contains("--wharehouse");
        assertThat(outcome.err()).contains("Try './varve sql --help'");
    }

    @DataProvider
    public Object[][] contradictions()
    {
        return new Object[][] {
                {"statements and a file", new String[] {"sql", "-e", "SELECT 1", "-f", "x.sql"}},
                {"an unknown format", new String[] {"sql", "--format", "XML", "-e", "SELECT 1"}},
                {"a property without value", new String[] {"server", "--catalog-property", "s3.region"}},
                {"a port that is no number", new String[] {"server", "--port", "http"}},
        };
    }

    @Test(dataProvider = "contradictions")
    public void contradictionsAreUsageErrors(String what, String[] arguments)
    {
        Outcome outcome = run(arguments);
        assertThat(outcome.exitCode()).as(what).isEqualTo(Varve.USAGE_ERROR);
        assertThat(outcome.err()).startsWith("varve: ").doesNotContain("\tat ");
    }

    @Test
    public void anImpossiblePortIsRefusedBeforeAnythingStarts()
    {
        Outcome outcome = run("server", "--port", "65536");
        assertThat(outcome.exitCode()).isEqualTo(Varve.FAILURE);
        assertThat(outcome.err()).contains("65536").doesNotContain("\tat ");
    }

    @Test
    public void aRunningServerKeepsItsOwnWarehouse()
    {
        Outcome outcome = run("sql", "--server", "http://127.0.0.1:1", "--warehouse", "/tmp", "-e", "SELECT 1");
        assertThat(outcome.exitCode()).isEqualTo(Varve.FAILURE);
        assertThat(outcome.err()).contains("--server").contains("--warehouse");
    }

    @Test
    public void aMissingFileOfStatementsIsNamed()
    {
        Outcome outcome = run("sql", "-f", "no-such.sql");
        assertThat(outcome.exitCode()).isEqualTo(Varve.FAILURE);
        assertThat(outcome.err()).isEqualTo("varve: The file no-such.sql does not exist" + System.lineSeparator());
    }

    private static Outcome run(String... arguments)
    {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Varve.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int exitCode = commandLine.execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
