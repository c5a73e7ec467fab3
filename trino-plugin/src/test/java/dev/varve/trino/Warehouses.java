package dev.varve.trino;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The tables under {@code src/test/resources}; the README there tells what is in them. */
final class Warehouses
{
    private Warehouses() {}

    static Path path()
    {
        try {
            return Path.of(Warehouses.class.getResource("/warehouse").toURI());
        }
        catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
