package dev.varve.product.hive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/** A directory for the tables of a test class, which goes away with it. */
record ScratchDirectory(Path path)
        implements AutoCloseable
{
    ScratchDirectory
    {
        requireNonNull(path, "path is null");
    }

    static ScratchDirectory create()
            throws IOException
    {
        return new ScratchDirectory(Files.createTempDirectory("varve-hive").toRealPath());
    }

    @Override
    public void close()
            throws IOException
    {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
