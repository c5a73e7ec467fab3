package dev.varve.hiveserver;

import java.nio.file.Files;
import java.nio.file.Path;

import static java.util.Objects.requireNonNull;

/** Hive as it lies on disk: {@code lib/} with its jars and those of Hadoop, Tez and Derby. */
public record HiveDistribution(Path home)
{
    public HiveDistribution
    {
        requireNonNull(home, "home is null");
        home = home.toAbsolutePath();
    }

    public boolean isComplete()
    {
        return Files.isDirectory(libraries());
    }

    Path libraries()
    {
        return home.resolve("lib");
    }
}
