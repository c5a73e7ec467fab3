package dev.varve;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for the files of a test, which is deleted with all that is in it when it is closed. */
public final class TemporaryDirectory
        implements Closeable
{
    private final Path path;

    private TemporaryDirectory(Path path)
    {
        this.path = path;
    }

    public static TemporaryDirectory create()
    {
        try {
            return new TemporaryDirectory(Files.createTempDirectory("varve-test"));
        }
        catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path()
    {
        return path;
    }

    /** An empty directory in it, which no other has. */
    public Path directory()
            throws IOException
    {
        return Files.createTempDirectory(path, "directory");
    }

    /** An empty file in it, which no other has. */
    public Path file(String suffix)
            throws IOException
    {
        return Files.createTempFile(path, "file", suffix);
    }

    @Override
    public void close()
            throws IOException
    {
        List<Path> all;
        try (Stream<Path> files = Files.walk(path)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
