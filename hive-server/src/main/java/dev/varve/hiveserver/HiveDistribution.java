package dev.varve.hiveserver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/**
 * Hive as it lies on disk: {@code lib/} with its jars and those of Hadoop, Tez and Derby.
 *
 * @param additions directories with jars that come before those
 */
public record HiveDistribution(Path home, List<Path> additions)
{
    public HiveDistribution
    {
        requireNonNull(home, "home is null");
        home = home.toAbsolutePath();
        additions = additions.stream().map(Path::toAbsolutePath).toList();
    }

    public HiveDistribution(Path home)
    {
        this(home, List.of());
    }

    public boolean isComplete()
    {
        return Files.isDirectory(libraries());
    }

    private Path libraries()
    {
        return home.resolve("lib");
    }

    String classPath()
    {
        return Stream.concat(additions.stream(), Stream.of(libraries())).map(directory -> directory.resolve("*").toString()).collect(Collectors.joining(":"));
    }
}
