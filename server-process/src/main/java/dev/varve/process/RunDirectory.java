package dev.varve.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where one run of a server keeps its configuration, its log and what is gone after it. It is named after the process that made it. */
public final class RunDirectory
{
    private final Path path;

    private RunDirectory(Path path)
    {
        this.path = path;
    }

    /** Makes one below {@code parent}, which is made if it is missing, and removes those of processes that are gone. */
    public static RunDirectory create(Path parent)
            throws ServerStartException
    {
        try {
            Path runs = Files.createDirectories(parent.toAbsolutePath());
            removeAbandoned(runs);
            return new RunDirectory(Files.createTempDirectory(runs, ProcessHandle.current().pid() + "-"));
        }
        catch (IOException e) {
            throw new ServerStartException("Cannot make a directory in %s: %s".formatted(parent, e.getMessage()), e);
        }
    }

    public Path path()
    {
        return path;
    }

    /** Deletes it as far as that is possible; the next that is made beside it sees to the rest. */
    public void delete()
    {
        deleteIfPossible(path);
    }

    private static void removeAbandoned(Path runs)
            throws IOException
    {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(runs, "[0-9]*-*")) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                if (ProcessHandle.of(Long.parseLong(name.substring(0, name.indexOf('-')))).isEmpty()) {
                    deleteIfPossible(directory);
                }
            }
        }
    }

    private static void deleteIfPossible(Path directory)
    {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
        catch (IOException | UncheckedIOException e) {
            // the next start removes what is left
        }
    }
}
