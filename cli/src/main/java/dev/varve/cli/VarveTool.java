package dev.varve.cli;

import java.io.PrintWriter;
import java.util.spi.ToolProvider;

/** The commands for programs that run them in their own process: {@code ToolProvider.findFirst("varve")}. */
public final class VarveTool
        implements ToolProvider
{
    @Override
    public String name()
    {
        return "varve";
    }

    /** Returns the exit code. System property {@code varve.home} says where the checkout is, which commands on object stores need. */
    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments)
    {
        return Varve.commandLine().setOut(out).setErr(err).execute(arguments);
    }
}
