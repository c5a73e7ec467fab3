package dev.varve.cli;

import picocli.CommandLine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** The command {@code server} in a thread of the test, which stops it as Ctrl-C would. */
record RunningServer(Thread thread, String url)
        implements AutoCloseable
{
    private static final String READY = "Varve is ready: ";

    static RunningServer start(String... arguments)
            throws IOException
    {
        List<String> command = new ArrayList<>(List.of("server", "--port", "0"));
        command.addAll(List.of(arguments));
        PipedReader output = new PipedReader();
        PrintWriter out = new PrintWriter(new PipedWriter(output), true);
        StringWriter err = new StringWriter();
        CommandLine commandLine = Varve.commandLine().setOut(out).setErr(new PrintWriter(err, true));
        Thread thread = Thread.ofPlatform().start(() -> {
            commandLine.execute(command.toArray(String[]::new));
            out.close();
        });
        String line = new BufferedReader(output).readLine();
        if (line == null || !line.startsWith(READY)) {
            throw new IOException("The server did not start: " + line + err);
        }
        return new RunningServer(thread, line.substring(READY.length()));
    }

    @Override
    public void close()
            throws InterruptedException
    {
        thread.interrupt();
        thread.join();
    }
}
