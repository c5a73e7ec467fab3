package dev.varve.product.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A store that runs inside of the tests. */
interface Store
        extends AutoCloseable
{
    /** Stores a file under a path that is relative to the root of {@link #location}. */
    void put(String path, byte[] content)
            throws Exception;

    /** The URI of the root. */
    String location();

    /** Stores all files below a directory, under their paths in it. */
    default void putAll(Path directory)
            throws Exception
    {
        for (Path file : files(directory)) {
            put(directory.relativize(file).toString(), Files.readAllBytes(file));
        }
    }

    private static List<Path> files(Path directory)
            throws IOException
    {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
