package dev.varve.server;

import java.nio.file.Files;
import java.nio.file.Path;

import static java.util.Objects.requireNonNull;

/** A server as it lies on disk: {@code lib/} with Trino, and {@code plugin/} with one directory for each plugin. */
public record Distribution(Path home)
{
    public Distribution
    {
        requireNonNull(home, "home is null");
        home = home.toAbsolutePath();
    }

    public boolean isComplete()
    {
        return Files.isDirectory(libraries()) && Files.isDirectory(plugins().resolve("varve"));
    }

    public Path libraries()
    {
        return home.resolve("lib");
    }

    public Path plugins()
    {
        return home.resolve("plugin");
    }
}
