package dev.varve.cli;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command did that ran in the process of the test. Lines of progress are left out, since there are as many as it takes seconds. */
record CommandRun(int exitCode, String out, String err)
{
    static CommandRun of(String... arguments)
    {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Varve.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = commandLine.execute(arguments);
        return new CommandRun(exitCode, out.toString().replace(System.lineSeparator(), "\n"), err.toString().replace(System.lineSeparator(), "\n").replaceAll("(?m)^.* rows, .* per second.*\n", ""));
    }
}
