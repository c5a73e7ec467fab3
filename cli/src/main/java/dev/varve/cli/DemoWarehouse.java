package dev.varve.cli;

import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The warehouse of the demo, which Varve writes itself: from the commands of {@code demo/tables.sh}, once for each state of the files that it is made
 * from.
 */
final class DemoWarehouse
{
    private static final String TABLES = "tables.sh";
    private static final String ROWS = "rows";
    private static final int NAME_DIGITS = 12;

    private DemoWarehouse() {}

    /** The warehouse; it is written if it is not there, which takes seconds and is told on {@code messages}. */
    static Path of(Installation installation, PrintWriter messages)
            throws CommandException
    {
        try {
            Path parent = installation.state().resolve("demo");
            Path warehouse = parent.resolve(digest(installation.demo()));
            if (!Files.isDirectory(warehouse)) {
                messages.printf("Writing the demo warehouse %s …%n", warehouse);
                messages.flush();
                Path unfinished = Files.createDirectories(parent).resolve(UUID.randomUUID().toString());
                write(installation.demo(), unfinished);
                publish(unfinished, warehouse);
            }
            return warehouse;
        }
        catch (IOException e) {
            throw new CommandException("The demo warehouse cannot be written: " + e.getMessage(), e);
        }
    }

    private static void publish(Path unfinished, Path warehouse)
            throws IOException
    {
        try {
            Files.move(unfinished, warehouse, StandardCopyOption.ATOMIC_MOVE);
        }
        catch (IOException e) {
            new LocalStorage().deleteDirectory(StoragePath.of(unfinished.toString()));
            if (!Files.isDirectory(warehouse)) {
                throw e;
            }
            // Another demo was faster.
        }
    }

    /**
     * Writes the tables.
     *
     * @param demo the directory of the script and the rows
     */
    static void write(Path demo, Path warehouse)
            throws CommandException, IOException
    {
        for (List<String> command : CommandScript.read(demo.resolve(TABLES))) {
            String[] arguments = command.stream()
                    .map(word -> word.equals("$WAREHOUSE") ? warehouse.toString() : word)
                    .map(word -> word.startsWith("demo/" + ROWS + "/") ? demo.resolveSibling(word).toString() : word)
                    .toArray(String[]::new);
            StringWriter failure = new StringWriter();
            CommandLine commandLine = Varve.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(failure, true));
            if (commandLine.execute(arguments) != 0) {
                throw new CommandException("The demo warehouse cannot be written: '%s' fails: %s".formatted(String.join(" ", command), failure.toString().strip()));
            }
        }
    }

    private static String digest(Path demo)
            throws IOException
    {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        }
        catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
        digest.update(Files.readAllBytes(demo.resolve(TABLES)));
        try (Stream<Path> files = Files.list(demo.resolve(ROWS))) {
            for (Path file : files.sorted().toList()) {
                digest.update(file.getFileName().toString().getBytes(UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, NAME_DIGITS);
    }
}
