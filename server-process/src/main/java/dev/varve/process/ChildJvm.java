package dev.varve.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static java.util.Objects.requireNonNull;

/**
 * A child process with the JDK of this one. It ignores the terminal's interrupt, which belongs to the shell in front of it, and ends when this process
 * ends, if its main class starts a {@link ParentWatch}. Safe for use by several threads.
 */
public final class ChildJvm
        implements AutoCloseable
{
    private final Process process;
    private final RunDirectory directory;
    private final Thread shutdownHook;

    private ChildJvm(Process process, RunDirectory directory)
    {
        this.process = requireNonNull(process, "process is null");
        this.directory = requireNonNull(directory, "directory is null");
        shutdownHook = Thread.ofPlatform().name("stop-server").unstarted(this::stop);
    }

    /** @param arguments options of the JVM, its class path, the main class and its arguments */
    public static ProcessBuilder command(List<String> arguments)
    {
        List<String> command = new ArrayList<>(List.of(
                // An ignored signal stays ignored in what is executed.
                "/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** @param directory where the process runs, and which goes away with it */
    public static ChildJvm start(ProcessBuilder command, RunDirectory directory)
            throws IOException
    {
        ChildJvm child = new ChildJvm(command.directory(directory.path().toFile()).start(), directory);
        Runtime.getRuntime().addShutdownHook(child.shutdownHook);
        return child;
    }

    public Process process()
    {
        return process;
    }

    /** Blocks until the process has ended. */
    public void await()
            throws InterruptedException
    {
        process.waitFor();
    }

    /** Ends the process at once, as a crash would, and leaves its directory, with the log in it. */
    public void kill()
            throws InterruptedException
    {
        removeShutdownHook();
        process.destroyForcibly();
        process.waitFor();
    }

    /** Ends the process and removes its directory; further calls do nothing. */
    @Override
    public void close()
    {
        removeShutdownHook();
        stop();
    }

    private void removeShutdownHook()
    {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        }
        catch (IllegalStateException e) {
            // the JVM is going down and runs it
        }
    }

    /** The shutdown of the JVM and a {@code close} that it wakes up may come here at once. */
    private synchronized void stop()
    {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            directory.delete();
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
