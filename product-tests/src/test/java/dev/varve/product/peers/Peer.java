package dev.varve.product.peers;

import dev.varve.product.rows.RowSet;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another engine in a process of its own, which is told what to do. The protocol is that of {@code PeerLoop}. */
public final class Peer
        implements AutoCloseable
{
    private static final String LINE_FEED = "\u2424";
    private static final List<String> OPENED = List.of(
            "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util", "java.util.concurrent",
            "java.util.concurrent.atomic", "java.text", "java.time", "sun.nio.ch", "sun.nio.cs", "sun.util.calendar");

    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;
    private final Path log;

    private Peer(Process process, Path log)
    {
        this.process = process;
        this.log = log;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /**
     * @param name of the directory below {@code peers} that has the peer's libraries
     * @param main the class to start
     */
    public static Peer start(String name, String main, List<String> arguments)
            throws IOException
    {
        return start(name, List.of(), main, arguments);
    }

    /** @param more libraries that come after its own */
    public static Peer start(String name, List<Path> more, String main, List<String> arguments)
            throws IOException
    {
        StringBuilder classPath = new StringBuilder(directory(name).toString()).append("/*");
        more.forEach(library -> classPath.append(File.pathSeparator).append(library));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g", "-Duser.timezone=UTC"));
        OPENED.forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.addAll(List.of("-cp", classPath.toString(), main));
        command.addAll(arguments);
        Path log = Files.createDirectories(Path.of("target").toAbsolutePath()).resolve(main.substring(main.lastIndexOf('.') + 1) + ".log");
        Peer peer = new Peer(new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
        peer.await("READY");
        return peer;
    }

    private static Path directory(String name)
    {
        Path libraries = Path.of("peers", name, "target", "lib").toAbsolutePath();
        if (!Files.isDirectory(libraries)) {
            throw new IllegalStateException("There is no " + libraries + ": build with the Maven profile 'peers'");
        }
        return libraries;
    }

    /** The libraries of a peer whose names begin with one of these. */
    public static List<Path> libraries(String name, List<String> beginnings)
            throws IOException
    {
        try (Stream<Path> files = Files.list(directory(name))) {
            return files.filter(file -> beginnings.stream().anyMatch(file.getFileName().toString()::startsWith)).sorted().toList();
        }
    }

    private void await(String expected)
            throws IOException
    {
        for (String line = output.readLine(); !expected.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("The peer ended early, see " + log);
            }
        }
    }

    /** The rows of a query; for another statement there are none. */
    public RowSet run(String sql)
            throws IOException
    {
        input.write(sql.replace("\n", LINE_FEED));
        input.newLine();
        input.flush();
        List<String> rows = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("R")) {
                rows.add(line.substring(1));
            }
            else if (line.startsWith("X")) {
                throw new IOException(sql + " failed: " + line.substring(1).replace(LINE_FEED, "\n"));
            }
            else if (line.equals("E")) {
                return RowSet.ofLines(rows);
            }
        }
        throw new IOException("The peer ended while it ran " + sql + ", see " + log);
    }

    /** Ends it as a crash would. */
    public void kill()
            throws InterruptedException
    {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close()
            throws InterruptedException
    {
        try {
            input.close();
        }
        catch (IOException e) {
            // The process has ended before.
        }
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
